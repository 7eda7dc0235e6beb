"""Simulated pilots: passes with attributes, what they did in a year, and every table of the plan that is about passes,
before and after noise."""

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from harrastuspassi.disclosure.cellkey import RecordKeys, noisy_count, record_keys, shown
from harrastuspassi.disclosure.protect import Figures, Protected, groups, hierarchies
from harrastuspassi.participation.models.events import EventKind
from harrastuspassi.participation.models.months import Progress, Source
from harrastuspassi.passes.models import KEPT_AGE_GROUPS, FollowUp, Gender, HasHobby, MotherTongue
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.dimensions import NOT_ANSWERED, NOT_SAID, OTHER, Parents, with_all_above
from harrastuspassi.statistics.models import Period
from harrastuspassi.statistics.periods import Length
from harrastuspassi.statistics.tables import TABLES, Table

YEAR = 2026
MONTHS = [periods.month_name(month) for month in periods.months_of(f"{YEAR}")]
QUARTERS = [f"{YEAR}-Q{quarter}" for quarter in range(1, 5)]
PLAN = [table for table in TABLES.values() if table.is_of_passes]
# As tables show them: small districts are grouped before.
DISTRICTS = {f"{city:03}": [f"{city:03}-{district}" for district in "abc"] for city in range(1, 8)}
HOMES = [*(district for districts in DISTRICTS.values() for district in districts)]
AGE_GROUPS = [*KEPT_AGE_GROUPS, NOT_SAID]
LANGUAGES = [*MotherTongue.values, NOT_SAID]
AT_START = [*HasHobby.values, NOT_ANSWERED]
ROOTS = [f"root {n}" for n in range(1, 13)]
PARENTS: Mapping[str, Parents] = {
    "area": {
        **dict.fromkeys((*DISTRICTS, OTHER, NOT_SAID)),
        **{home: city for city, districts in DISTRICTS.items() for home in (*districts, f"{city}-{NOT_SAID}")},
    },
    "age_group": dict.fromkeys(AGE_GROUPS),
    "gender": dict.fromkeys(Gender.values),
    "language": dict.fromkeys(LANGUAGES),
    "at_start": dict.fromkeys(AT_START),
    "kind": dict.fromkeys(EventKind.values),
    "category": dict.fromkeys(ROOTS),
    "source": dict.fromkeys(Source.values),
    "progress": dict.fromkeys(Progress.values),
}
"""Of each dimension that tables of passes have, its values, each with the one above it."""
# Of every hundred passes or events; a few groups are small, as in life.
_AGES, _GENDERS, _LANGUAGES, _AT_START = (78, 14, 3, 5), (52, 41, 1, 6), (80, 8, 9, 3), (50, 25, 18, 3, 4)
_KINDS = (10, 38, 4, 18, 5, 8, 2, 2, 2, 4, 5, 2)
_ABOUT_HOBBIES = {
    EventKind.HOBBY_VIEWED, EventKind.SEARCHED, EventKind.FAVOURITE_ADDED, EventKind.FAVOURITE_REMOVED,
    EventKind.SHARED, EventKind.CONTACT_OPENED, EventKind.REGISTRATION_OPENED, EventKind.CHECKED_IN,
}  # fmt: skip
# Schools hand the pass out in January and August.
_JOINING = (45, 10, 4, 2, 2, 1, 1, 22, 6, 3, 2, 2)
_MOVES = 0.01
"""How often what a pass says of itself is another than the month before."""


@dataclass(frozen=True)
class Done:
    """Something that a pass did, with all that tables ask about it: the pass's attributes then, and by dimension of
    what passes do, the values that it is of."""

    pass_id: int
    month: str
    attributes: Mapping[str, str]
    deeds: Mapping[str, Sequence[str]]


def joined(drawn: random.Random) -> int:
    """The month, from 0, in which a pass begins."""
    return drawn.choices(range(12), _JOINING)[0]


def stayed(drawn: random.Random) -> int:
    """For how many months after that it is used."""
    return int(drawn.expovariate(1 / 4))


@cache
def pilot(seed: int, passes: int) -> list[Done]:
    """A year of `passes` passes, by time for each. Some do much, most do little; districts differ in size, activities
    in popularity."""
    drawn = random.Random(seed)
    sizes = [drawn.lognormvariate(0, 0.5) for _ in HOMES]
    return [done for pass_id in range(passes) for done in _life(drawn, pass_id, sizes)]


