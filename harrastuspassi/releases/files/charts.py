"""What is worth a look first in rows of a table: a line of bars, for a chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from harrastuspassi.releases.labels import Names
from harrastuspassi.releases.slices import Row
from harrastuspassi.statistics.tables import DIMENSIONS, Table

MOST_BARS = 24


@dataclass(frozen=True)
class Chart:
    """Passes by period, or, of a single one, by a dimension. `group` says of whom; a bar without a number is small."""

    by: str
    group: str
    bars: list[tuple[str, int | None]]


def chart_of(table: Table, rows: Sequence[Row], names: Names, *, by_period: str) -> Chart | None:
    """The first group through all its periods; where there is but one, that group divided. None where there is
    nothing to compare. `by_period` is what periods are called."""
    if not rows:
        return None
    first = rows[0].figures.values
    group = ", ".join(names.of(name, value) for name, value in first.items()) or names.of("", None)
    through = [(row.period, row.figures.passes) for row in rows if row.figures.values == first]
    if len(through) > 1:
        return Chart(by_period, group, through[-MOST_BARS:])
    for name in reversed(table.dimensions):
        inside = [
            (names.of(name, row.figures.values[name]), row.figures.passes)
            for row in rows
            if name in row.figures.values
            and name not in first
            and {key: value for key, value in row.figures.values.items() if key != name} == first
        ]
        if len(inside) > 1:
            return Chart(DIMENSIONS[name].title[names.language], f"{rows[0].period}, {group}", inside[:MOST_BARS])
    return None
