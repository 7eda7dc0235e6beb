"""The past year of a demo, lived through day by day under the clock of each day, with what workers do at night.

Nothing is dated back: passes are made, batches collected, months counted, releases made and old rows forgotten on the
day on which that would have been, by the functions that do so in life.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.demo.simulation.offered import read_offered
from harrastuspassi.demo.simulation.phones import Codes
from harrastuspassi.demo.simulation.pilot import Pilot
from harrastuspassi.demo.simulation.run import Run
from harrastuspassi.demo.simulation.tally import Tally
from harrastuspassi.demo.simulation.ways import Daily
from harrastuspassi.disclosure.counting import roll_up
from harrastuspassi.participation import codes
from harrastuspassi.participation.retention import forget_participation
from harrastuspassi.passes.models import Pass
from harrastuspassi.passes.retention import forget_passes
from harrastuspassi.releases.services import make_release, publish_release
from harrastuspassi.statistics import reference

COUNTED_ON, RELEASED_ON = 1, 4
"""Days of a month on which the night's work counts, and on which it makes a release: by the fourth the month before the
last has been over for 31 days."""
COLLECTED_EVERY = 7
"""Days. In life it is seconds; nobody looks meanwhile."""
EUROS = {"personnel": 24_000, "system": 9_000, "communication": 3_000, "activities": 6_000}
"""A year's, by kind of cost."""
NIGHT = dt.time(3, 30)

SHOWN = Codes(
    rotating=lambda event, at: codes.qr_text(event, codes.code_of(event, codes.slot_at(at))),
    printed=codes.printed_code_of,
)
"""The codes as screens and paper show them: the keys are those of this system."""


@dataclass
class Year:
    """What came of a year: what was sent, and the releases by number; `refused` says why others were not made."""

    tally: Tally
    releases: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def live_through_year(*, seed: int, people: int) -> Year:
    """Lets a pilot live from a year ago until now, all or nothing. Raises Refused where there are passes already."""
    if Pass.objects.exists():
        raise Refused("There are passes already; a year is made for a system without.", code="passes_exist")
    today = clock.local_today()
    first = today.replace(day=1, year=today.year - 1)
    offered = read_offered(clock.instant(first, dt.time()))
    _tell_costs(range(first.year, today.year + 1), offered.municipality)
    days = (today - first).days + 1
    return live_through(Pilot(seed=seed, offered=offered, codes=SHOWN, people=people, first=first, days=days))


def _tell_costs(years: Iterable[int], municipality: str) -> None:
    """What the pilot's municipality spent, as its operator would load it."""
    told = [(year, kind, euros) for year in years for kind, euros in EUROS.items()]
    reference.load(
        kind="costs",
        rows={
            line: {"period": f"{year}", "municipality": municipality, "kind": kind, "euros": f"{euros}"}
            for line, (year, kind, euros) in enumerate(told, 2)
        },
    )


def live_through(pilot: Pilot) -> Year:
    """Lets a pilot live through its days, until now."""
    now, way = clock.now(), Daily()
    run = Run(way)
    year = Year(run.tally)
    for day, acts in pilot.days():
        _work_at_night(day, way, year)
        for act in acts:
            if act.at < now:
                with clock.at(act.at):
                    run.do(act)
    way.collect()
    roll_up()
    return year


def _work_at_night(day: dt.date, way: Daily, year: Year) -> None:
    with clock.at(clock.instant(day, NIGHT)):
        if day.day == COUNTED_ON or day.toordinal() % COLLECTED_EVERY == 0:
            way.collect()
        if day.day == COUNTED_ON:
            roll_up()
            forget_participation()
            forget_passes()
        if day.day == RELEASED_ON:
            _release(day, year)


def _release(day: dt.date, year: Year) -> None:
    """Makes a release and opens the one before to everybody: evaluators look at each for a month first."""
    try:
        release = make_release()
    except Refused as refusal:
        year.refused.append(f"{day}: {refusal.message}")
        return
    if release:
        for earlier in year.releases[-1:]:
            publish_release(number=earlier)
        year.releases.append(release.number)
