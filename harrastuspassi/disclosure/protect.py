"""The only way out for figures about passes: exact counts in, figures with noise out (rules 4 to 9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from harrastuspassi.disclosure.audit import TIME, PublishedTable
from harrastuspassi.disclosure.cellkey import noisy_count, noisy_events, shown
from harrastuspassi.disclosure.groups import Group, Hierarchy
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.models import Cell, Period
from harrastuspassi.statistics.rollups import group_name
from harrastuspassi.statistics.tables import DIMENSIONS, TABLES, Table

ACTIVE = "active"
"""What all tables of passes count; a dimension says who of them."""
Parents = Mapping[str, Mapping[str, str | None]]
"""By dimension, each value with the one above it."""


@dataclass(frozen=True)
class Figures:
    """What is published of a group: passes (None: "0-4"), and their events (None: not published)."""

    values: Mapping[str, str]
    passes: int | None
    events: int | None


@dataclass(frozen=True)
class Protected:
    """A table of a period as it is published, every group of it, the empty ones too."""

    table: str
    period: str
    dimensions: Parents
    figures: Sequence[Figures]

    def for_audit(self) -> PublishedTable:
        """As the attacker sees it."""
        return PublishedTable(
            f"{self.table} {self.period}", {_group(row.values, self.period): row.passes for row in self.figures}
        )


def protect(period: Period) -> list[Protected]:
    """The tables of a counted period."""
    cells = {(cell.table, cell.values): cell for cell in period.cells.all()}
    tables = [table for table in TABLES.values() if table.length is periods.length_of(period.name)]
    return [
        Protected(
            table.name,
            period.name,
            {name: period.dimensions[name] for name in table.dimensions},
            [_figures(values, cells.get((table.name, group_name(values)))) for values in groups(table, period)],
        )
        for table in tables
    ]


def groups(table: Table, period: Period) -> Iterator[dict[str, str]]:
    """Every group of a table, whoever is in it: margins first."""
    choices = [[(name, value) for value in (None, *period.dimensions[name])] for name in table.dimensions]
    for chosen in product(*choices):
        yield {name: value for name, value in chosen if value is not None}


def _figures(values: Mapping[str, str], cell: Cell | None) -> Figures:
    if cell is None:
        return Figures(values, None, None)
    noisy = noisy_count(cell.passes, cell.key_sum)
    events = noisy_events(
        events=cell.events,
        largest_share=cell.largest_share,
        count=cell.passes,
        noisy=noisy,
        event_key_sum=cell.event_key_sum,
    )
    return Figures(values, shown(noisy), events)


def hierarchies(year: int, tables: Sequence[Protected]) -> dict[str, Hierarchy]:
    """The hierarchies that the tables of a year have between them, and its periods."""
    found: dict[str, dict[str, str | None]] = {}
    for table in tables:
        for name, parents in table.dimensions.items():
            found.setdefault(name, {}).update(parents)
    of_passes = {name: Hierarchy(parents, DIMENSIONS[name].is_partition) for name, parents in found.items()}
    return {TIME: Hierarchy(periods.parents(year), partition=False), **of_passes}


def _group(values: Mapping[str, str], period: str) -> Group:
    return Group(ACTIVE, frozenset({(TIME, period), *values.items()}))