def _life(drawn: random.Random, pass_id: int, sizes: Sequence[float]) -> Iterator[Done]:
    person, first, checkins = _person(drawn, sizes), joined(drawn), 0
    favourites = drawn.choices(ROOTS, [1 / (rank + 1) for rank in range(len(ROOTS))], k=2)
    answers_in = first + 3 if drawn.random() < 0.4 else None
    for number in range(first, min(12, first + 1 + stayed(drawn))):
        if drawn.random() < _MOVES:
            person = _person(drawn, sizes)
        for event in range(1 + int(drawn.expovariate(1 / 3))):
            kind = drawn.choices(EventKind.values, _KINDS)[0]
            deeds = {"kind": [kind], "category": [], "source": [], "progress": []}
            if kind in _ABOUT_HOBBIES:
                # Some hobbies are of two roots.
                deeds["category"] = favourites if drawn.random() < 0.1 else [drawn.choice(favourites)]
            if kind == EventKind.CHECKED_IN:
                checkins += 1
                deeds["source"] = drawn.choices(Source.values, (3, 2))
                deeds["progress"] = _progress(drawn, checkins, is_new=person["at_start"] == "no" and number < first + 3)
            if number == answers_in and event == 0:
                deeds["progress"] = [*deeds["progress"], f"later_{drawn.choice(FollowUp.values)}"]
            yield Done(pass_id, MONTHS[number], person, deeds)


def _person(drawn: random.Random, sizes: Sequence[float]) -> dict[str, str]:
    home = drawn.choices(HOMES, sizes)[0]
    unsaid = (home.partition("-")[0] + f"-{NOT_SAID}", OTHER, NOT_SAID)
    return {
        "area": drawn.choices((home, *unsaid), (94, 2, 2, 2))[0],
        "age_group": drawn.choices(AGE_GROUPS, _AGES)[0],
        "gender": drawn.choices(Gender.values, _GENDERS)[0],
        "language": drawn.choices(LANGUAGES, _LANGUAGES)[0],
        "at_start": drawn.choices(AT_START, _AT_START)[0],
    }


def _progress(drawn: random.Random, checkins: int, *, is_new: bool) -> list[str]:
    tried = drawn.random() < 0.3
    found = {Progress.NEW_TO_HOBBIES: is_new, Progress.TRIED: tried, Progress.REGULAR: checkins >= 4}
    return [progress for progress, holds in found.items() if holds]


def quarter_of(month: str) -> str:
    """The quarter of a month by name."""
    return periods.name_of(periods.months_of(month)[0], Length.QUARTER)


# --- what is counted ------------------------------------------------------------------------------
Members = dict[tuple[str | None, ...], set[int]]
"""The passes of each group that has some, by its values in the order of the table's dimensions (None: a margin)."""


@dataclass
class Active:
    """A pass in a period: its last attributes, and all that it did."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    deeds: Mapping[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def values(self, name: str) -> Sequence[str | None]:
        """Where it is counted along a dimension."""
        if name in self.attributes:
            return with_all_above(self.attributes[name], PARENTS[name])
        return [None, *self.deeds[name]]


def active_in(done: Iterable[Done], period: str) -> dict[int, Active]:
    """The passes that did something in a period."""
    months = {periods.month_name(month) for month in periods.months_of(period)}
    found: dict[int, Active] = defaultdict(Active)
    for event in done:
        if event.month in months:
            one = found[event.pass_id]
            one.attributes = event.attributes
            for name, values in event.deeds.items():
                one.deeds[name].update(values)
    return found


def members(active: Mapping[int, Active], table: Table) -> Members:
    """The groups of a table, of those that are active in a period."""
    found: Members = defaultdict(set)
    for pass_id, one in active.items():
        if all(value in one.values(name) for name, value in table.fixed.items()):
            for group in product(*(one.values(name) for name in table.dimensions)):
                found[group].add(pass_id)
    return found


# --- what is published ----------------------------------------------------------------------------
def keys_of(passes: int, secret: bytes = bytes(32)) -> list[RecordKeys]:
    return [record_keys(secret, number.to_bytes(16, "big")) for number in range(passes)]


Figure = Callable[[Collection[int], Sequence[RecordKeys]], int | None]


def noisy(passes: Collection[int], keys: Sequence[RecordKeys]) -> int:
    return noisy_count(len(passes), sum(keys[number].counts for number in passes))


def protected(passes: Collection[int], keys: Sequence[RecordKeys]) -> int | None:
    return shown(noisy(passes, keys))


def published(
    done: Sequence[Done],
    keys: Sequence[RecordKeys],
    names: Iterable[str],
    *,
    figure: Figure = protected,
    plan: Sequence[Table] = PLAN,
) -> list[Protected]:
    """The tables of the periods `names`, every cell of them by `figure`, the empty ones too."""
    return [
        _table(active, table, name, lambda passes: figure(passes, keys))
        for name in names
        for active in [active_in(done, name)]
        for table in plan
        if table.length is periods.length_of(name)
    ]


def _table(
    active: Mapping[int, Active], table: Table, period: str, figure: Callable[[Collection[int]], int | None]
) -> Protected:
    found = members(active, table)
    return Protected(
        table.name,
        period,
        {name: PARENTS[name] for name in (*table.dimensions, *table.fixed)},
        [
            Figures(values, {"passes": figure(found.get(tuple(map(values.get, table.dimensions)), ())), "events": None})
            for values in groups(table, Period(name=period, dimensions=PARENTS))
        ],
    )


HIERARCHIES = hierarchies(YEAR, [_table({}, table, "", len) for table in PLAN])
"""Those of all tables together."""
