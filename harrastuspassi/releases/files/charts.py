"""What is worth a look first in rows of a table: a line of bars, for a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from harrastuspassi.releases.files.rows import NOT_SHOWN
from harrastuspassi.releases.labels import Names
from harrastuspassi.releases.slices import Row
from harrastuspassi.statistics.tables import DIMENSIONS, MEASURES, Table

MOST_BARS = 24


@dataclass(frozen=True)
class Chart:
    """A table's first measure by period, or, of a single one, by a dimension. `group` says of whom; a bar without a
    number says `hidden`."""

    by: str
    group: str
    bars: list[tuple[str, int | None]]
    hidden: str


def chart_of(table: Table, rows: Sequence[Row], names: Names, *, by_period: str) -> Chart | None:
    """The first group through all its periods; where there is but one, that group divided. None where there is
    nothing to compare. `by_period` is what periods are called."""
    if not rows:
        return None
    first = rows[0].figures.values
    group = ", ".join(names.of(name, value) for name, value in first.items()) or names.of("", None)
    measure = table.measures[0]
    hidden = MEASURES[measure].hidden or NOT_SHOWN
    through = [(row.period, _number(row, measure)) for row in rows if row.figures.values == first]
    if len(through) > 1:
        return Chart(by_period, group, through[-MOST_BARS:], hidden)
    for name in reversed(table.dimensions):
        inside = [
            (names.of(name, row.figures.values[name]), _number(row, measure))
            for row in rows
            if name in row.figures.values
            and name not in first
            and {key: value for key, value in row.figures.values.items() if key != name} == first
        ]
        if len(inside) > 1:
            of = f"{rows[0].period}, {group}"
            return Chart(DIMENSIONS[name].title[names.language], of, inside[:MOST_BARS], hidden)
    return None


def _number(row: Row, measure: str) -> int | None:
    return cast(int | None, row.figures.measures.get(measure))
