from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.importers.legacy.pictures import import_pictures


class Command(BaseCommand):
    help = "Brings in the picture files of the old backend after import_legacy. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a copy of the old backend's media folder")
        parser.add_argument(
            "--drop", action="store_true", help="take away the names of pictures that are not there or not sound"
        )

    def handle(self, *args: Any, folder: Path, drop: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        run = import_pictures(folder=folder, drop=drop)
        for place, problem in run.problems:
            self.stderr.write(f"problem: {place}: {problem}")
        self.stdout.write(f"written {run.written}, dropped {run.dropped}, problems {len(run.problems)}")
