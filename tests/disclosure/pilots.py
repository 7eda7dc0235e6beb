"""Simulated pilots: passes with attributes, what they did in a year, and the tables of it before and after noise."""

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from harrastuspassi.disclosure.audit import TIME, PublishedTable
from harrastuspassi.disclosure.cellkey import RecordKeys, noisy_count, record_keys, shown
from harrastuspassi.disclosure.groups import Group, Hierarchy

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
QUARTERS = [f"2026-Q{quarter}" for quarter in range(1, 5)]
# As tables show them: small districts are grouped before.
DISTRICT_GROUPS = {f"group {n}": [f"district {n}.{m}" for m in range(1, 4)] for n in range(1, 8)}
DISTRICTS = [district for districts in DISTRICT_GROUPS.values() for district in districts]
AGE_GROUPS = ["13-16", "17-19", "20+", "not said"]
GENDERS = ["female", "male", "other", "not said"]
ROOTS = [f"root {n}" for n in range(1, 13)]
KINDS = ["checked_in", "hobby_viewed", "searched", "favourite_added", "registration_opened", "benefit_used"]
# Of every hundred passes; a few groups are small, as in life.
_AGES, _GENDERS, _KINDS = (78, 14, 3, 5), (52, 41, 1, 6), (9, 45, 25, 10, 6, 5)
# Schools hand the pass out in January and August.
_JOINING = (45, 10, 4, 2, 2, 1, 1, 22, 6, 3, 2, 2)

HIERARCHIES: Mapping[str, Hierarchy] = {
    TIME: Hierarchy(
        {
            "2026": None,
            **dict.fromkeys(QUARTERS, "2026"),
            **{month: QUARTERS[number // 3] for number, month in enumerate(MONTHS)},
        },
        partition=False,
    ),
    "district": Hierarchy(
        {
            **dict.fromkeys(DISTRICT_GROUPS, None),
            **{district: group for group, districts in DISTRICT_GROUPS.items() for district in districts},
        },
        partition=True,
    ),
    "age_group": Hierarchy(dict.fromkeys(AGE_GROUPS), partition=True),
    "gender": Hierarchy(dict.fromkeys(GENDERS), partition=True),
    "root": Hierarchy(dict.fromkeys(ROOTS), partition=False),
    "kind": Hierarchy(dict.fromkeys(KINDS), partition=False),
}

Plan = Mapping[str, tuple[str, Sequence[str]]]
PLAN: Plan = {
    "month_district_kind": ("month", ("district", "kind")),
    "quarter_district_age": ("quarter", ("district", "age_group")),
    "quarter_root_gender": ("quarter", ("root", "gender")),
    "quarter_district_root": ("quarter", ("district", "root")),
    "year_district_age_gender": ("year", ("district", "age_group", "gender")),
}
"""Table to the length of its periods and its other dimensions."""
PERIODS = {"month": MONTHS, "quarter": QUARTERS, "year": ["2026"]}


@dataclass(frozen=True)
class Done:
    """Something that a pass did, with all that tables ask about it."""

    pass_id: int
    values: Mapping[str, str]
    month: str


def joined(drawn: random.Random) -> int:
    """The month, from 0, in which a pass begins."""
    return drawn.choices(range(12), _JOINING)[0]


def stayed(drawn: random.Random) -> int:
    """For how many months after that it is used."""
    return int(drawn.expovariate(1 / 4))


@cache
def pilot(seed: int, passes: int) -> list[Done]:
    """A year of `passes` passes. Some do much, most do little; districts differ in size, activities in popularity."""
    drawn = random.Random(seed)
    sizes = [drawn.lognormvariate(0, 0.5) for _ in DISTRICTS]
    popularity = [1 / (rank + 1) for rank in range(len(ROOTS))]
    done = []
    for pass_id in range(passes):
        person = {
            "district": drawn.choices(DISTRICTS, sizes)[0],
            "age_group": drawn.choices(AGE_GROUPS, _AGES)[0],
            "gender": drawn.choices(GENDERS, _GENDERS)[0],
        }
        favourites = drawn.choices(ROOTS, popularity, k=2)
        first = joined(drawn)
        for month in MONTHS[first : first + 1 + stayed(drawn)]:
            for _ in range(1 + int(drawn.expovariate(1 / 3))):
                kind = drawn.choices(KINDS, _KINDS)[0]
                done.append(Done(pass_id, {**person, "root": drawn.choice(favourites), "kind": kind}, month))
    return done


def values_above(dimension: str, value: str) -> list[str | None]:
    return [value, *HIERARCHIES[dimension].ancestors(value)]


def table_groups(name: str, period: str) -> list[Group]:
    """Every group of a table, the empty ones too."""
    _, dimensions = PLAN[name]
    choices = [[(dimension, value) for value in (None, *HIERARCHIES[dimension].parents)] for dimension in dimensions]
    return [
        Group("active", frozenset({(TIME, period), *((name, value) for name, value in chosen if value is not None)}))
        for chosen in product(*choices)
    ]


def members(done: Iterable[Done], name: str, period: str) -> dict[Group, set[int]]:
    """Each group of a table with the passes in it."""
    found: dict[Group, set[int]] = {group: set() for group in table_groups(name, period)}
    _, dimensions = PLAN[name]
    for event in done:
        if period != event.month and period not in HIERARCHIES[TIME].ancestors(event.month):
            continue
        for chosen in product(*(values_above(dimension, event.values[dimension]) for dimension in dimensions)):
            known = {(name, value) for name, value in zip(dimensions, chosen, strict=True) if value is not None}
            found[Group("active", frozenset({(TIME, period), *known}))].add(event.pass_id)
    return found


def keys_of(passes: int, secret: bytes = bytes(32)) -> list[RecordKeys]:
    return [record_keys(secret, number.to_bytes(16, "big")) for number in range(passes)]


Figure = Callable[[Collection[int], Sequence[RecordKeys]], int | None]


def protected(passes: Collection[int], keys: Sequence[RecordKeys]) -> int | None:
    return shown(noisy_count(len(passes), sum(keys[number].counts for number in passes)))


def published(
    done: Sequence[Done], keys: Sequence[RecordKeys], *, figure: Figure = protected, plan: Plan = PLAN
) -> list[PublishedTable]:
    """All tables of the year, each cell by `figure`."""
    by_period: dict[str, list[Done]] = defaultdict(list)
    for event in done:
        for period in values_above(TIME, event.month):
            if period is not None:
                by_period[period].append(event)
    return [
        PublishedTable(
            f"{name} {period}",
            {group: figure(passes, keys) for group, passes in members(by_period[period], name, period).items()},
        )
        for name, (length, _) in plan.items()
        for period in PERIODS[length]
    ]
