"""Makes, lists and destroys the keys of the noise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.common import clock
from harrastuspassi.common.errors import DomainError
from harrastuspassi.disclosure import keys
from harrastuspassi.releases.services import FREEZE_AFTER, is_anything_frozen, is_year_frozen


class Command(BaseCommand):
    help = "Makes, lists and destroys the keys of the noise, one for each statistics year. They are never shown."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="list the years that have a key")
        make = actions.add_parser("make", help="make a year's key, before anything of the year is counted")
        make.add_argument("year", type=int)
        destroy = actions.add_parser("destroy", help="destroy a year's key, after its last table was frozen")
        destroy.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            {"list": self.list, "make": self.make, "destroy": self.destroy}[options["action"]](options)
        except DomainError as error:
            raise CommandError(error.message) from error

    def list(self, options: dict[str, Any]) -> None:
        for year in keys.years():
            self.stdout.write(f"{year}")

    def make(self, options: dict[str, Any]) -> None:
        if is_anything_frozen(options["year"]):
            raise CommandError(f"Figures of {options['year']} are frozen: under another key they would be others.")
        keys.make_key(options["year"])
        self.stdout.write(f"{options['year']} has a key.")

    def destroy(self, options: dict[str, Any]) -> None:
        year = options["year"]
        if not is_year_frozen(year):
            raise CommandError(f"{year} is not frozen yet: that is done {FREEZE_AFTER.days} days after its end.")
        keys.destroy_key(year)
        self.stdout.write(f"The key of {year} was destroyed on {clock.local_today()}: note it in the register.")
