import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.common.errors import DomainError
from harrastuspassi.importers.legacy.reporting import Report
from harrastuspassi.importers.legacy.source import import_legacy


class Command(BaseCommand):
    help = "Imports a dumpdata (JSON) of the old backend and keeps its ids. Idempotent, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the dump")
        parser.add_argument("--report", type=Path, help="a file to write the report to, as JSON")
        parser.add_argument("--dry-run", action="store_true", help="do everything and take it back")
        parser.add_argument(
            "--municipality",
            action="append",
            default=[],
            metavar="NAME=CODE",
            help="the official 3-digit code for a name that the dump spells otherwise; may be given again",
        )
        parser.add_argument(
            "--allow-archive",
            action="store_true",
            help="archive what a later dump lacks even when that is more than half",
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, allow_archive: bool, **options: Any) -> None:
        report = Report()
        try:
            import_legacy(
                path=file,
                report=report,
                municipalities=dict(map(_name_and_code, options["municipality"])),
                allow_archive=allow_archive,
                dry_run=dry_run,
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        finally:
            self._tell(report, options["report"])
        if dry_run:
            self.stdout.write("A rehearsal: nothing was written.")

    def _tell(self, report: Report, path: Path | None) -> None:
        for finding in report.mended:
            self.stderr.write(f"mended: {finding}")
        for finding in report.errors:
            self.stderr.write(f"refused: {finding}")
        for line in report.lines():
            self.stdout.write(line)
        if path:
            path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")


def _name_and_code(text: str) -> tuple[str, str]:
    name, sign, code = text.rpartition("=")
    if not sign or not name.strip():
        raise CommandError(f"--municipality {text}: it is not NAME=CODE")
    return name.strip(), code.strip()
