"""A workbook: a cover with a chart, a sheet for each table, the codebook. Rows are written as they come, not kept."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from harrastuspassi.releases.files.charts import chart_of
from harrastuspassi.releases.files.codebook import codebook, facts, title_of
from harrastuspassi.releases.files.progress import Progress
from harrastuspassi.releases.files.rows import CELL, NOT_SHOWN, Asked, Sheet
from harrastuspassi.statistics.tables import texts
from harrastuspassi.statistics.terms import SMALL

MOST_ROWS = 1_000_000
"""Of a table: a sheet has 1,048,576."""
_COVER = texts("Kansi", "Omslag", "Cover")
_CODEBOOK = texts("Koodikirja", "Kodbok", "Codebook")
_COLUMNS = (texts("Osa", "Del", "Part"), texts("Käsite", "Begrepp", "Term"), texts("Selitys", "Förklaring", "Meaning"))
_SIGNS = texts(
    f"”{SMALL}”: alle viisi, nolla mukaan lukien. ”{NOT_SHOWN}”: ei julkaista.",
    f"”{SMALL}”: färre än fem, också noll. ”{NOT_SHOWN}”: ges inte.",
    f"“{SMALL}”: fewer than five, zero included. “{NOT_SHOWN}”: not given.",
)
_NOISE = texts(
    "Luvuissa on kohinaa enintään 3, eivätkä rivit summaudu: katso koodikirja.",
    "Siffrorna har brus på högst 3 och raderna summerar inte: se kodboken.",
    "Figures carry noise of at most 3, and rows do not add up: see the codebook.",
)
_HEAD = 4
"""The row, from 0, of a table's header: its title and notes are above."""
_WIDTHS = (12, 34, 18)
_COVER_WIDTH, _TEXT_WIDTH = 90, 110


class _StreamedSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose rows are written as they come, and a table all the same.

    The library refuses that, since it would write the header in its own way: here that is written over. It is told of
    two rows, since it notes every cell of what it is told, and the rest is added to what it keeps.
    """

    def declare_table(self, *, first: int, last: int, name: str, columns: Sequence[str]) -> None:
        """Makes a table of the rows from the header's to the last, before any of them is written."""
        width = len(columns) - 1
        options = {"name": name, "columns": [{"header": title} for title in columns], "style": "Table Style Light 1"}
        self.constant_memory = False
        try:
            if self.add_table(first, 0, first + 1, width, options):
                raise ValueError(f"{name} cannot be a table")
        finally:
            self.constant_memory = True
        whole = xl_range(first, 0, last, width)
        self.tables[-1].update({"range": whole, "a_range": whole, "autofilter": whole})


