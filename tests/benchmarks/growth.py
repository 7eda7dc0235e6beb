"""What ten times the hobbies cost: `python -m tests.benchmarks.growth [fewer] [more]`, 20,000 and 200,000.

Serves both catalogues and asks both in turn over one connection, never the same twice. Prints for each question the
median milliseconds of each, rows that the database looked at, and how many times as long the larger one takes: the
median of the rounds. Searches are for words that about as many hobbies have in both.

BENCH_DATABASE_URL names the server, on which it may create databases.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from tests.benchmarks.database import ready_database
from tests.benchmarks.reads import API, SERVER, Server, inspect, production, serving

SIZES = (20_000, 200_000)
ROUNDS, SECONDS = 5, 1.0
GROWING = (
    "nearest 50", "nearest 500", "nearest 50, within 20 km", "nearest 50, leaf category", "category root 50",
    "weekday 50", "weekday and time 50", "one hobby", "events of a hobby", "change feed 50", "promotions 50",
)  # fmt: skip
HITS, WORDS = 40, 20
"""How many hobbies have, about, each of so many words that are searched for."""

Paths = Callable[[], str]


def rare_words(server: Server, draw: Any) -> Paths:
    """Searches for words with about HITS hobbies, from a position each."""
    from tests.benchmarks.asking import Connection
    from tests.benchmarks.questions import EVENTS, INCLUDE

    connection, hits = Connection(server.port), {}
    for pk in draw.ids[:400]:
        hobby = orjson.loads(connection.get(f"/api/v1/hobbies/{pk}/"))
        word = draw.rng.choice(hobby["description"].split()).strip(".,")
        found = orjson.loads(connection.get(f"/api/v1/hobbies/?page_size=1&search={quote(word)}"))
        hits[word] = abs(found["count"] - HITS)
    connection.close()
    words = sorted(hits, key=lambda word: hits[word])[:WORDS]

    def path() -> str:
        near, _ = draw.near()
        return f"{EVENTS}?{urlencode({'include': INCLUDE, **near, 'search': draw.rng.choice(words)}, doseq=True)}"

    return path


def measure(name: str, servers: list[Server], paths: list[Paths], rows: float) -> None:
    """Prints a line."""
    from tests.benchmarks.asking import ask

    for server, path in zip(servers, paths, strict=True):
        ask(server.port, path, SECONDS / 2, 1)
    medians: list[list[float]] = []
    for _ in range(ROUNDS):
        both = zip(servers, paths, strict=True)
        medians.append([statistics.median(ask(server.port, path, SECONDS, 1).seconds) for server, path in both])
    fewer, more = (statistics.median(column) * 1000 for column in zip(*medians, strict=True))
    times = statistics.median(second / first for first, second in medians)
    sys.stdout.write(f"{name:28}{fewer:9.1f}{more:9.1f}{rows:9.0f}{times:7.2f}\n")
    sys.stdout.flush()


def main(fewer: int = SIZES[0], more: int = SIZES[1]) -> None:
    with tempfile.TemporaryDirectory(prefix="harrastuspassi-bench-") as folder, ExitStack() as stack:
        environment = production(folder)
        addresses = [ready_database(SERVER, size, environment) for size in (fewer, more)]
        # Rows are looked at in the larger one.
        os.environ.update(environment, DATABASE_URL=addresses[1], LOG_LEVEL="ERROR")
        import django
        from django.conf import settings

        from harrastuspassi.config.settings import database

        settings.DATABASES["fewer"] = database(addresses[0])
        django.setup()
        from tests.benchmarks.questions import Draw, questions

        draws = [Draw(using="fewer"), Draw()]
        servers = [
            stack.enter_context(serving({**environment, "DATABASE_URL": address}, *API)) for address in addresses
        ]
        sys.stdout.write(f"{time.strftime('%Y-%m-%d %H:%M')}\n{'':28}{fewer:9,}{more:9,}     rows  times\n")
        asked = [{one.name: one.pair for one in questions(draw)} for draw in draws]
        for name in GROWING:
            paths = [lambda pair=of[name]: pair()[0] for of in asked]
            inspect(paths[1]())
            measure(name, servers, paths, inspect(paths[1]())[1])
        searches = [rare_words(server, draw) for server, draw in zip(servers, draws, strict=True)]
        measure("search, as many hits", servers, searches, inspect(searches[1]())[1])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
