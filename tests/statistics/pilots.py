"""Random pilots in the database, lived through: events that come twice or late, corrected attributes, erasures."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field

from harrastuspassi.catalogue.models import Access, District, Hobby, HobbyCategory, HobbyEvent, Municipality
from harrastuspassi.common import clock
from harrastuspassi.participation import changes, unlinking
from harrastuspassi.participation.models.events import CheckIn, Event, EventKind
from harrastuspassi.passes.models import KEPT_AGE_GROUPS, FollowUp, Gender, HasHobby, MotherTongue, Pass
from tests.factories.catalogue import (
    DistrictFactory,
    HobbyEventFactory,
    HobbyFactory,
    MunicipalityFactory,
    OrganizerFactory,
    make_tree,
)

KINDS = ("app_opened", "hobby_viewed", "searched", "favourite_added", "checked_in")
YEAR = 2027


@dataclass
class Places:
    """Two municipalities that take part, one of them with districts, and one that does not; hobbies, each with a
    trial and an event that is none, and categories."""

    homes: list[tuple[Municipality | None, District | None]] = field(default_factory=list)
    hobbies: list[Hobby] = field(default_factory=list)
    events: dict[int, list[HobbyEvent]] = field(default_factory=dict)
    categories: list[HobbyCategory] = field(default_factory=list)


def places() -> Places:
    city, town = (MunicipalityFactory(code=code) for code in ("091", "049"))
    OrganizerFactory(municipality=town)
    districts = [DistrictFactory(municipality=city) for _ in range(2)]
    tree = make_tree({"Liikunta": {"Uinti": {}}, "Taide": {"Tanssi": {}}})
    swim, dance = tree["Uinti"], tree["Tanssi"]
    organizer = OrganizerFactory(municipality=city)
    hobbies = [HobbyFactory(organizer=organizer, categories=chosen) for chosen in ([swim], [swim, dance], [])]
    elsewhere = MunicipalityFactory(code="853")
    homes = [*((city, district) for district in districts), (city, None), (town, None), (elsewhere, None), (None, None)]
    events = {
        hobby.pk: [HobbyEventFactory(hobby=hobby, access=access) for access in (Access.TRIAL, Access.OPEN)]
        for hobby in hobbies
    }
    return Places(homes, hobbies, events, [*tree.values()])


class Pilot:
    """A pilot whose past is drawn from a seed. `live` makes some of it happen."""

    def __init__(self, seed: int, where: Places, passes: int = 12) -> None:
        self.drawn, self.where = random.Random(seed), where
        self.passes = [uuid.UUID(int=self.drawn.getrandbits(128)) for _ in range(passes)]
        self.homes = {pass_id: self._home() for pass_id in self.passes}
        Pass.objects.bulk_create(map(self._pass, self.passes), ignore_conflicts=True)

    def _pass(self, pass_id: uuid.UUID) -> Pass:
        """What it answered at the start, and perhaps a season later."""
        said_on = dt.date(YEAR - 1, 10, 1) + dt.timedelta(days=self.drawn.randrange(150))
        later = self.drawn.choice(["", *FollowUp.values])
        return Pass(
            id=pass_id,
            digest="0" * 64,
            has_hobby=self.homes[pass_id]["has_hobby"],
            has_hobby_on=said_on,
            follow_up=later,
            follow_up_on=said_on + dt.timedelta(days=95) if later else None,
        )

    def _home(self) -> dict[str, object]:
        municipality, district = self.drawn.choice(self.where.homes)
        return {
            "age_group": self.drawn.choice(["", *KEPT_AGE_GROUPS]),
            "gender": self.drawn.choice(["", *Gender.values]),
            "language": self.drawn.choice(["", *MotherTongue.values]),
            "has_hobby": self.drawn.choice(["", *HasHobby.values]),
            "municipality_id": municipality and municipality.pk,
            "district_id": district and district.pk,
        }

    def live(self, events: int, first: dt.date, days: int) -> None:
        """Events on random days, as the collection writes them, some of them sent twice."""
        rows = [self._event(first, days) for _ in range(events)]
        keen, hobby = self.drawn.sample(self.passes, k=2), self.drawn.choice(self.where.hobbies)
        rows += [self._checked_in(self.drawn.choice(keen), hobby, first, days) for _ in range(events // 5)]
        rows += [self._again(row) for row in self.drawn.sample(rows, k=events // 5)]
        Event.objects.bulk_create(rows, ignore_conflicts=True)
        changes.note_times(row.occurred_at for row in rows)

    def _event(self, first: dt.date, days: int) -> Event:
        pass_id = self.drawn.choice([*self.passes, None])
        kind = self.drawn.choice(KINDS)
        if pass_id and self.drawn.random() < 0.1:
            self.homes[pass_id] = self._home()  # corrected: events from now on say otherwise
        day = first + dt.timedelta(days=self.drawn.randrange(days))
        # Around midnight, where the months of Helsinki and of UTC differ.
        time = dt.time(self.drawn.choice((0, 1, 12, 23)), self.drawn.randrange(60), self.drawn.randrange(60))
        is_about_hobby = kind in ("hobby_viewed", "favourite_added", "checked_in")
        hobby = self.drawn.choice(self.where.hobbies) if is_about_hobby else None
        event = self.drawn.choice(self.where.events[hobby.pk]) if hobby and kind == EventKind.CHECKED_IN else None
        found = self.drawn.sample(self.where.categories, k=self.drawn.randrange(3)) if kind == "searched" else []
        return Event(
            key=uuid.UUID(int=self.drawn.getrandbits(128)),
            kind=kind,
            checkin=self.drawn.choice(CheckIn.values) if event else "",
            occurred_at=clock.instant(day, time),
            hobby=hobby,
            event=event,
            categories=" ".join(str(category.pk) for category in found),
            pass_id=pass_id,
            is_left_out=self.drawn.random() < 0.02,
            **(self.homes[pass_id] if pass_id else {}),
        )

    def _checked_in(self, pass_id: uuid.UUID, hobby: Hobby, first: dt.date, days: int) -> Event:
        """One of those who come again and again."""
        return Event(
            key=uuid.UUID(int=self.drawn.getrandbits(128)),
            kind=EventKind.CHECKED_IN,
            checkin=self.drawn.choice(CheckIn.values),
            occurred_at=clock.instant(first + dt.timedelta(days=self.drawn.randrange(days)), dt.time(17)),
            hobby=hobby,
            event=self.drawn.choice(self.where.events[hobby.pk]),
            pass_id=pass_id,
            **self.homes[pass_id],
        )

    def _again(self, row: Event) -> Event:
        return Event(**{name.attname: getattr(row, name.attname) for name in Event._meta.fields if name.name != "id"})

    def erase_some(self) -> None:
        """One pass is erased, one takes its consent back."""
        for gone in (unlinking.erase, unlinking.unlink):
            gone(self.passes.pop(self.drawn.randrange(len(self.passes))))
