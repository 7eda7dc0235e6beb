"""Simulates a pilot: passes, browsing, check-ins and benefits, and tells what was sent."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.demo.simulation.calling import Calling, NotAnswered
from harrastuspassi.demo.simulation.offered import read_offered
from harrastuspassi.demo.simulation.pilot import Pilot
from harrastuspassi.demo.simulation.present import Present
from harrastuspassi.demo.simulation.run import Run
from harrastuspassi.demo.simulation.tally import Tally
from harrastuspassi.demo.simulation.ways import Straight, Way
from harrastuspassi.demo.simulation.year import SHOWN, live_through_year
from harrastuspassi.passes.models import Pass

OWN_MACHINE = ("127.0.0.1", "localhost", "::1")
YEAR = dt.timedelta(days=365)
PEOPLE, PEOPLE_OF_YEAR, RATE = 20, 300, 50.0


class Command(BaseCommand):
    help = (
        "Simulates a pilot: passes, browsing, check-ins and benefits, realistic in season, weekday, age and district, "
        "some reinstalling, some erasing. Tells what it sent, so that totals can be compared."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        ways = parser.add_mutually_exclusive_group(required=True)
        ways.add_argument("--url", help="through the public API at this address of this machine, now")
        ways.add_argument("--inbox", action="store_true", help="straight into the inbox, now, for volume")
        ways.add_argument(
            "--year", action="store_true", help="the past year as if it had been lived through, with its releases"
        )
        parser.add_argument("--rate", type=float, default=RATE, help=f"calls a second at the most (default: {RATE:g})")
        parser.add_argument("--people", type=int, help=f"default: {PEOPLE}, of a year {PEOPLE_OF_YEAR}")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes another pilot (default: 1)")
        parser.add_argument("--json", action="store_true", help="tell the totals as JSON")
        parser.add_argument("--if-none", action="store_true", help="do nothing where there are passes (with --year)")
        parser.add_argument(
            "--outside-demo", action="store_true", help="with --url: also where this is no demo; its figures will lie"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _check(options)
        try:
            if not options["year"]:
                self.simulate_now(options)
            elif options["if_none"] and Pass.objects.exists():
                self.stdout.write("There are passes already; no participation was simulated.")
            else:
                self.simulate_year(options)
        except (Refused, NotAnswered) as error:
            raise CommandError(str(error)) from error

    def simulate_year(self, options: dict[str, Any]) -> None:
        """Tells first what takes so long, then what was sent and what came of it."""
        people = options["people"] or PEOPLE_OF_YEAR
        if not options["json"]:
            self.stdout.write(f"A year of {people} simulated people, day by day: this takes half a minute ...")
            self.stdout.flush()
        with _quiet():
            year = live_through_year(seed=options["seed"], people=people)
        made = f"{len(year.releases)} releases of statistics, all public but the newest"
        notes = [made if year.releases else "no release of statistics"]
        notes += [f"no release on {refusal}" for refusal in year.refused]
        more = {"releases": year.releases, "releases_refused": year.refused}
        self.tell(year.tally, notes, more, options)

    def simulate_now(self, options: dict[str, Any]) -> None:
        """Lets a year's acts happen at once, at the rate that was asked for."""
        first = clock.local_today() - YEAR
        offered = read_offered(clock.instant(first, dt.time()))
        pilot = Pilot(
            seed=options["seed"],
            offered=offered,
            codes=SHOWN,
            people=options["people"] or PEOPLE,
            first=first,
            days=YEAR.days,
        )
        way: Way = Straight() if options["inbox"] else Calling(options["url"], rate=options["rate"])
        run = Run(way)
        present = Present(offered=offered, codes=SHOWN, seed=options["seed"])
        with _quiet():
            for act in present.acts(pilot):
                run.do(act)
        notes = [f"{present.left_out} check-ins left out: no event takes place now"] if present.left_out else []
        self.tell(run.tally, notes, {"checkins_left_out": present.left_out}, options)

    def tell(self, tally: Tally, notes: list[str], more: dict[str, Any], options: dict[str, Any]) -> None:
        """Writes the totals."""
        if options["json"]:
            self.stdout.write(orjson.dumps({**tally.as_dict(), **more}, option=orjson.OPT_INDENT_2).decode())
            return
        for line in (*tally.lines(), *notes):
            self.stdout.write(line)


def _check(options: dict[str, Any]) -> None:
    """Raises CommandError wherever invented figures would do harm."""
    if not settings.DEMO and not (options["outside_demo"] and options["url"]):
        raise CommandError("Invented participation is for MODE=demo, or --outside-demo with --url.")
    if options["url"] and urlsplit(options["url"]).hostname not in OWN_MACHINE:
        raise CommandError(f"{options['url']} is not on this machine; http://127.0.0.1:8000 is.")
    if options["rate"] <= 0 or (options["people"] or 1) < 1:
        raise CommandError("--rate and --people are more than nothing.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without a line in the log for each night's work."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)
