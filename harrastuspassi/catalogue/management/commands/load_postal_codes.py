from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.catalogue.management.tables import read_table
from harrastuspassi.catalogue.reference import POSTAL_CODE_COLUMNS, ensure_reference, load_postal_codes
from harrastuspassi.common.errors import InvalidInput


class Command(BaseCommand):
    help = "Loads which district a postal code counts for, and applies that to places of unknown district."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=f"CSV (UTF-8) with the columns {', '.join(POSTAL_CODE_COLUMNS)}")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        rows = read_table(file, POSTAL_CODE_COLUMNS)
        ensure_reference()
        try:
            written = load_postal_codes(rows=rows)
        except InvalidInput as error:
            for row, messages in error.fields.items():
                self.stderr.write(f"{row}: {'; '.join(messages)}")
            raise CommandError(error.message) from error
        self.stdout.write(f"Postal codes: {len(rows)} read, {written} rows written.")
