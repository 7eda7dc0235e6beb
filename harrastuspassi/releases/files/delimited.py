"""CSV (RFC 4180), and the same as spreadsheets in Finnish take it."""

import csv
import io
from typing import BinaryIO

from harrastuspassi.releases.files.progress import Progress
from harrastuspassi.releases.files.rows import CELL, Sheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(sheet: Sheet, file: BinaryIO, progress: Progress, *, is_for_excel: bool) -> None:
    """Writes a table in UTF-8. `is_for_excel`: semicolons and a byte order mark, without which Excel in Finnish makes
    one column of all and breaks å, ä and ö."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if is_for_excel else "utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";" if is_for_excel else ",")
    writer.writerow(sheet.columns)
    for row in progress.through(sheet):
        writer.writerow([_plain(cell) for cell in row])
    text.detach()


def _plain(cell: CELL) -> CELL:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection")."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
