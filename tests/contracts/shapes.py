"""Catalogue data in every shape that the clients may meet, by name."""

import datetime as dt
from dataclasses import dataclass

from harrastuspassi.catalogue.models import Hobby, HobbyEvent, Promotion, PublicationState
from harrastuspassi.common import clock
from tests.factories.catalogue import (
    DAY,
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
)

PICTURE = "Jääkiekko tytöt & pojat #1 (100%).jpg"
WEEKS = 300
EMPTY_TEXTS = {f"{field}_{language}": "" for field in ("name", "description") for language in ("fi", "sv", "en")}


def swedish_only() -> dict[str, str]:
    """Texts as Åland's organizers write them."""
    return EMPTY_TEXTS | {"name_sv": "Segling för barn", "description_sv": "Vi seglar på fredagar."}


@dataclass(frozen=True)
class Shapes:
    """One event for each shape of hobby; `listed` have a coming event, `unlisted` are read by id only."""

    listed: dict[str, HobbyEvent]
    unlisted: dict[str, HobbyEvent]

    @property
    def all(self) -> dict[str, HobbyEvent]:
        return self.listed | self.unlisted


def every_shape() -> Shapes:
    """Makes one hobby of each shape. Events are tomorrow or later, but the unlisted."""
    hobbies = _hobbies()
    yesterday = clock.local_today() - DAY
    listed = {name: HobbyEventFactory(hobby=hobby) for name, hobby in hobbies.items()}
    listed["all day"] = HobbyEventFactory(all_day=True)
    listed["over midnight"] = HobbyEventFactory(start_time=dt.time(22), end_time=dt.time(1))
    listed["a whole year"] = HobbyEventFactory(all_day=True, end_date=yesterday + 366 * DAY)
    listed["from LIPAS"] = HobbyEventFactory(
        all_day=True, data_source="lipas", origin_id="505625", hobby=_lipas_hobby()
    )
    listed["weekly"] = make_weekly(HobbyFactory())[0]
    unlisted = {
        "past": HobbyEventFactory(start_date=yesterday),
        "cancelled": HobbyEventFactory(cancelled=True),
        "archived": HobbyEventFactory(hobby__state=PublicationState.ARCHIVED),
    }
    return Shapes(listed=listed, unlisted=unlisted)


def _hobbies() -> dict[str, Hobby]:
    nowhere = {"latitude": None, "longitude": None}
    unnamed = {"name_fi": "", "name_sv": "", "name_en": "", "address": "", "zip_code": "", "city": ""}
    return {
        "plain": HobbyFactory(),
        "with a price": HobbyFactory(price_type="annual", price_amount="12.5"),
        "paid, but nothing": HobbyFactory(price_type="paid", price_amount=0),
        "without organizer": HobbyFactory(organizer=None),
        "organizer without municipality": HobbyFactory(organizer__municipality=None),
        "without location": HobbyFactory(location=None),
        "without coordinates": HobbyFactory(location=LocationFactory(**nowhere)),
        "location of empty texts": HobbyFactory(location=LocationFactory(**unnamed)),
        "without municipality": HobbyFactory(location=LocationFactory(municipality=None)),
        "without description": HobbyFactory(**EMPTY_TEXTS | {"name_fi": "Uinti"}),
        "Swedish only": HobbyFactory(**swedish_only()),
        "picture": HobbyFactory(cover_image=f"hobbies/{PICTURE}"),
        "in a hidden category": HobbyFactory(categories=[HobbyCategoryFactory(is_hidden=True)]),
        "bare": HobbyFactory(**EMPTY_TEXTS | {"name_fi": "Luistelu"}, organizer=None, location=None),
    }


def _lipas_hobby() -> Hobby:
    return HobbyFactory(organizer=None, data_source="lipas", origin_id="505625")


def make_weekly(hobby: Hobby, weeks: int = WEEKS) -> list[HobbyEvent]:
    """Events of a hobby from tomorrow on, a week apart."""
    first = clock.local_today() + DAY
    return HobbyEvent.objects.bulk_create(
        HobbyEventFactory.build(hobby=hobby, start_date=first + week * 7 * DAY) for week in range(weeks)
    )


def promotion_shapes() -> dict[str, Promotion]:
    """Promotions of every shape, all usable now."""
    return {
        "plain": PromotionFactory(),
        "without location": PromotionFactory(location=None),
        "without coordinates": PromotionFactory(location=LocationFactory(latitude=None, longitude=None)),
        "without any municipality": PromotionFactory(
            organizer=OrganizerFactory(municipality=None), location=LocationFactory(municipality=None)
        ),
        "without description": PromotionFactory(**EMPTY_TEXTS | {"name_fi": "Kahvi"}),
        "Swedish only": PromotionFactory(**swedish_only()),
        "picture": PromotionFactory(cover_image=f"promotions/{PICTURE}"),
        "all day": PromotionFactory(start_time=dt.time(0), end_time=dt.time(0)),
        "last day": PromotionFactory(end_date=clock.local_today(), end_time=dt.time(23)),
        "used": PromotionFactory(available_count=10, used_count=9),
    }
