"""Measures reads on PostgreSQL: `python -m tests.benchmarks.reads HOBBIES [part of a question's name]`.

Serves a catalogue of so many hobbies as production does, and beside it the floor (floor.py), and asks both in turn,
never the same twice. Prints for each question milliseconds (median, 95th percentile), answers a second, queries, rows
that the database looked at, kB, and the ratio of answers a second to the floor's: the median of the rounds.

BENCH_DATABASE_URL names the server, on which it may create databases.
"""

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.database import ROOT, ready_database

ROUNDS, SECONDS = 5, 0.5
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
GUNICORN = ["-m", "gunicorn", "--config", "python:harrastuspassi.config.gunicorn"]
API, FLOOR = (
    ("harrastuspassi.config.settings", "harrastuspassi.config.wsgi"),
    ("tests.benchmarks.floor_settings", "django.core.wsgi:get_wsgi_application()"),
)
"""Settings and application of each server."""
HEAD = f"{'':28}   median     p95   per s  queries     rows      kB  floor per s  ratio"


def production(folder: str) -> dict[str, str]:
    """The environment of the servers, but for the database and the port."""
    return {
        **os.environ,
        "MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PUBLIC_URL": "https://bench.example",
        "EMAIL_URL": "smtp://127.0.0.1",
        "VAR_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "harrastuspassi.config.settings",
    }


@contextmanager
def serving(environment: dict[str, str], settings: str, application: str) -> Iterator[int]:
    """A server of an application with these settings; gives its port."""
    from tests.benchmarks.asking import Connection
    from tests.operations.system import free_port, wait_for

    port = free_port()
    log = Path(environment["VAR_DIR"], f"{settings}.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *GUNICORN, application],
            cwd=ROOT,
            env={**environment, "PORT": str(port), "DJANGO_SETTINGS_MODULE": settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            if not wait_for(lambda: _listens(Connection, port), 60):
                raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _listens(connection: Any, port: int) -> bool:
    try:
        connection(port).close()
    except OSError:
        return False
    return True


def examined(sql: str) -> int:
    """Rows that the database looks at for a query, those in indexes aside."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql.replace('%', '%%')}", [])
        plan = cursor.fetchone()[0]
    return _examined((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _examined(node: dict[str, Any]) -> int:
    own = 0
    if "Relation Name" in node or "Index Name" in node:
        kept_and_not = (node.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter"))
        own = sum(kept_and_not) * node["Actual Loops"]
    return own + sum(map(_examined, node.get("Plans", [])))


def inspect(path: str) -> tuple[int, int]:
    """The queries that an answer takes, and the rows they look at."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"x-forwarded-proto": "https", "host": "127.0.0.1"})
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    asked = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(("SELECT", "WITH"))]
    return len(asked), sum(map(examined, asked))


def measure(question: Any, api: int, floor: int) -> float:
    """Prints a question's line, and returns its median in seconds."""
    from tests.benchmarks.asking import ask

    ask(api, lambda: question.pair()[0], 0.2)
    ask(floor, lambda: question.pair()[1], 0.1)
    inspect(question.pair()[0])
    queries, rows = inspect(question.pair()[0])
    seconds: list[float] = []
    size, rates, floors = 0, [], []
    for _ in range(ROUNDS):
        asked = ask(api, lambda: question.pair()[0], SECONDS)
        below = ask(floor, lambda: question.pair()[1], SECONDS / 2)
        seconds += asked.seconds
        size += asked.size
        rates.append(asked.rate)
        floors.append(below.rate)
    ratio = statistics.median(rate / other for rate, other in zip(rates, floors, strict=True))
    median, p95 = statistics.median(seconds), sorted(seconds)[int(len(seconds) * 0.95)]
    sys.stdout.write(
        f"{question.name:28}{median * 1000:9.1f}{p95 * 1000:8.1f}{statistics.median(rates):8.1f}{queries:9}{rows:9.0f}"
        f"{size / len(seconds) / 1000:8.0f}{statistics.median(floors):13.1f}{ratio:7.2f}\n"
    )
    sys.stdout.flush()
    return median


def main(hobbies: int, chosen: str = "") -> None:
    """Measures with so many hobbies."""
    with tempfile.TemporaryDirectory(prefix="harrastuspassi-bench-") as folder:
        environment = production(folder)
        os.environ.update(environment, DATABASE_URL=ready_database(SERVER, hobbies, environment), LOG_LEVEL="ERROR")
        import django

        django.setup()
        from tests.benchmarks.questions import Draw, questions

        sys.stdout.write(f"{hobbies:,} hobbies, {time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores\n{HEAD}\n")
        served = {**environment, "DATABASE_URL": os.environ["DATABASE_URL"]}
        with (
            serving(served, *API) as api,
            serving(served, *FLOOR) as floor,
        ):
            medians = {one.name: measure(one, api, floor) for one in questions(Draw()) if chosen in one.name}
        # Each beside the like: both with a count that was kept, and both counted anew.
        for name in (name for name in medians if name.startswith("search")):
            category = "category root 50, counted" if name.endswith("counted") else "category root 50"
            if category in medians:
                times = medians[name] / medians[category]
                sys.stdout.write(f"{name} takes {times:.2f} times as long as {category}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:3])
