"""Real workers, as processes of their own, over the broker of this run: what they do, and what is left of them."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from harrastuspassi.common import clock, jobs, queue
from harrastuspassi.common.models import Job
from harrastuspassi.releases import storage
from harrastuspassi.releases.exporting import Asker, ask_export
from harrastuspassi.releases.models import Export
from tests.factories.accounts import evaluator
from tests.factories.releases import AREA_AND_AGE, release
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

    def start(**variables: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_URL": database_of_tests(), **variables}
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


@pytest.mark.parametrize("format", ["xlsx", "csv", "zip"])
def test_an_export_whose_worker_is_killed_half_way_is_never_half_a_file(start_worker, tmp_path, settings, format):
    release(1, ["2027-Q1"])
    half_way = {"STOP_HALF_WAY": str(tmp_path / "half")}
    worker = start_worker(**half_way)
    asked = {"tables": [AREA_AND_AGE], "selection": {}, "language": "fi", "format": format}
    export = ask_export(asker=Asker(user=evaluator()), **asked)
    job = Job.objects.get(key=export.key)
    path = storage.export_path(export.key, format)
    assert wait_for((tmp_path / "half").exists)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    export.refresh_from_db()
    assert (export.state, export.sha256) == ("asked", "")
    assert 0 < export.progress <= 50
    assert not path.exists()
    assert list(path.parent.glob(".writing-*/*"))

    settings.JOB_LEASE_SECONDS = 0
    jobs.sweep(every_s=60)
    start_worker(**half_way)
    assert wait_for(lambda: state_of(job) == "done")
    export.refresh_from_db()
    assert (export.state, export.progress, job.attempts) == ("ready", 100, 2)
    assert storage.checksum(path) == storage.Stored(export.sha256, export.size)
    # The same as if nothing had been killed.
    again = Export.objects.get(pk=ask_export(asker=Asker(user=export.user), **asked).pk)
    assert wait_for(lambda: state_of(Job.objects.get(key=again.key)) == "done")
    again.refresh_from_db()
    assert again.sha256 == export.sha256
    # Whoever wrote it is gone, and so is the piece, in time.
    storage.sweep_unfinished(clock.now() + dt.timedelta(days=1))
    assert not list(path.parent.glob(".writing-*"))


def test_a_worker_that_is_asked_to_stop_finishes_its_job(start_worker, tmp_path):
    begun = tmp_path / "begun"
    worker = start_worker()
    job = queue.enqueue(kind="linger", key=str(begun))
    assert wait_for(begun.exists)
    os.killpg(worker.pid, signal.SIGTERM)  # the whole group, as honcho does
    assert worker.wait(timeout=20) == 0
    assert state_of(job) == "done"
    assert Path(begun).exists()
