"""Small tables that operators keep as CSV."""

import csv
from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import CommandError


def read_table(file: Path, columns: Sequence[str]) -> dict[int, dict[str, str | None]]:
    """The rows of a CSV file in UTF-8 by their number in it; the heading, row 1, must have `columns`.

    Raises CommandError where the file cannot be read so.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    heading = lines[0] if lines else ""
    # Spreadsheets in Finland write CSV with semicolons.
    reader = csv.DictReader(lines, delimiter=";" if ";" in heading else ",")
    missing = [name for name in columns if name not in (reader.fieldnames or [])]
    if missing:
        raise CommandError(f"{file}, row 1: no column {', '.join(missing)}")
    try:
        return dict((reader.line_num, row) for row in reader)  # noqa: C402 - B035 takes the property for a constant
    except csv.Error as error:
        raise CommandError(f"{file}, row {reader.line_num}: {error}") from error
