"""Figures of the tables that are not about passes, as they are published. They carry no noise.

What people make up is "0-4" below 5, and heads are given to the next 5 besides: of exact ones a small group would be
what is left of a margin. What organizers offer is exact. Shares have a denominator of at least 20 (rule 10).
"""

from collections.abc import Callable, Mapping

from harrastuspassi.disclosure.cellkey import per_cent, shown
from harrastuspassi.disclosure.protect import Figures, Protected, groups
from harrastuspassi.statistics import periods, plain
from harrastuspassi.statistics.models import Period
from harrastuspassi.statistics.plain import Numbers
from harrastuspassi.statistics.rollups import group_name
from harrastuspassi.statistics.tables import Table, tables_of
from harrastuspassi.statistics.terms import Figure

HEAD_STEP = 5
_AN_HOUR = 3600


def plain_tables(period: Period) -> list[Protected]:
    """The tables of a counted period that are not about passes, every group of them."""
    tables = [table for table in tables_of(periods.length_of(period.name)) if not table.is_of_passes]
    return [_table(table, period) for table in tables if plain.can_count(table, period)]


def _table(table: Table, period: Period) -> Protected:
    counted = plain.count(table, period)
    return Protected(
        table.name,
        period.name,
        {name: period.dimensions[name] for name in table.dimensions},
        [
            Figures(values, {name: _figure(name, counted.get(group_name(values), {})) for name in table.measures})
            for values in groups(table, period)
        ],
    )


def _figure(measure: str, numbers: Numbers) -> Figure:
    if measure in _OF_PUBLISHED:
        return None
    made = _MADE.get(measure)
    return made(numbers) if made else _number(numbers, measure)


def _number(numbers: Numbers, name: str) -> int:
    return round(numbers.get(name, 0))


def _to_next_five(name: str) -> Callable[[Numbers], int | None]:
    def made(numbers: Numbers) -> int | None:
        count = _number(numbers, name)
        return shown(count) and HEAD_STEP * ((count + HEAD_STEP // 2) // HEAD_STEP)

    return made


def _folded(name: str) -> Callable[[Numbers], int | None]:
    return lambda numbers: shown(_number(numbers, name))


def _share(part: str, whole: str) -> Callable[[Numbers], int | None]:
    return lambda numbers: per_cent(_number(numbers, part), _number(numbers, whole))


_MADE: Mapping[str, Callable[[Numbers], Figure]] = {
    **{name: _to_next_five(name) for name in ("heads", "season_trials", "season_joined")},
    "counted": _folded("counted"),
    "used": _folded("used"),
    "hours": lambda numbers: round(numbers.get("seconds", 0) / _AN_HOUR),
    "free_per_cent": _share("free", "hobbies"),
    "trial_per_cent": _share("trials", "held"),
    "coverage_per_cent": lambda numbers: per_cent(shown(_number(numbers, "counted")), _number(numbers, "held")),
}
"""How a figure is made of the numbers of its group, where it is not one of them as it is."""
_OF_PUBLISHED = ("euros", "verified", "self_reported", "euros_per_check_in", "euros_per_head")
"""What is made of published figures later (releases/costs.py)."""
