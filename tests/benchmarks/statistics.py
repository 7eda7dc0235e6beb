"""Measures statistics: `python -m tests.benchmarks.statistics [events]`.

On DATABASE_URL's server, which must be PostgreSQL, in databases of its own: all tables of a year from so many events
(ten million) as a ratio to the bare GROUP BY of the largest table, and the peak memory of the process that counts; then
one month in which something changed, with its quarter and year, as a share of that; and at last a release of a city
with 2,500 passes, protected and audited.
"""

import datetime as dt
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ["MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")

import django

django.setup()

import psycopg  # noqa: E402 - the same
import time_machine  # noqa: E402
from django.core.management import call_command  # noqa: E402

from harrastuspassi.common import clock  # noqa: E402
from harrastuspassi.disclosure.counting import roll_up  # noqa: E402
from harrastuspassi.participation import changes  # noqa: E402
from harrastuspassi.releases.services import make_release  # noqa: E402
from harrastuspassi.statistics import folding  # noqa: E402
from tests.benchmarks.events import EVENTS_PER_PASS, YEAR, fill_events  # noqa: E402
from tests.operations.system import System, own_database  # noqa: E402

EVENTS, PASSES_OF_A_CITY, DISTRICTS_OF_A_CITY = 10_000_000, 2_500, 21
MOST_TIMES_BARE, MOST_MEGABYTES, MOST_OF_A_YEAR, MOST_SECONDS_OF_A_RELEASE = 4, 500, 1 / 6, 60
# The cells of months by area and kind, the table that has most.
BARE = """
SELECT date_trunc('month', occurred_at AT TIME ZONE 'Europe/Helsinki'), municipality_id, district_id, kind,
    count(DISTINCT pass_id), count(*)
FROM participation_event WHERE pass_id IS NOT NULL AND NOT is_left_out GROUP BY 1, 2, 3, 4
"""


# --- steps, each a process of its own ---------------------------------------------------------------
def fill(events: str, *size: str) -> None:
    call_command("migrate", verbosity=0)
    fill_events(int(events), **dict(zip(("towns", "districts"), map(int, size), strict=False)))


def count() -> None:
    """Counts what changed. Prints seconds and the megabytes that the process had at most."""
    folding.EVENTS_KEPT = dt.timedelta(days=10_000)  # the whole year is there at once
    began = time.perf_counter()
    roll_up()
    sys.stdout.write(f"{time.perf_counter() - began} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")


def change() -> None:
    """Notes that something changed in a month of the middle."""
    changes.note_times([clock.instant(dt.date(YEAR, 3, 15), dt.time())])


def release() -> None:
    """Makes a release of the year. Prints seconds and its tables."""
    with time_machine.travel(dt.datetime(YEAR + 1, 2, 3, 12, tzinfo=dt.UTC)):
        began = time.perf_counter()
        made = make_release()
        seconds = time.perf_counter() - began
    sys.stdout.write(f"{seconds} {made.tables.count() if made else 0}\n")


STEPS = {"fill": fill, "count": count, "change": change, "release": release}


# --- the whole --------------------------------------------------------------------------------------
def run(system: System, *step: object) -> list[float]:
    """What a step prints."""
    done = system.run(sys.executable, "-m", __spec__.name, *map(str, step), seconds=3600)
    if done.returncode:
        raise SystemExit(done.stdout)
    return [float(word) for word in (done.stdout.splitlines() or [""])[-1].split()]


def seconds_bare(database_url: str) -> float:
    with psycopg.connect(database_url) as server:
        began = time.perf_counter()
        server.execute(BARE).fetchall()
        return time.perf_counter() - began


def measure_year(events: int) -> None:
    with tempfile.TemporaryDirectory() as folder, own_database() as database_url:
        if database_url is None:
            raise SystemExit("DATABASE_URL must name a PostgreSQL server")
        system = System(Path(folder), database_url)
        run(system, "fill", events)
        bare = [seconds_bare(database_url) for _ in range(3)]
        year, megabytes = run(system, "count")
        run(system, "change")
        month, _ = run(system, "count")
    best = sorted(bare)[1]
    told("bare GROUP BY of the largest table", f"{best:.1f} s")
    told("all tables of the year", f"{year:.1f} s, {year / best:.1f} times", f"at most {MOST_TIMES_BARE}")
    told("memory of the process that counts", f"{megabytes:.0f} MB", f"under {MOST_MEGABYTES}")
    told("one changed month", f"{month:.1f} s, {month / year:.2f} of the year", f"at most {MOST_OF_A_YEAR:.2f}")


def measure_release() -> None:
    with tempfile.TemporaryDirectory() as folder, own_database() as database_url:
        system = System(Path(folder), database_url)
        run(system, "fill", PASSES_OF_A_CITY * EVENTS_PER_PASS, 1, DISTRICTS_OF_A_CITY)
        run(system, "count")
        seconds, tables = run(system, "release")
    told(f"{tables:.0f} tables protected and audited", f"{seconds:.1f} s", f"under {MOST_SECONDS_OF_A_RELEASE}")


def told(what: str, figure: str, aim: str = "") -> None:
    sys.stdout.write(f"{what:36}  {figure:24}  {aim}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> None:
    if arguments and arguments[0] in STEPS:
        STEPS[arguments[0]](*arguments[1:])
        return
    events = int(arguments[0]) if arguments else EVENTS
    sys.stdout.write(f"{events} events\n")
    measure_year(events)
    measure_release()


if __name__ == "__main__":
    main(sys.argv[1:])
