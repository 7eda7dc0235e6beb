"""Writes a file of a format: the door through which every format goes."""

from collections.abc import Callable
from pathlib import Path

from harrastuspassi.releases.files.archive import write_zip
from harrastuspassi.releases.files.delimited import write_csv
from harrastuspassi.releases.files.progress import Progress, Tell
from harrastuspassi.releases.files.rows import Asked
from harrastuspassi.releases.files.xlsx import write_xlsx
from harrastuspassi.releases.models import FileFormat

Writer = Callable[[Asked, Path, Progress], None]


def _csv(*, is_for_excel: bool) -> Writer:
    def write(asked: Asked, path: Path, progress: Progress) -> None:
        with path.open("wb") as file:
            write_csv(asked.sheets[0], file, progress, is_for_excel=is_for_excel)

    return write


WRITERS: dict[str, Writer] = {
    FileFormat.XLSX: write_xlsx,
    FileFormat.CSV: _csv(is_for_excel=False),
    FileFormat.CSV_EXCEL: _csv(is_for_excel=True),
    FileFormat.ZIP: write_zip,
}


def write(asked: Asked, format: str, path: Path, tell: Tell) -> None:
    """Writes the whole file at a path of its own; `tell` hears how far it is."""
    passes_over = 2 if format == FileFormat.ZIP else 1
    total = passes_over * sum(len(sheet) for sheet in asked.sheets)
    WRITERS[format](asked, path, Progress(total, tell))
