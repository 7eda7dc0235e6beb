"""Measures reads on PostgreSQL: `python -m tests.benchmarks.reads HOBBIES [part of a question's name]`.

Serves a catalogue of so many hobbies as production does, and beside it the floor (floor.py), and asks both in turn,
never the same twice; and then the same all the time, beside as many bytes that are there. Prints for each question
milliseconds (median, 95th percentile), answers a second, queries, rows that the database looked at, kB, milliseconds of
processor time in the server, and the ratio of answers a second to the floor's: the median of the rounds. In the end,
what a process holds in memory.

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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
HEAD = f"{'':28}   median     p95   per s  queries     rows      kB  CPU ms  floor per s  ratio"


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


@dataclass(frozen=True)
class Server:
    """Where a server listens, and its first process, which started the others."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Of its processes, until now (proc(5): user and system time, in ticks)."""
        ticks = sum(sum(map(int, (folder / "stat").read_text().split()[13:15])) for folder in self._workers())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Of the largest of its processes, what is in memory."""
        pages = max(int((folder / "statm").read_text().split()[1]) for folder in self._workers())
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _workers(self) -> list[Path]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [Path("/proc") / pid for pid in children]


@contextmanager
def serving(environment: dict[str, str], settings: str, application: str) -> Iterator[Server]:
    """A server of an application with these settings."""
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
            yield Server(port, process.pid)
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


@dataclass(frozen=True)
class Side:
    """A server, and what is asked of it each time."""

    server: Server
    path: Callable[[], str]
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, seconds: float) -> Any:
        from tests.benchmarks.asking import ask

        return ask(self.server.port, self.path, seconds, **self.headers)


def measure(name: str, api: Side, floor: Side | None, looked_at: tuple[int, float] = (0, 0)) -> float:
    """Prints a line, and returns the median in seconds. `looked_at` are queries, and rows that the database reads."""
    for side in filter(None, (api, floor)):
        side.ask(0.2)
    seconds: list[float] = []
    size, rates, floors, used = 0, [], [], api.server.cpu_seconds()
    for _ in range(ROUNDS):
        asked = api.ask(SECONDS)
        seconds += asked.seconds
        size += asked.size
        rates.append(asked.rate)
        if floor:
            floors.append(floor.ask(SECONDS / 2).rate)
    cpu = (api.server.cpu_seconds() - used) / len(seconds)
    median, p95 = statistics.median(seconds), sorted(seconds)[int(len(seconds) * 0.95)]
    beside = f"{'-':>13}{'-':>7}"
    if floors:
        ratio = statistics.median(rate / other for rate, other in zip(rates, floors, strict=True))
        beside = f"{statistics.median(floors):13.1f}{ratio:7.2f}"
    sys.stdout.write(
        f"{name:28}{median * 1000:9.1f}{p95 * 1000:8.1f}{statistics.median(rates):8.1f}{looked_at[0]:9}"
        f"{looked_at[1]:9.0f}{size / len(seconds) / 1000:8.0f}{cpu * 1000:8.2f}{beside}\n"
    )
    sys.stdout.flush()
    return median


def measure_cold(question: Any, api: Server, floor: Server) -> float:
    """A question that is another each time, beside hand-written SQL."""
    headers = {"accept_encoding": "gzip"} if question.packed else {}
    inspect(question.pair()[0])
    looked_at = inspect(question.pair()[0])
    below = Side(floor, lambda: question.pair()[1]) if question.pair()[1] else None
    return measure(question.name, Side(api, lambda: question.pair()[0], headers), below, looked_at)


def measure_warm(path: str, api: Server, floor: Server) -> None:
    """The same question each time, beside as many bytes that are there."""
    from tests.benchmarks.asking import Connection

    for name, headers in (("warm", {}), ("warm, gzip", {"accept_encoding": "gzip"}), ("warm, 304", {})):
        connection = Connection(api.port)
        told, body = connection.ask(path, **headers)
        connection.close()
        if name.endswith("304"):
            headers, body = {"if_none_match": told["etag"]}, b""
        constant = f"/constant/?size={len(body)}"
        measure(name, Side(api, lambda: path, headers), Side(floor, lambda constant=constant: constant))


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
        with serving(served, *API) as api, serving(served, *FLOOR) as floor:
            draw = Draw()
            medians = {one.name: measure_cold(one, api, floor) for one in questions(draw) if chosen in one.name}
            if chosen in "warm":
                measure_warm(draw.nearest(50)[0], api, floor)
            sys.stdout.write(f"{api.memory_mb():.0f} MB in the larger of the processes\n")
        # Each beside the like: both with a count that was kept, and both counted anew.
        for name in (name for name in medians if name.startswith("search")):
            category = "category root 50, counted" if name.endswith("counted") else "category root 50"
            if category in medians:
                times = medians[name] / medians[category]
                sys.stdout.write(f"{name} takes {times:.2f} times as long as {category}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:3])
