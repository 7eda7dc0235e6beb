"""The embedded default, SQLite and files, while its worker and its API are killed.

The filesystem's transport forgets a message when it is read, so a killed worker takes it along: the row and the sweep
bring it back.
"""

import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.faults.harness import Harness, check, send_through
from tests.operations.system import System, wait_for

pytestmark = pytest.mark.once("a system of its own, on its own SQLite file")
EVENTS, A_BATCH = 5_000, 50


def test_five_thousand_events_are_counted_once_each_though_worker_and_api_are_killed(
    tmp_path: Path, record_property: Any
) -> None:
    system = System(tmp_path, None)
    system.environment.pop("REDIS_URL", None)
    system.environment["JOB_LEASE_SECONDS"] = "5"

    def found(query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(tmp_path / "harrastuspassi.sqlite3", timeout=20) as session:
            return session.execute(query).fetchall()

    harness = Harness(system, workers=1)
    try:
        system.migrate()
        harness.start()
        faults = [(0.3, lambda: harness.kill("worker 0")), (0.5, lambda: harness.kill("api"))]
        faults.append((0.8, lambda: harness.kill("worker 0")))
        made, phones = send_through(harness, events=EVENTS, a_batch=A_BATCH, passes=3, over_s=6, faults=faults)
        assert wait_for(lambda: found("SELECT count(*) FROM participation_batch") == [(0,)], 90), system.log.read_text()
        counted = [
            (UUID(key), kind, hobby, UUID(of) if of else None)
            for key, kind, hobby, of in found("SELECT key, kind, hobby_id, pass_id FROM participation_event")
        ]
    finally:
        system.end()
    told = check(made, counted)
    assert harness.killed == {"worker": 2, "api": 1}
    record_property("summary", f"faults, SQLite and files: {told}; {phones.sent_again} sendings not answered at first")
