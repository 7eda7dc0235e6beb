"""The one source of rows that all files are written from."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from harrastuspassi.common import clock
from harrastuspassi.common.languages import Language
from harrastuspassi.releases.about import Lack, corrections, lacks
from harrastuspassi.releases.labels import Names
from harrastuspassi.releases.models import Release
from harrastuspassi.releases.slices import ALL, Reader, Row, Rows, Slice, standing
from harrastuspassi.statistics.tables import DIMENSIONS, MEASURES, TABLES, Table, texts
from harrastuspassi.statistics.terms import Figure

NOT_SHOWN = ".."
"""In place of a figure that is not published or not known: what Statistics Finland writes for it."""
CELL = str | int | float
_PERIOD = texts("Jakso", "Period", "Period")
_CODE = texts("koodi", "kod", "code")
LEFT_OUT = texts("Jätetty pois", "Utelämnat", "Left out")
"""Not by the slice: since small counts would follow from it."""
_RELEASE = texts("Julkaisu", "Publicering", "Release")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a file has: tables, or slices of them, as they stood in a release, as far as its reader may read; `alone`
    only what was frozen in it, and nothing that came to be known of it later."""

    release: Release
    tables: Sequence[str]
    selection: Mapping[str, Sequence[str]] = field(default_factory=dict)
    language: Language
    reader: Reader
    alone: bool = False

    @cached_property
    def releases(self) -> list[Release]:
        """The release and those before it, whose tables stand in it."""
        found = standing(self.release.number).select_related("replaces", "replaced_by").order_by("number")
        return [one for one in found if one == self.release or not self.alone]

    @cached_property
    def names(self) -> Names:
        """What the values are called."""
        return Names(self.releases, self.language)

    @property
    def frozen_on(self) -> dt.date:
        """The day, in Helsinki, on which the release was made."""
        return clock.local_date(self.release.made_at)

    @cached_property
    def lacks(self) -> list[Lack]:
        """What the releases left out of what is asked for."""
        periods = self.selection.get("period")
        return [
            lack
            for lack in lacks(self.releases, self.reader, self.language)
            if lack.part.table in self.tables and (not periods or lack.part.period in periods)
        ]

    @property
    def corrections(self) -> list[str]:
        """Which of the releases replaces which."""
        return corrections(self.releases, self.language, later=not self.alone)

    @cached_property
    def sheets(self) -> list["Sheet"]:
        """A sheet for each table."""
        return [Sheet(self, TABLES[name]) for name in self.tables]


class Sheet:
    """A table of a file: titles of columns, and rows of texts and whole numbers in the same order."""

    def __init__(self, asked: Asked, table: Table) -> None:
        self.asked, self.table, self.language = asked, table, asked.language

    @property
    def name(self) -> str:
        """As the table is called in the plan."""
        return self.table.name

    @property
    def title(self) -> str:
        """What it shows."""
        return self.table.title[self.language]

    @property
    def definition(self) -> str:
        """Who is counted."""
        return self.table.definition[self.language]

    @property
    def lacks(self) -> str:
        """What it lacks, since small counts would follow from it; nothing where it is whole."""
        parts = [f"{lack.part.period} ({lack.text})" for lack in self.asked.lacks if lack.part.table == self.name]
        return f"{LEFT_OUT[self.language]}: {'; '.join(parts)}." if parts else ""

    @property
    def columns(self) -> list[str]:
        """Titles, each of them once."""
        language = self.language
        of_dimensions = [
            title
            for name in self.table.dimensions
            for title in (DIMENSIONS[name].title[language], f"{DIMENSIONS[name].title[language]} ({_CODE[language]})")
        ]
        return [_PERIOD[language], *of_dimensions, *self._measures, _RELEASE[language]]

    @property
    def _measures(self) -> list[str]:
        return [MEASURES[name].title[self.language] for name in self.table.measures]

    @property
    def numbers(self) -> range:
        """Which columns hold figures."""
        last = len(self.columns) - 1
        return range(last - len(self.table.measures), last)

    @cached_property
    def found(self) -> Rows:
        """What is read of the table, through the one gate."""
        wanted = {name: frozenset(values) for name, values in self.asked.selection.items()}
        periods = wanted.pop("period", frozenset())
        of, alone = self.asked.release.number, self.asked.alone
        return Rows(Slice(self.name, of, periods, wanted, alone=alone), self.asked.reader)

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[list[CELL]]:
        for row in self.found.all:
            yield self.cells(row)

    def cells(self, row: Row) -> list[CELL]:
        """A row as texts and numbers. A margin is "all", and too small a count says so."""
        figures, names = row.figures, self.asked.names
        labels = [
            text
            for name in self.table.dimensions
            for text in (names.of(name, figures.values.get(name)), figures.values.get(name, ALL))
        ]
        measured = [_cell(name, figures.measures.get(name)) for name in self.table.measures]
        return [row.period, *labels, *measured, row.release]


def _cell(measure: str, figure: Figure) -> CELL:
    return (MEASURES[measure].hidden or NOT_SHOWN) if figure is None else figure
