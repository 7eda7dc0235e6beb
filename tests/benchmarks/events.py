"""Events to measure statistics with: a year of passes all over the country, by COPY. The same for the same seed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random

from django.db import connection

from harrastuspassi.catalogue.models import District, Hobby, HobbyCategory, Municipality
from harrastuspassi.catalogue.reference import ensure_reference
from harrastuspassi.common import clock
from harrastuspassi.common.planner import refresh_statistics
from harrastuspassi.participation import changes
from harrastuspassi.participation.models.events import CheckIn, Event, EventKind
from harrastuspassi.passes.models import KEPT_AGE_GROUPS, Gender
from harrastuspassi.statistics import periods
from tests.factories.catalogue import DistrictFactory, HobbyFactory, OrganizerFactory

YEAR = 2026
EVENTS_PER_PASS = 33
"""300,000 passes make ten million events."""
TOWNS, DISTRICTS, HOBBIES = 60, 5, 400
COLUMNS = (
    "key", "kind", "occurred_at", "is_clock_corrected", "collected_at", "hobby_id", "categories", "checkin",
    "is_left_out", "pass_id", "age_group", "gender", "language", "municipality_id", "district_id", "has_hobby",
)  # fmt: skip
KINDS = {
    EventKind.APP_OPENED: 25, EventKind.HOBBY_VIEWED: 35, EventKind.SEARCHED: 20, EventKind.FAVOURITE_ADDED: 8,
    EventKind.REGISTRATION_OPENED: 5, EventKind.CHECKED_IN: 7,
}  # fmt: skip
JOINING = (45, 10, 4, 2, 2, 1, 1, 22, 6, 3, 2, 2)
"""Of every hundred passes, those that begin in each month: schools hand the pass out in January and August."""


def fill_events(number: int, *, towns: int = TOWNS, districts: int = DISTRICTS, seed: int = 1) -> None:
    """Fills an empty database with about so many events of passes of towns with so many districts each, in the order
    in which they happened, as phones send them. Indexes are made when all are there, as in any bulk load."""
    _fill_catalogue(towns, districts)
    year = _Year(Random(seed))
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [Event._meta.db_table])
        indexes = [(name, made_by) for name, made_by in cursor.fetchall() if " UNIQUE " not in made_by]
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        columns = ", ".join(COLUMNS)
        cursor.execute(f"CREATE TEMPORARY TABLE drawn AS SELECT {columns} FROM {Event._meta.db_table}")
        with cursor.copy("COPY drawn FROM STDIN") as copy:
            for line in year.lines(number):
                copy.write(line)
        cursor.execute(f"INSERT INTO {Event._meta.db_table} ({columns}) SELECT * FROM drawn ORDER BY occurred_at")
        cursor.execute("DROP TABLE drawn")
        for _, made_by in indexes:
            cursor.execute(made_by)
    changes.note_times(clock.instant(month, dt.time()) for month in periods.months_of(f"{YEAR}"))
    refresh_statistics()


def _fill_catalogue(towns: int, districts: int) -> None:
    ensure_reference()
    District.objects.all().delete()
    for town in Municipality.objects.order_by("code")[:towns]:
        OrganizerFactory(municipality=town)
        DistrictFactory.create_batch(districts, municipality=town)
    leaves = list(HobbyCategory.objects.filter(level__gt=0).order_by("id"))
    for hobby in range(HOBBIES):
        HobbyFactory(categories=[leaves[hobby * 7 % len(leaves)], leaves[hobby * 11 % len(leaves)]][: 1 + hobby % 2])


class _Year:
    """Draws what passes all over the country do in a year."""

    def __init__(self, drawn: Random) -> None:
        self.drawn = drawn
        self.homes = list(District.objects.order_by("id").values_list("municipality_id", "id"))
        self.sizes = [drawn.lognormvariate(0, 1) for _ in self.homes]  # a few are large
        self.hobbies = list(Hobby.objects.order_by("id").values_list("id", flat=True))
        self.categories = list(HobbyCategory.objects.order_by("id").values_list("id", flat=True))
        self.months = [clock.instant(month, dt.time(6)) for month in periods.months_of(f"{YEAR}")]
        self.collected = clock.now().isoformat()

    def lines(self, number: int) -> Iterator[str]:
        """Lines of COPY with COLUMNS, of about so many events."""
        made = 0
        while made < number:
            said, favourites = self._pass(), self.drawn.choices(self.hobbies, k=3)
            joined = self.drawn.choices(range(12), JOINING)[0]
            for month in self.months[joined : joined + 1 + int(self.drawn.expovariate(1 / 4))]:
                events = 1 + int(self.drawn.expovariate(1 / 8))
                made += events
                for kind in self.drawn.choices(list(KINDS), list(KINDS.values()), k=events):
                    at = month + dt.timedelta(minutes=self.drawn.randrange(38_000))
                    yield f"{self._event(kind, at, favourites)}\t{said}\n"

    def _pass(self) -> str:
        """The columns of a pass, the same in all its events."""
        town, district = self.drawn.choices(self.homes, self.sizes)[0]
        age_group, gender = self.drawn.choice(KEPT_AGE_GROUPS), self.drawn.choice(Gender.values)
        return f"{self.drawn.getrandbits(128):032x}\t{age_group}\t{gender}\tfi\t{town}\t{district}\t"

    def _event(self, kind: EventKind, at: dt.datetime, favourites: Sequence[int]) -> str:
        """The other columns."""
        is_of_hobby = kind not in (EventKind.APP_OPENED, EventKind.SEARCHED)
        hobby = self.drawn.choice(favourites) if is_of_hobby else "\\N"
        categories = self.drawn.choice(self.categories) if kind == EventKind.SEARCHED else ""
        checkin = CheckIn.VERIFIED.value if kind == EventKind.CHECKED_IN else ""
        key = f"{self.drawn.getrandbits(128):032x}"
        return f"{key}\t{kind.value}\t{at:%Y-%m-%d %H:%M}+00\tf\t{self.collected}\t{hobby}\t{categories}\t{checkin}\tf"
