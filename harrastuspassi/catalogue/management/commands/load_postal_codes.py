import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.catalogue.reference import POSTAL_CODE_COLUMNS, ensure_reference, load_postal_codes
from harrastuspassi.common.errors import InvalidInput


class Command(BaseCommand):
    help = "Loads which district a postal code counts for, and applies that to places of unknown district."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=f"CSV (UTF-8) with the columns {', '.join(POSTAL_CODE_COLUMNS)}")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        rows = self._read(file)
        ensure_reference()
        try:
            written = load_postal_codes(rows=rows)
        except InvalidInput as error:
            for row, messages in error.fields.items():
                self.stderr.write(f"{row}: {'; '.join(messages)}")
            raise CommandError(error.message) from error
        self.stdout.write(f"Postal codes: {len(rows)} read, {written} rows written.")

    def _read(self, file: Path) -> dict[int, dict[str, str | None]]:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        heading = lines[0] if lines else ""
        # Spreadsheets in Finland write CSV with semicolons.
        reader = csv.DictReader(lines, delimiter=";" if ";" in heading else ",")
        missing = [name for name in POSTAL_CODE_COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            raise CommandError(f"{file}, row 1: no column {', '.join(missing)}")
        try:
            return dict((reader.line_num, row) for row in reader)  # noqa: C402 - B035 takes the property for a constant
        except csv.Error as error:
            raise CommandError(f"{file}, row {reader.line_num}: {error}") from error
