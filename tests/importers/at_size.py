"""Imports of many records by the commands themselves: what they take, and what readers see of a server meanwhile."""

import datetime as dt
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Any

import httpx
import psycopg

from tests.factories.linked_events import event, instant
from tests.factories.lipas import sports_place, write_places
from tests.operations.system import System, wait_for

from .linked_events_server import LinkedEvents, serving

PAGE = 50
SERVER = "python -m gunicorn --config python:harrastuspassi.config.gunicorn harrastuspassi.config.wsgi"
# A process that starts another counts as its memory until that has begun: so a small one starts the command.
LAUNCH = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
LIST = "/api/v1/hobbyevents/?include=hobby_detail&include=location_detail"


@dataclass(frozen=True)
class Measured:
    """A command that has ended well: what it printed, the seconds it took and the most memory it held, in megabytes."""

    printed: str
    seconds: float
    peak_mb: float


@dataclass
class Readers:
    """What readers got while they asked: how many answers, how long each took, and each that was wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """A kind of source: the name of its command, and where the command finds `count` records of an edition.

    All of an edition is in every record of it, in more than one table; `edition_of` reads it from an
    event of the API, or raises ValueError where two editions are mixed.
    """

    command: str
    records: Callable[[int, int, Path], Any]
    edition_of: Callable[[dict[str, Any]], str]


# --- sources ------------------------------------------------------------------------------------
def ballast(number: int) -> str:
    """Some 20 kB that no import reads, so that records which are held where they need not be are seen."""
    return f"{number:020000}"


@contextmanager
def _places(count: int, edition: int, folder: Path) -> Iterator[str]:
    texts = f"Painos {edition}. Kentällä on valaistus ja koppi."
    places = [
        sports_place(number, name=f"Paikka {number} {edition}", properties__infoFi=texts, ballast=ballast(number))
        for number in range(1, count + 1)
    ]
    yield write_places(folder / "places.json", places)


def _edition_of_place(found: dict[str, Any]) -> str:
    hobby, location = found["hobby"]["name"], found["hobby"]["location"]["name"]
    if hobby != location:
        raise ValueError(f"{hobby!r} is at {location!r}")
    return str(hobby.split()[-1])


@contextmanager
def _events(count: int, edition: int, folder: Path) -> Iterator[str]:
    today = dt.datetime.now(dt.UTC).date()
    server = LinkedEvents()
    for number in range(1, count + 1):
        day = today + dt.timedelta(days=2 + number % 50)
        times = {"start_time": instant(day, 16), "end_time": instant(day, 17, edition)}
        name = f"Tapahtuma {number} {edition}"
        server.put(event(number, name__fi=name, ballast=ballast(number), **times))
    with serving(server):
        yield server.address


def _edition_of_event(found: dict[str, Any]) -> str:
    hobby, minute = found["hobby"]["name"], found["end_time"].split(":")[1]
    if int(minute) != int(hobby.split()[-1]):
        raise ValueError(f"{hobby!r} ends at {found['end_time']}")
    return str(hobby.split()[-1])


KINDS = {
    "lipas": Kind("import_lipas", _places, _edition_of_place),
    "linked_events": Kind("import_linked_events", _events, _edition_of_event),
}


# --- measuring ----------------------------------------------------------------------------------
def serve(system: System) -> None:
    """Gives a system its tables and reference data, and starts its server, without workers."""
    system.migrate()
    done = system.run("python", "manage.py", "load_reference")
    assert done.returncode == 0, done.stdout
    system.start(*SERVER.split())
    assert wait_for(lambda: _is_up(system)), system.log.read_text()


def run_import(system: System, kind: Kind, count: int, edition: int) -> Measured:
    """Imports `count` records of an edition by the command."""
    options = ["--full"] if kind.command == "import_linked_events" else []
    with kind.records(count, edition, system.var_dir) as where:
        return _measured(system, "python", "manage.py", kind.command, where, *options)


@contextmanager
def reading(system: System, kind: Kind, count: int, readers: int = 2) -> Iterator[Readers]:
    """Readers that ask for pages of `count` events, in no order, until the block ends."""
    found, over = Readers(), Flag()
    threads = [Thread(target=_read, args=(system, kind, count, found, over, seed)) for seed in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in threads:
            thread.join()


def catalogue_version(system: System) -> int:
    """How many transactions have published something."""
    query = "SELECT number FROM catalogue_catalogueversion"
    if url := system.environment.get("DATABASE_URL"):
        with psycopg.connect(url) as connection:
            row = connection.execute(query).fetchone()
    else:
        with closing(sqlite3.connect(system.var_dir / "harrastuspassi.sqlite3")) as database:
            row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def _is_up(system: System) -> bool:
    try:
        return httpx.get(f"{system.url}/health/").status_code == httpx.codes.OK
    except httpx.RequestError:
        return False


def _measured(system: System, *command: str) -> Measured:
    began = time.monotonic()
    done = system.run("python", "-c", LAUNCH, *command)
    seconds = time.monotonic() - began
    assert done.returncode == 0, done.stdout
    *printed, peak = done.stdout.splitlines()
    return Measured("\n".join(printed), seconds, int(peak) / 1024)


def _read(system: System, kind: Kind, count: int, found: Readers, over: Flag, seed: int) -> None:
    chance = random.Random(seed)
    with httpx.Client(base_url=system.url, timeout=30) as client:
        while not over.is_set():
            page = chance.randint(1, count // PAGE)
            began = time.monotonic()
            try:
                response = client.get(f"{LIST}&page_size={PAGE}&page={page}")
                found.seconds.append(time.monotonic() - began)
                _check(response, kind, count)
            except (ValueError, KeyError, httpx.RequestError) as error:
                found.wrong.append(f"page {page}: {error}")


def _check(response: httpx.Response, kind: Kind, count: int) -> None:
    if response.status_code != httpx.codes.OK:
        raise ValueError(f"{response.status_code}: {response.text[:200]}")
    body = response.json()
    if (body["count"], len(body["results"])) != (count, PAGE):
        raise ValueError(f"{len(body['results'])} of {body['count']} events")
    for event_found in body["results"]:
        kind.edition_of(event_found)
