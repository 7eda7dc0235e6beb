"""Charts as inline SVG, each with its numbers beside it: a look at the tables of a release."""

from dataclasses import dataclass

from harrastuspassi.common.languages import Language
from harrastuspassi.releases.files.charts import Chart, chart_of
from harrastuspassi.releases.files.rows import Asked
from harrastuspassi.releases.models import Release
from harrastuspassi.releases.slices import Reader
from harrastuspassi.statistics.tables import TABLES

WIDTH, HEIGHT = 480, 200
"""Of a chart, in its own units."""
_GAP = 0.25
"""Of a bar's place that is left free."""


@dataclass(frozen=True)
class Bar:
    """A bar, with its place in the chart: from the left and from above, as wide and as high."""

    label: str
    shown: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """A table's chart: of whom, by what, and its bars."""

    name: str
    title: str
    definition: str
    group: str
    by: str
    measure: str
    bars: list[Bar]


def drawn(release: Release, reader: Reader, language: Language) -> list[Drawing]:
    """A chart of each table of which there is anything to read."""
    found = []
    asked = Asked(release=release, tables=list(TABLES), language=language, reader=reader)
    for sheet in asked.sheets:
        columns = sheet.columns
        chart = chart_of(sheet.table, sheet.found.all, asked.names, by_period=columns[0])
        if chart is not None:
            found.append(
                Drawing(
                    sheet.name,
                    sheet.title,
                    sheet.definition,
                    chart.group,
                    chart.by,
                    columns[sheet.numbers[0]],
                    _bars(chart),
                )
            )
    return found


def _bars(chart: Chart) -> list[Bar]:
    values = chart.bars
    highest = max((value or 0 for _, value in values), default=0) or 1
    place = WIDTH / len(values)
    bars = []
    for number, (label, value) in enumerate(values):
        height = round(HEIGHT * (value or 0) / highest, 1)
        bars.append(
            Bar(
                label,
                chart.hidden if value is None else str(value),
                x=round(place * (number + _GAP / 2), 1),
                y=round(HEIGHT - height, 1),
                width=round(place * (1 - _GAP), 1),
                height=height,
            )
        )
    return bars