class _Book:
    """The workbook that is being written."""

    def __init__(self, asked: Asked, path: Path) -> None:
        self.asked, self.language = asked, asked.language
        options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_numbers": False}
        self.book = Workbook(str(path), options)
        # Not the moment of writing: the same figures are the same file.
        self.book.set_properties(
            {"title": title_of(self.language), "created": asked.release.made_at.astimezone(dt.UTC).replace(tzinfo=None)}
        )
        form = self.book.add_format
        self.title = form({"bold": True, "font_size": 16})
        self.bold = form({"bold": True, "valign": "top"})
        self.head = form({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self.head_of_figures = form({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True, "align": "right"})
        self.left = form({"num_format": "#,##0", "align": "left"})
        self.wrap = form({"text_wrap": True, "valign": "top"})
        self.note = form({"italic": True, "font_color": "#444444"})
        self.number = form({"num_format": "#,##0"})
        self.decimal = form({"num_format": "#,##0.0"})
        self.right = form({"align": "right"})

    def sheet(self, name: str) -> Any:
        """A new sheet, set up to be printed on pages as wide as it."""
        made = self.book.add_worksheet(_sheet_name(name, self.book.sheetnames), worksheet_class=_StreamedSheet)
        made.set_landscape()
        made.set_paper(9)  # A4
        made.fit_to_pages(1, 0)
        return made

    def cover(self) -> None:
        """What the file is, and a chart of the first table."""
        name = _COVER[self.language]
        sheet = self.sheet(name)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, _COVER_WIDTH)
        _write(sheet, 0, 0, title_of(self.language), self.title)
        row = 2
        for term, text in facts(self.asked):
            _fit(sheet, row, text, _COVER_WIDTH)
            _write(sheet, row, 0, term, self.bold)
            _write(sheet, row, 1, text, self.wrap)
            row += 1
        self._chart(sheet, name, row + 1)

    def _chart(self, sheet: Any, sheet_name: str, row: int) -> None:
        first = self.asked.sheets[0]
        period = first.columns[0]
        chart = chart_of(first.table, first.found.all, self.asked.names, by_period=period)
        if chart is None:
            return
        title = f"{first.title}: {chart.group}"
        start = row + 18
        measure = first.columns[first.numbers[0]]
        _write(sheet, start, 0, chart.by, self.head)
        _write(sheet, start, 1, measure, self.head)
        for number, (label, value) in enumerate(chart.bars, start + 1):
            _write(sheet, number, 0, label, None)
            if value is None:
                _write(sheet, number, 1, chart.hidden, self.left)
            else:
                sheet.write_number(number, 1, value, self.left)
        last = start + len(chart.bars)
        drawn = self.book.add_chart({"type": "column"})
        drawn.add_series(
            {
                "name": measure,
                "categories": [sheet_name, start + 1, 0, last, 0],
                "values": [sheet_name, start + 1, 1, last, 1],
                "fill": {"color": "#0000BF"},
            }
        )
        drawn.set_title({"name": title, "name_font": {"size": 11}})
        drawn.set_legend({"none": True})
        drawn.set_x_axis({"name": chart.by})
        drawn.set_y_axis(
            {"name": measure, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
        )
        drawn.set_size({"width": 840, "height": 340})
        sheet.insert_chart(row, 0, drawn, {"description": title})

    def table(self, source: Sheet, number: int, progress: Progress) -> None:
        """A table's sheet."""
        sheet = self.sheet(source.name)
        columns = source.columns
        for place, _ in enumerate(columns):
            is_label = 0 < place < source.numbers[0] and place % 2
            sheet.set_column(place, place, _WIDTHS[0] if not place else _WIDTHS[1] if is_label else _WIDTHS[2])
        _write(sheet, 0, 0, source.title, self.title)
        _write(sheet, 1, 0, source.definition, self.note)
        notes = (_SIGNS, _NOISE) if source.table.is_of_passes else (_SIGNS,)
        _write(sheet, 2, 0, " ".join(note[self.language] for note in notes), self.note)
        if source.lacks:
            _write(sheet, 3, 0, source.lacks, self.note)
        last = _HEAD + max(len(source), 1)
        sheet.declare_table(first=_HEAD, last=last, name=f"table_{number}_{source.name}", columns=columns)
        _fit(sheet, _HEAD, max(columns, key=len), _WIDTHS[2] - 4)
        for place, title in enumerate(columns):
            _write(sheet, _HEAD, place, title, self.head_of_figures if place >= source.numbers[0] else self.head)
        for row, cells in enumerate(progress.through(source), _HEAD + 1):
            for place, cell in enumerate(cells):
                if place in source.numbers:
                    self._figure(sheet, row, place, cell)
                elif isinstance(cell, (int, float)):
                    sheet.write_number(row, place, cell)
                else:
                    _write(sheet, row, place, cell, None)
        sheet.freeze_panes(_HEAD + 1, 0)
        sheet.repeat_rows(_HEAD)
        # Codes are texts of digits, and meant to be.
        sheet.ignore_errors({"number_stored_as_text": xl_range(_HEAD + 1, 0, last, len(columns) - 1)})

    def codebook(self) -> None:
        """The codebook's sheet."""
        sheet = self.sheet(_CODEBOOK[self.language])
        for place, width in enumerate((38, 30, _TEXT_WIDTH)):
            sheet.set_column(place, place, width)
            _write(sheet, 0, place, _COLUMNS[place][self.language], self.head)
        for row, entry in enumerate(codebook(self.asked), 1):
            _fit(sheet, row, entry.text, _TEXT_WIDTH)
            for place, text in enumerate((entry.heading, entry.term, entry.text)):
                _write(sheet, row, place, text, self.wrap)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def _figure(self, sheet: Any, row: int, place: int, cell: CELL) -> None:
        if isinstance(cell, (int, float)):
            sheet.write_number(row, place, cell, self.number if isinstance(cell, int) else self.decimal)
        else:
            sheet.write_string(row, place, cell, self.right)


def write_xlsx(asked: Asked, path: Path, progress: Progress) -> None:
    """Writes the workbook of all tables."""
    made = _Book(asked, path)
    made.cover()
    for number, sheet in enumerate(asked.sheets, 1):
        made.table(sheet, number, progress)
    made.codebook()
    made.book.close()


def _fit(sheet: Any, row: int, text: str, width: int) -> None:
    """Makes a row, before it is written, as high as a wrapped text needs: not every program does so by itself."""
    lines = -(-len(text) // int(width * 0.9))
    if lines > 1:
        sheet.set_row(row, 15 * lines)


def _write(sheet: Any, row: int, place: int, text: str, form: Any) -> None:
    """A text, whatever it looks like: never a formula, a link or a number."""
    # The library takes a text in these marks for markup and writes it as it is.
    sheet.write_string(row, place, f" {text}" if text.startswith("<r>") else text, form)


def _sheet_name(wanted: str, taken: dict[str, Any]) -> str:
    """A name that a sheet can have: 31 characters, and its own."""
    name, number = wanted[:31], 2
    while name.lower() in {other.lower() for other in taken}:
        name, number = f"{wanted[:28]}_{number}", number + 1
    return name
