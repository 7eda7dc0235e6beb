"""Check-ins, coverage and costs in the table of a year, from published figures alone.

So nothing follows from a ratio that did not follow before (rule 10 of the method).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from harrastuspassi.disclosure.cellkey import SMALLEST_DENOMINATOR, per_cent
from harrastuspassi.disclosure.protect import Figures, Protected
from harrastuspassi.statistics import periods, reference
from harrastuspassi.statistics.terms import Figure

YEARS, CHECK_INS, COVERAGE = "years_by_place", "quarters_by_area_and_source", "months_of_coverage"
_TENTH = Decimal("0.1")


def with_costs(tables: Sequence[Protected], published: Sequence[Protected]) -> list[Protected]:
    """The tables, that of the year filled in from what is `published` of the year, before or with them."""
    return [_filled(table, published) if table.table == YEARS else table for table in tables]


def _filled(table: Protected, published: Sequence[Protected]) -> Protected:
    costs = reference.costs_of(periods.year_of(table.period))
    check_ins = [_by_group(one) for one in published if one.table == CHECK_INS]
    coverage = [_by_group(one) for one in published if one.table == COVERAGE]
    rows = []
    for row in table.figures:
        place = row.values.get("place")
        measures = {**row.measures, "coverage_per_cent": _covered(coverage, row.values)}
        if place in costs:
            measures |= _costs(costs[place], place, measures["heads"], check_ins)
        rows.append(Figures(row.values, measures))
    return replace(table, figures=rows)


Groups = Mapping[frozenset[tuple[str, str]], Figures]


def _by_group(table: Protected) -> Groups:
    return {frozenset(row.values.items()): row for row in table.figures}


def _covered(months: Sequence[Groups], values: Mapping[str, str]) -> int | None:
    """Of all sessions of the months; those of a month with "0-4" counted are taken for none."""
    group = frozenset(values.items())
    found = [month[group].measures for month in months if group in month]
    held, counted = (sum(cast(int, measures[name] or 0) for measures in found) for name in ("held", "counted"))
    return per_cent(counted, held)


def _costs(spent: Decimal, place: str, heads: Figure, check_ins: Sequence[Groups]) -> dict[str, Figure]:
    euros = int(spent.quantize(Decimal(1), ROUND_HALF_UP))
    of_passes = {source: _check_ins(check_ins, place, source) for source in ("verified", "self_reported")}
    return {
        **of_passes,
        "euros": euros,
        "euros_per_check_in": _each(euros, of_passes["verified"]),
        "euros_per_head": _each(euros, heads),
    }


def _check_ins(quarters: Sequence[Groups], area: str, source: str) -> int | None:
    """Of all quarters that are there; None where one of them does not tell."""
    group = frozenset({("area", area), ("source", source)})
    found = [quarter[group].events if group in quarter else None for quarter in quarters]
    return sum(filter(None, found)) if found and None not in found else None


def _each(euros: int, count: Figure) -> float | None:
    if not isinstance(count, int) or count < SMALLEST_DENOMINATOR:
        return None
    return float((Decimal(euros) / count).quantize(_TENTH, ROUND_HALF_UP))
