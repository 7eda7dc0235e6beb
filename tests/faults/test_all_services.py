"""PostgreSQL and Redis, while everything that can die does: `make faults`, and CI.

Worker, API, Redis and PostgreSQL are the suite's own. `make test` leaves this one out: it takes minutes.
"""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness import Harness, check, send_through
from tests.faults.services import own_services, rows_of
from tests.operations.system import System, wait_for

pytestmark = pytest.mark.once("servers of its own")
EVENTS, A_BATCH, PASSES, OVER_S = 100_000, 200, 20, 75
WORKER_KILLS, REDIS_DOWN_S = 10, 20


def test_a_hundred_thousand_events_are_counted_once_each_whatever_dies(tmp_path: Path, record_property: Any) -> None:
    with own_services() as (postgres, redis):
        system = System(tmp_path, postgres.url)
        system.environment |= {"REDIS_URL": redis.url, "JOB_LEASE_SECONDS": "15"}
        harness = Harness(system, workers=2)
        emptied = []

        def empty_redis() -> None:
            emptied.append(redis.keys())
            redis.kill()
            until = time.monotonic() + REDIS_DOWN_S
            while time.monotonic() < until:
                time.sleep(0.5)
                harness.look_after()
            redis.start()

        def restart_postgres() -> None:
            postgres.crash()
            postgres.start()

        faults = [((n + 0.5) / WORKER_KILLS, lambda n=n: harness.kill(f"worker {n % 2}")) for n in range(WORKER_KILLS)]
        faults += [(0.28, lambda: harness.kill("api")), (0.72, lambda: harness.kill("api"))]
        faults += [(0.32, empty_redis), (0.88, restart_postgres)]
        try:
            harness.start()
            began = time.monotonic()
            made, phones = send_through(
                harness, events=EVENTS, a_batch=A_BATCH, passes=PASSES, over_s=OVER_S, faults=faults
            )
            sent_s = time.monotonic() - began

            def is_drained() -> bool:
                harness.look_after()
                return rows_of(postgres.url, "SELECT count(*) FROM participation_batch") == [(0,)]

            drained = wait_for(is_drained, 150)
            all_s = time.monotonic() - began
            counted: Any = rows_of(postgres.url, "SELECT key, kind, hobby_id, pass_id FROM participation_event")
            failed = rows_of(postgres.url, "SELECT id, error FROM common_job WHERE state = 'failed'")
        finally:
            system.end()
        assert drained, system.log.read_text()[-5000:]
        assert failed == []
        told = check(made, counted)
        assert harness.killed == {"worker": WORKER_KILLS, "api": 2}
        record_property(
            "summary",
            f"faults, PostgreSQL and Redis: {told}; {phones.acknowledged} acknowledged with their repeats in"
            f" {sent_s:.0f} s, collected after {all_s:.0f} s; {phones.sent_again} sendings not answered at first;"
            f" killed: worker {WORKER_KILLS} times, API 2; Redis down for {REDIS_DOWN_S} s and emptied of {emptied[0]}"
            f" keys, PostgreSQL restarted; ended by themselves: {dict(harness.ended_themselves) or 'none'}",
        )
