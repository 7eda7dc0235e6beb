from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.importers.categories.source import import_categories
from harrastuspassi.importers.reporting import report
from harrastuspassi.importers.upsert import SourceUnreadable


class Command(BaseCommand):
    help = "Imports hobby categories and audiences from an ontology (OWL in RDF/XML). Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the ontology")
        parser.add_argument(
            "--allow-archive", action="store_true", help="hide vanished classes even when they are more than half"
        )

    def handle(self, *args: Any, file: Path, allow_archive: bool, **options: Any) -> None:
        try:
            summary = import_categories(path=file, allow_archive=allow_archive)
        except SourceUnreadable as error:
            raise CommandError(error.message) from error
        report(summary, out=self.stdout, err=self.stderr, archived="hidden")
