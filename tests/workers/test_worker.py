"""Real workers, as processes of their own, over the broker of this run: what they do, and what is left of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from harrastuspassi.common import jobs, queue
from harrastuspassi.common.models import Job
from tests.operations.system import database_of_tests

COMMAND = "-m celery --quiet --app tests.workers.app worker --concurrency 1 --without-gossip --without-mingle"

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(condition: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers, each the leader of a process group, ends what is left of them, and shows their log."""
    started: list[subprocess.Popen[bytes]] = []
    log = (tmp_path / "log").open("ab")

    def start() -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_URL": database_of_tests()}
        worker = subprocess.Popen(
            [sys.executable, *COMMAND.split()],
            cwd=settings.BASE_DIR,
            env=environment,
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    log.close()
    sys.stdout.write((tmp_path / "log").read_text())


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_worker_does_a_job_soon_after_it_is_asked_for(start_worker, tmp_path):
    start_worker()
    first = queue.enqueue(kind="note", key=str(tmp_path / "first"))
    assert wait_for(lambda: state_of(first) == "done")
    asked = time.monotonic()
    second = queue.enqueue(kind="note", key=str(tmp_path / "second"))
    assert wait_for(lambda: state_of(second) == "done")
    assert time.monotonic() - asked < 2
    assert (tmp_path / "second").read_text() == "done"


def test_the_job_of_a_killed_worker_is_done_by_another(start_worker, tmp_path, settings):
    begun = tmp_path / "begun"
    worker = start_worker()
    job = queue.enqueue(kind="linger", key=str(begun))
    assert wait_for(begun.exists)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert state_of(job) == "running"

    settings.JOB_LEASE_SECONDS = 0
    jobs.sweep(every_s=60)
    start_worker()
    assert wait_for(lambda: state_of(job) == "done")
    assert job.attempts == 2


def test_a_worker_that_is_asked_to_stop_finishes_its_job(start_worker, tmp_path):
    begun = tmp_path / "begun"
    worker = start_worker()
    job = queue.enqueue(kind="linger", key=str(begun))
    assert wait_for(begun.exists)
    os.killpg(worker.pid, signal.SIGTERM)  # the whole group, as honcho does
    assert worker.wait(timeout=20) == 0
    assert state_of(job) == "done"
    assert Path(begun).exists()
