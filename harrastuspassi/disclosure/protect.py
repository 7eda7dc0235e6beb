"""The only way out for figures about passes: exact counts in, figures with noise out (rules 4 to 9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import cast

from harrastuspassi.disclosure.audit import TIME, PublishedTable
from harrastuspassi.disclosure.cellkey import noisy_count, noisy_events, per_cent, shown
from harrastuspassi.disclosure.groups import Group, Hierarchy
from harrastuspassi.statistics import periods, reference
from harrastuspassi.statistics.models import Cell, Period
from harrastuspassi.statistics.rollups import group_name
from harrastuspassi.statistics.tables import DIMENSIONS, TABLES, Table, tables_of
from harrastuspassi.statistics.terms import Figure

ACTIVE = "active"
"""What all tables of passes count; a dimension says who of them."""
Parents = Mapping[str, Mapping[str, str | None]]
"""By dimension, each value with the one above it."""


@dataclass(frozen=True)
class Figures:
    """What is published of a group, by measure of its table. Passes of None are "0-4", events of None are not
    published; what None is of others says Measure.hidden."""

    values: Mapping[str, str]
    measures: Mapping[str, Figure]

    @property
    def passes(self) -> int | None:
        """How many passes; None also in a table that is not about passes."""
        return cast(int | None, self.measures.get("passes"))

    @property
    def events(self) -> int | None:
        """How many events of theirs."""
        return cast(int | None, self.measures.get("events"))


@dataclass(frozen=True)
class Protected:
    """A table of a period as it is published, every group of it, the empty ones too."""

    table: str
    period: str
    dimensions: Parents
    figures: Sequence[Figures]

    @property
    def is_of_passes(self) -> bool:
        """Whether it is about passes: then it is for the audit."""
        return TABLES[self.table].is_of_passes

    def for_audit(self) -> PublishedTable:
        """As the attacker sees it."""
        fixed = TABLES[self.table].fixed
        return PublishedTable(
            f"{self.table} {self.period}",
            {_group({**row.values, **fixed}, self.period): row.passes for row in self.figures},
        )


def protect(period: Period) -> list[Protected]:
    """The tables of passes of a counted period."""
    cells = {(cell.table, cell.values): cell for cell in period.cells.all()}
    return [
        Protected(
            table.name,
            period.name,
            {name: period.dimensions[name] for name in (*table.dimensions, *table.fixed)},
            [
                Figures(values, _measures(table, period, values, cells.get((table.name, group_name(values)))))
                for values in groups(table, period)
            ],
        )
        for table in tables_of(periods.length_of(period.name))
        if table.is_of_passes
    ]


def groups(table: Table, period: Period) -> Iterator[dict[str, str]]:
    """Every group of a table, whoever is in it: margins first."""
    choices = [[(name, value) for value in (None, *period.dimensions[name])] for name in table.dimensions]
    for chosen in product(*choices):
        yield {name: value for name, value in chosen if value is not None}


def _measures(table: Table, period: Period, values: Mapping[str, str], cell: Cell | None) -> dict[str, Figure]:
    passes = events = None
    if cell is not None:
        noisy = noisy_count(cell.passes, cell.key_sum)
        passes = shown(noisy)
        events = noisy_events(
            events=cell.events,
            largest_share=cell.largest_share,
            count=cell.passes,
            noisy=noisy,
            event_key_sum=cell.event_key_sum,
        )
    return {"passes": passes, "events": events, **_beside(table, period.name, values, passes)}


def _beside(table: Table, period: str, values: Mapping[str, str], passes: int | None) -> dict[str, Figure]:
    """What stands beside the whole of an area: the share is of the published figure (rule 10)."""
    if "residents" not in table.measures:
        return {}
    area, year = values.get("area", ""), periods.year_of(period)
    is_whole = set(values) == {"area"}
    residents = reference.residents_of(area, year, table.fixed["age_group"]) if is_whole else None
    return {
        "residents": residents,
        "reach_per_cent": per_cent(passes, residents),
        "income_group": reference.income_group_of(area, year) if is_whole else None,
    }


def hierarchies(year: int, tables: Sequence[Protected]) -> dict[str, Hierarchy]:
    """The hierarchies that the tables of a year have between them, and its periods."""
    found: dict[str, dict[str, str | None]] = {}
    for table in tables:
        for name, parents in table.dimensions.items():
            found.setdefault(name, {}).update(parents)
    of_passes = {
        name: Hierarchy(parents, DIMENSIONS[name].is_partition, DIMENSIONS[name].covers)
        for name, parents in found.items()
    }
    return {TIME: Hierarchy(periods.parents(year), partition=False), **of_passes}


def _group(values: Mapping[str, str], period: str) -> Group:
    return Group(ACTIVE, frozenset({(TIME, period), *values.items()}))
