"""Factories of the catalogue's models: every default is valid, published and current."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from harrastuspassi.catalogue.links import refresh_links
from harrastuspassi.catalogue.models import (
    Access,
    Audience,
    District,
    DistrictSource,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Municipality,
    Organizer,
    OrganizerKind,
    OrganizerState,
    PostalCode,
    PriceType,
    Promotion,
    PublicationState,
    Schedule,
)
from harrastuspassi.catalogue.search_documents import refresh_documents
from harrastuspassi.catalogue.timing import MIDNIGHT, Period
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common import clock

DAY = dt.timedelta(days=1)
WALL_CLOCK = ("start_date", "start_time", "end_date", "end_time")


def tomorrow() -> dt.date:
    """The day after today in Helsinki."""
    return clock.local_today() + DAY


class MunicipalityFactory(DjangoModelFactory):
    """Helsinki, once, unless another `code` is given."""

    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = "091"
    name_fi = factory.LazyAttribute(lambda self: "Helsinki" if self.code == "091" else f"Kunta {self.code}")
    name_sv = factory.LazyAttribute(lambda self: "Helsingfors" if self.code == "091" else f"Kommun {self.code}")
    name_en = factory.SelfAttribute("name_fi")
    region_fi = "Uusimaa"
    region_sv = "Nyland"


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.Sequence(lambda n: f"{100 + n}")
    name_fi = factory.LazyAttribute(lambda self: f"Peruspiiri {self.code}")
    name_sv = factory.LazyAttribute(lambda self: f"Distrikt {self.code}")
    name_en = factory.SelfAttribute("name_fi")


class PostalCodeFactory(DjangoModelFactory):
    class Meta:
        model = PostalCode

    code = factory.Sequence(lambda n: f"{100 + n:05}")
    district = factory.SubFactory(DistrictFactory)


class OrganizerFactory(DjangoModelFactory):
    """Approved."""

    class Meta:
        model = Organizer

    name = factory.Sequence(lambda n: f"Seura {n}")
    kind = OrganizerKind.CLUB
    state = OrganizerState.APPROVED
    municipality = factory.SubFactory(MunicipalityFactory)


class LocationFactory(DjangoModelFactory):
    """In Helsinki, each some 50 metres north of the one before; of a known district when one is given."""

    class Meta:
        model = Location

    name_fi = factory.Sequence(lambda n: f"Sali {n}")
    name_sv = factory.Sequence(lambda n: f"Sal {n}")
    name_en = factory.Sequence(lambda n: f"Hall {n}")
    address = factory.Sequence(lambda n: f"Esimerkkikatu {n + 1}")
    zip_code = "00100"
    city = "Helsinki"
    latitude = factory.Sequence(lambda n: 60.17 + n % 200 * 0.0005)
    longitude = 24.94
    municipality = factory.SubFactory(MunicipalityFactory)
    district = None
    district_source = factory.LazyAttribute(
        lambda self: DistrictSource.MANUAL if self.district else DistrictSource.UNKNOWN
    )


class HobbyCategoryFactory(DjangoModelFactory):
    """One category, with the tree renumbered around it. `make_tree` makes many at once."""

    class Meta:
        model = HobbyCategory

    name_fi = factory.Sequence(lambda n: f"Luokka {n:04}")
    name_sv = factory.LazyAttribute(lambda self: f"{self.name_fi} (sv)")
    name_en = factory.LazyAttribute(lambda self: f"{self.name_fi} (en)")
    yso_id = factory.Sequence(lambda n: f"p{90_000 + n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> HobbyCategory:
        category: HobbyCategory = super()._create(model_class, *args, **kwargs)
        rebuild_tree()
        category.refresh_from_db()
        return category


def make_tree(names: dict[str, Any]) -> dict[str, HobbyCategory]:
    """Categories by Finnish name, from names nested as they are: `{"Liikunta": {"Palloilu": {"Jalkapallo": {}}}}`."""
    made: list[HobbyCategory] = []

    def add(below: dict[str, Any], parent: HobbyCategory | None) -> None:
        for name, children in below.items():
            node = HobbyCategory.objects.create(
                name_fi=name, name_sv=f"{name} (sv)", name_en=f"{name} (en)", parent=parent
            )
            made.append(node)
            add(children, node)

    add(names, None)
    rebuild_tree()
    for node in made:
        node.refresh_from_db()
    return {node.name_fi: node for node in made}


class AudienceFactory(DjangoModelFactory):
    class Meta:
        model = Audience

    name_fi = factory.Sequence(lambda n: f"Kohderyhmä {n}")
    name_sv = factory.Sequence(lambda n: f"Målgrupp {n}")
    name_en = factory.Sequence(lambda n: f"Audience {n}")


class HobbyFactory(DjangoModelFactory):
    """Published and free; `categories` and `audiences` take lists. Search finds it as it is made here."""

    class Meta:
        model = Hobby
        skip_postgeneration_save = True

    name_fi = factory.Sequence(lambda n: f"Harrastus {n}")
    name_sv = factory.Sequence(lambda n: f"Hobby {n} (sv)")
    name_en = factory.Sequence(lambda n: f"Hobby {n}")
    description_fi = "Kaikille avoin harrastus."
    description_sv = "En hobby som är öppen för alla."
    description_en = "A hobby open to all."
    organizer = factory.SubFactory(OrganizerFactory)
    location = factory.SubFactory(LocationFactory)
    price_type = PriceType.FREE
    price_amount = 0
    state = PublicationState.PUBLISHED
    published_at = factory.LazyAttribute(lambda self: clock.now() if self.state == PublicationState.PUBLISHED else None)
    rejection_reason = factory.LazyAttribute(
        lambda self: "Kuvaus puuttuu." if self.state == PublicationState.REJECTED else ""
    )

    @factory.post_generation
    def categories(self: Hobby, create: bool, extracted: Any, **_: Any) -> None:
        if create and extracted:
            self.categories.set(extracted)

    @factory.post_generation
    def audiences(self: Hobby, create: bool, extracted: Any, **_: Any) -> None:
        if create and extracted:
            self.audiences.set(extracted)

    @factory.post_generation
    def document(self: Hobby, create: bool, extracted: Any, **_: Any) -> None:
        if create:
            refresh_documents([self.pk])
            refresh_links([self.pk])


def _end_time(start: dt.time) -> dt.time:
    return (dt.datetime.combine(dt.date.min, start) + dt.timedelta(minutes=90)).time()


class HobbyEventFactory(DjangoModelFactory):
    """Tomorrow 18:00 to 19:30. An end that is not given is 90 minutes after the start.

    Traits: `all_day`, `cancelled`. Columns the period decides follow from it unless given.
    """

    class Meta:
        model = HobbyEvent

    class Params:
        all_day = factory.Trait(start_time=MIDNIGHT, end_time=MIDNIGHT)
        cancelled = factory.Trait(
            cancelled_at=factory.LazyFunction(clock.now), cancellation_reason_fi="Ohjaaja on sairaana."
        )

    hobby = factory.SubFactory(HobbyFactory)
    start_date = factory.LazyFunction(tomorrow)
    start_time = dt.time(18)
    end_time = factory.LazyAttribute(lambda self: _end_time(self.start_time))
    end_date = factory.LazyAttribute(lambda self: self.start_date + DAY * (self.end_time < self.start_time))
    access = Access.OPEN

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return Period(**{name: kwargs[name] for name in WALL_CLOCK}).event_columns() | kwargs


class ScheduleFactory(DjangoModelFactory):
    """Weekly from tomorrow, 18:00 to 19:30; no events yet."""

    class Meta:
        model = Schedule

    hobby = factory.SubFactory(HobbyFactory)
    rrule = "FREQ=WEEKLY"
    start_date = factory.LazyFunction(tomorrow)
    start_time = dt.time(18)
    end_time = dt.time(19, 30)


class PromotionFactory(DjangoModelFactory):
    """Published and usable now: from a week ago to a month ahead, 100 uses."""

    class Meta:
        model = Promotion

    name_fi = factory.Sequence(lambda n: f"Etu {n}")
    name_sv = factory.Sequence(lambda n: f"Förmån {n}")
    name_en = factory.Sequence(lambda n: f"Offer {n}")
    description_fi = "Kokeile kerran ilmaiseksi."
    description_sv = "Pröva en gång gratis."
    description_en = "Try once for free."
    organizer = factory.SubFactory(OrganizerFactory)
    location = factory.SubFactory(LocationFactory)
    start_date = factory.LazyFunction(lambda: clock.local_today() - 7 * DAY)
    start_time = MIDNIGHT
    end_date = factory.LazyFunction(lambda: clock.local_today() + 30 * DAY)
    end_time = dt.time(23, 59)
    available_count = 100
    state = PublicationState.PUBLISHED
    published_at = factory.LazyAttribute(lambda self: clock.now() if self.state == PublicationState.PUBLISHED else None)
    rejection_reason = factory.LazyAttribute(
        lambda self: "Kuvaus puuttuu." if self.state == PublicationState.REJECTED else ""
    )

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return Period(**{name: kwargs[name] for name in WALL_CLOCK}).promotion_columns() | kwargs
