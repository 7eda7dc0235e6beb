from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.importers.lipas.source import import_lipas
from harrastuspassi.importers.reporting import report
from harrastuspassi.importers.upsert import SourceUnreadable


class Command(BaseCommand):
    help = "Imports sports places in the shape of the LIPAS API v1 (sports-places). Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="a JSON file, or an http(s) address that is read page by page")
        parser.add_argument(
            "--allow-archive", action="store_true", help="archive vanished places even when they are more than half"
        )

    def handle(self, *args: Any, source: str, allow_archive: bool, **options: Any) -> None:
        try:
            summary = import_lipas(where=source, allow_archive=allow_archive)
        except SourceUnreadable as error:
            raise CommandError(error.message) from error
        report(summary, out=self.stdout, err=self.stderr)
