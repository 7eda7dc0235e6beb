"""`manage.py load_statistics_reference`: what figures are held against."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.catalogue.management.tables import read_table
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.statistics.reference import TABLES, load


class Command(BaseCommand):
    help = "Loads a reference table of statistics: all of the file or, where a row is wrong, nothing. " + "; ".join(
        f"{kind} has the columns {', '.join(table.columns)}" for kind, table in TABLES.items()
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(TABLES))
        parser.add_argument("file", type=Path, help="CSV (UTF-8), with commas or semicolons")

    def handle(self, *args: Any, kind: str, file: Path, **options: Any) -> None:
        rows = read_table(file, tuple(TABLES[kind].columns))
        try:
            written = load(kind=kind, rows=rows)
        except InvalidInput as error:
            for row, messages in error.fields.items():
                self.stderr.write(f"{row}: {'; '.join(messages)}")
            raise CommandError(error.message) from error
        self.stdout.write(f"{kind}: {len(rows)} rows read, {written} new or different.")
