"""A morning's mixed load on PostgreSQL and Redis: `python -m tests.benchmarks.mixed [seconds] [hobbies]`.

It goes on for 300 seconds, on 20,000 hobbies, unless told otherwise. Of the requests, 90 % are reads (half as others
ask them, half unlike any other), 8 % batches of participation, and 2 % an organizer's edits, each of which is then
looked for on every process. Redis, which is a server of the run's own, is killed in the middle, and stays away. In the
end an organizer is suspended. Prints seconds of each kind of request, and ends with 1 where one failed, an edit or the
suspension took a second or longer to be seen, or the 99th percentile of reads was ten times their median without load.
BENCH_DATABASE_URL names the server, on which it may create databases.
"""

import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from tests.benchmarks.database import ready_database
from tests.benchmarks.reads import API, SERVER, production, serving

SECONDS, HOBBIES = 300, 20_000
PROCESSES, CLIENTS = 2, 4
BATCHES, EDITS = 0.08, 0.02
"""Shares of requests; the others are reads."""
A_BATCH = 10
ALIKE = 50
"""Reads that many ask."""
WITHIN_S, PATIENCE_S = 1.0, 5.0
"""Within what an edit has to be seen everywhere, and when nobody looks for it any more."""
MOST_TIMES = 10


class Load:
    """What clients ask, and what came of it."""

    def __init__(self, ports: list[int], draw: Any, editors: list[tuple[int, dict[str, str]]]):
        """`editors` are hobbies with the headers of whom they belong to."""
        self.ports, self.draw, self.editors = ports, draw, editors
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[str] = []
        self._lock = threading.Lock()
        with self._lock:
            self.alike = [self._unlike() for _ in range(ALIKE)]

    def run(self, seconds: float, clients: int, *, reads_only: bool = False) -> None:
        """Asks for so long, over so many connections at once."""
        ends = time.monotonic() + seconds
        threads = [threading.Thread(target=self._ask, args=(number, ends, reads_only)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _ask(self, number: int, ends: float, reads_only: bool) -> None:
        from tests.benchmarks.client import Client

        rng, clients = Random(number), [Client(port) for port in self.ports]
        while time.monotonic() < ends:
            client, drawn = rng.choice(clients), rng.random()
            try:
                if reads_only or drawn >= BATCHES + EDITS:
                    self._read(client, rng)
                elif drawn >= EDITS:
                    self._send(client, rng.choice(self.draw.ids))
                else:
                    self._edit(client, clients, number)
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
        for client in clients:
            client.close()

    def _timed(self, kind: str, ask: Any) -> Any:
        before = time.perf_counter()
        answer = ask()
        self.seconds[kind].append(time.perf_counter() - before)
        return answer

    def _send(self, client: Any, hobby: int) -> None:
        self._timed("batch", lambda: client.post_batch(hobby, A_BATCH))

    def _read(self, client: Any, rng: Random) -> None:
        if rng.random() < 0.5:
            self._timed("read as others", lambda: client.get(rng.choice(self.alike)))
            return
        with self._lock:
            path = self._unlike()
        self._timed("read unlike others", lambda: client.get(path))

    def _unlike(self) -> str:
        ask = self.draw.rng.choice([lambda: self.draw.nearest(50), self.draw.nearest_in_category, self.draw.hobby])
        return str(ask()[0])

    def _edit(self, client: Any, clients: list[Any], number: int) -> None:
        """Each client has hobbies of its own: what one changes no other does."""
        pk, headers = self.editors[number]
        name = "".join(Random(time.monotonic_ns()).choices("aeioukltnprs", k=12)).capitalize()
        self._timed("edit", lambda: client.rename(pk, name, headers))
        committed = time.perf_counter()
        for other in clients:
            for path in (f"/api/v1/hobbies/{pk}/", f"/api/v1/hobbies/?search={quote(name)}"):
                seen = wait_until(lambda path=path, other=other: name in other.get(path).decode(), committed)
                self.seconds["edit until seen"].append(seen)
                if seen >= WITHIN_S:
                    self.wrong.append(f"an edit was seen after {seen:.2f} s")


def wait_until(is_so: Any, since: float) -> float:
    """Seconds from an instant until something is so."""
    while not is_so() and time.perf_counter() - since < PATIENCE_S:
        time.sleep(0.02)
    return time.perf_counter() - since


@contextmanager
def copied(server: str, address: str) -> Iterator[str]:
    """Address of a copy of a database, which is dropped in the end."""
    name = f"harrastuspassi_mixed_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}" TEMPLATE "{urlsplit(address).path[1:]}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def make_editors(number: int) -> tuple[list[tuple[int, dict[str, str]]], Any]:
    """Hobbies of a trusted organizer, each with the headers of a member of it; and the organizer."""
    from harrastuspassi.catalogue.models import Organizer
    from tests.api.callers import bearer
    from tests.factories.accounts import member

    organizer = Organizer.objects.filter(hobbies__isnull=False).earliest("pk")
    Organizer.objects.filter(pk=organizer.pk).update(is_trusted=True)
    hobbies = organizer.hobbies.order_by("pk").values_list("pk", flat=True)[:number]
    return [(pk, bearer(member(organizer))) for pk in hobbies], organizer


def suspend(organizer: Any, load: Load) -> None:
    """Suspends it and looks on every process for what it listed."""
    from harrastuspassi.catalogue.moderation import suspend_organizer
    from tests.benchmarks.client import Client
    from tests.factories.accounts import operator

    by, paths = operator(second_factor=True), [f"/api/v1/hobbies/?organizer={organizer.pk}"]
    clients = [Client(port) for port in load.ports]
    for client in clients:
        client.get(paths[0])
    suspend_organizer(organizer=organizer, by=by, reason="Measured.")
    since = time.perf_counter()
    for client in clients:
        seen = wait_until(lambda client=client: b'"count":0,' in client.get(paths[0]), since)
        load.seconds["suspended until gone"].append(seen)
        if seen >= WITHIN_S or client.status(f"/api/v1/hobbies/{load.editors[0][0]}/") != 404:
            load.wrong.append(f"a suspended organizer was shown for {seen:.2f} s")
        client.close()


def report(load: Load, unloaded: float) -> int:
    """Prints what came of it; 1 where something was not as it should be."""
    sys.stdout.write(f"{'':22}   number  median ms    p99 ms   most ms\n")
    for kind, seconds in load.seconds.items():
        in_order = sorted(seconds)
        shown = (statistics.median(in_order), in_order[int(len(in_order) * 0.99)], in_order[-1])
        sys.stdout.write(f"{kind:22}{len(seconds):9}{''.join(f'{value * 1000:11.1f}' for value in shown)}\n")
    reads = sorted(load.seconds["read as others"] + load.seconds["read unlike others"])
    times = reads[int(len(reads) * 0.99)] / unloaded
    sys.stdout.write(f"99th percentile of reads: {times:.1f} times the unloaded median of {unloaded * 1000:.1f} ms\n")
    if times >= MOST_TIMES:
        load.wrong.append("reads take too long under load")
    sys.stdout.write(f"{len(load.wrong)} wrong\n")
    sys.stdout.writelines(f"  {line[:300]}\n" for line in load.wrong[:10])
    return int(bool(load.wrong))


def measure(ports: list[int], redis: Any, seconds: float) -> int:
    """The run itself, on servers that are there."""
    from tests.benchmarks.questions import Draw

    editors, organizer = make_editors(CLIENTS)
    load = Load(ports, Draw(), editors)
    for _ in range(2):  # what a process does but once is done by then
        load.seconds.clear()
        load.run(min(10.0, seconds / 6), 1, reads_only=True)
    if load.wrong:
        raise SystemExit(f"reads fail: {load.wrong[:3]}")
    unloaded = statistics.median(load.seconds["read as others"] + load.seconds["read unlike others"])
    load.seconds.clear()
    killer = threading.Timer(seconds / 2, redis.kill)
    killer.start()
    load.run(seconds, CLIENTS)
    killer.join()
    suspend(organizer, load)
    return report(load, unloaded)


def main(seconds: float = SECONDS, hobbies: int = HOBBIES) -> int:
    with tempfile.TemporaryDirectory(prefix="harrastuspassi-mixed-") as folder, ExitStack() as stack:
        environment = production(folder)
        os.environ.update(environment, LOG_LEVEL="ERROR")
        database = stack.enter_context(copied(SERVER, ready_database(SERVER, hobbies, environment)))
        program = shutil.which("redis-server")
        if program is None:
            raise SystemExit("redis-server is needed")
        os.environ["DATABASE_URL"] = database
        import django

        django.setup()
        from django.db import connection

        from tests.faults.services import Redis

        redis = Redis(program, Path(folder))
        stack.callback(redis.kill)
        redis.start()
        served = {**environment, "DATABASE_URL": database, "REDIS_URL": redis.url, "WEB_WORKERS": "1"}
        # Each is a process of its own, so that every one can be asked.
        ports = [stack.enter_context(serving(served, *API)).port for _ in range(PROCESSES)]
        stack.callback(connection.close)
        return measure(ports, redis, seconds)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
