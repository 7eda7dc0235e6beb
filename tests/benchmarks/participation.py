"""Measures how fast events are accepted and collected: `python -m tests.benchmarks.participation [batches]`.

On DATABASE_URL's server, which must be PostgreSQL, in a database of its own, in batches of 100 events: a bare insert of
the same rows (multi-VALUES, one commit a batch, one connection), the running API without a worker, the inbox alone
without HTTP, and one worker that empties the inbox. Each as events per second and as a share of the bare insert.
Ends with 1 where the events that were counted are not those that were accepted.
"""

import atexit
import http.client
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ["MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
if "VAR_DIR" not in os.environ:  # the process that fills the inbox has its system's
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="harrastuspassi-measured-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

import django

django.setup()

import orjson  # noqa: E402 - the same
import psycopg  # noqa: E402
from django.db import connection  # noqa: E402

from harrastuspassi.participation.models.events import Event  # noqa: E402
from harrastuspassi.passes.sending import send_batch  # noqa: E402
from tests.factories.participation import batch, event  # noqa: E402
from tests.importers.at_size import serve  # noqa: E402
from tests.operations.system import System, own_database, wait_for  # noqa: E402

BATCHES, A_BATCH, CLIENTS = 200, 100, 2
WORKER = "python -m celery --quiet --app workers.app worker --concurrency 1 --without-gossip --without-mingle"
INBOX = "--inbox"


def bodies(number: int) -> list[bytes]:
    """Batches as phones send them."""
    return [
        orjson.dumps(batch(*(event("hobby_viewed", hobby=1_000_001) for _ in range(A_BATCH)))) for _ in range(number)
    ]


def accept(port: int, sent: list[bytes]) -> float:
    """Sends batches over a few connections that stay open. Returns seconds."""
    waiting, wrong = list(sent), []

    def client() -> None:
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while waiting:
            server.request(
                "POST", "/api/v1/participation/batches/", waiting.pop(), {"Content-Type": "application/json"}
            )
            answer = server.getresponse()
            told = orjson.loads(answer.read())
            if answer.status != 202 or told["accepted"] != A_BATCH:
                wrong.append(answer.status)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    took = time.perf_counter() - began
    if wrong:
        raise SystemExit(f"refused: {wrong[:5]}")
    return took


def collect(system: System, server: psycopg.Connection) -> tuple[float, int]:
    """Lets one worker empty the inbox. Returns seconds and events, from the first batch that it took on."""
    begun = count(server, "participation_event")
    system.start(*WORKER.split())
    if not wait_for(lambda: count(server, "participation_event") > begun, 60):
        raise SystemExit("the worker does nothing")
    first, began = count(server, "participation_event"), time.perf_counter()
    if not wait_for(lambda: count(server, "participation_batch") == 0, 300):
        raise SystemExit("the worker does not get done")
    return time.perf_counter() - began, count(server, "participation_event") - first


def count(server: psycopg.Connection, table: str) -> int:
    found = server.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0


def insert_bare(server: psycopg.Connection, number: int) -> float:
    """Inserts collected events anew, with other keys, 100 a statement and a commit. Returns seconds."""
    columns = [field.column for field in Event._meta.concrete_fields if field.column != "id"]
    names = ", ".join(columns)
    values = ", ".join("gen_random_uuid()" if name == "key" else name for name in columns)
    server.execute("CREATE TABLE bare (LIKE participation_event INCLUDING ALL)")
    server.execute(f"CREATE TEMP TABLE source AS SELECT {names} FROM participation_event")
    # Made beforehand: what is measured is the database, not the making of rows.
    statements = []
    for _ in range(number):
        rows = server.execute(f"SELECT {values} FROM source LIMIT {A_BATCH}").fetchall()
        row = f"({', '.join(['%s'] * len(columns))})"
        cursor = psycopg.ClientCursor(server)
        text = f"INSERT INTO bare ({names}) VALUES {', '.join([row] * len(rows))}"
        statements.append(cursor.mogrify(text, [value for one in rows for value in one]))
    began = time.perf_counter()
    for statement in statements:
        server.execute(statement)  # autocommit: one commit each
    return time.perf_counter() - began


def fill_inbox(number: int) -> None:
    """Accepts batches in this process, without HTTP, and prints the seconds."""
    sent = [orjson.loads(body) for body in bodies(number)]
    send_batch(sent=orjson.loads(bodies(1)[0]), pass_id=None, address="")
    began = time.perf_counter()
    for one in sent:
        send_batch(sent=one, pass_id=None, address="")
    sys.stdout.write(f"{time.perf_counter() - began}\n")


def measure(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder, own_database() as database_url:
        if database_url is None:
            raise SystemExit("DATABASE_URL must name a PostgreSQL server")
        system = System(Path(folder), database_url)
        try:
            serve(system)
            server = psycopg.connect(database_url, autocommit=True)
            accept(system.port, bodies(10))
            accepted = accept(system.port, bodies(number))
            done = system.run(sys.executable, "-m", __spec__.name, INBOX, str(number))
            inbox = float(done.stdout.split()[-1])
            collected, events = collect(system, server)
            bare = number * A_BATCH / insert_bare(server, number)
            sent = (10 + number + number + 1) * A_BATCH
            counted = count(server, "participation_event")
            lines = [
                ("bare insert", bare),
                ("accepted through the API", number * A_BATCH / accepted),
                ("accepted into the inbox alone", number * A_BATCH / inbox),
                ("collected by one worker", events / collected),
            ]
            for what, speed in lines:
                sys.stdout.write(f"{what:30}  {speed:8.0f} events/s  {speed / bare:5.2f}\n")
            sys.stdout.write(f"{'events sent and counted':30}  {sent} {counted}\n")
        finally:
            system.end()
    return int(sent != counted)


def main(arguments: list[str]) -> int:
    if arguments[:1] == [INBOX]:
        fill_inbox(int(arguments[1]))
        connection.close()
        return 0
    return measure(int(arguments[0]) if arguments else BATCHES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
