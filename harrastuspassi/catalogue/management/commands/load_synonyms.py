"""`manage.py load_synonyms`: what else the words that people type may mean."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.catalogue.management.tables import read_table
from harrastuspassi.catalogue.reference import DATA
from harrastuspassi.catalogue.synonyms import COLUMNS, load_synonyms


class Command(BaseCommand):
    help = "Adds to the synonyms that search knows; changes nothing when they are there."

    def add_arguments(self, parser: CommandParser) -> None:
        about = f"CSV (UTF-8) with the columns {', '.join(COLUMNS)}; without one, those that come with it"
        parser.add_argument("file", type=Path, nargs="?", default=DATA / "synonyms.csv", help=about)
        parser.add_argument("--replace", action="store_true", help="take out what is not in the file")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        loaded = load_synonyms(rows=read_table(file, COLUMNS), replace=replace)
        for number, (word, means) in loaded.added.items():
            self.stdout.write(f"row {number}: {word} now also means {means}")
        for word, means in loaded.removed:
            self.stdout.write(f"taken out: {word}, {means}")
        for number, reason in loaded.refused.items():
            self.stderr.write(f"row {number}: {reason}")
        counts = f"{len(loaded.added)} added, {len(loaded.removed)} taken out, {len(loaded.present)} there already"
        self.stdout.write(f"Synonyms: {counts}, {len(loaded.refused)} refused.")
        if loaded.refused:
            aside = "; nothing was taken out" if replace else ""
            raise CommandError(f"{len(loaded.refused)} rows were refused, the others are loaded{aside}.")
