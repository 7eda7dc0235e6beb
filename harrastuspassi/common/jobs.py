"""The life of a job: pending, running under a lease, then done, put off or failed.

Workers may die at any instruction and messages may be lost or doubled: a claim is one conditional
UPDATE, so exactly one worker gets a job; a claim that has outlived its lease goes back to pending.
A job may therefore run twice, and what it calls must bear that.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from harrastuspassi.common import clock, queue
from harrastuspassi.common.actors import Actor, ActorKind, acting
from harrastuspassi.common.models import Job

Work = Callable[[str], object]
"""What a kind of job calls with the job's key."""

MAX_ATTEMPTS = 8
"""Attempts before a job is given up; with the backoff below they take about an hour."""
SWEEP_AT_MOST = 500

_log = structlog.get_logger("jobs")


def backoff(attempts: int) -> dt.timedelta:
    """How long to wait after a failed attempt: half a minute, doubling, an hour at the most."""
    return dt.timedelta(seconds=min(30 * 2 ** (attempts - 1), 3600))


def lease() -> dt.timedelta:
    """How long a running job is believed to have a living worker."""
    return dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: int) -> Job | None:
    """The job, now running and the caller's alone; None when it is not due or someone else has it."""
    now = clock.now()
    claimed = Job.objects.filter(id=job_id, state=Job.State.PENDING, due_at__lte=now).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=now
    )
    return Job.objects.get(id=job_id) if claimed else None


def run(*, job_id: int, kinds: Mapping[str, Work]) -> None:
    """Claims a job, does its work once and records how that went. Does nothing when it cannot be claimed.

    A kind that `kinds` lacks is put off like a failure: a newer release may have asked for it.
    """
    job = claim(job_id)
    if job is None:
        return
    try:
        with acting(Actor(ActorKind.JOB, name=job.kind)):
            kinds[job.kind](job.key)
    except Exception as error:
        _put_off(job, error)
    else:
        _record(job, state=Job.State.DONE, finished_at=clock.now(), error="")
        _log.info("job done", kind=job.kind, job=job.id)


def finish(*, kind: str, keys: list[str]) -> None:
    """Notes in the caller's transaction that jobs were done along with another, where nobody has begun them."""
    pending = Job.objects.filter(kind=kind, key__in=keys, state=Job.State.PENDING)
    pending.update(state=Job.State.DONE, finished_at=clock.now(), error="")


def _put_off(job: Job, error: Exception) -> None:
    now = clock.now()
    text = f"{type(error).__name__}: {error}"[:2000]
    if job.attempts >= MAX_ATTEMPTS:
        _record(job, state=Job.State.FAILED, finished_at=now, error=text)
    else:
        _record(job, state=Job.State.PENDING, due_at=now + backoff(job.attempts), error=text)
    _log.error("job failed", kind=job.kind, job=job.id, attempts=job.attempts, exc_info=error)


def _record(job: Job, **changes: object) -> None:
    # The number of attempts tells this claim from a later one: a worker that was thought dead and
    # was only slow must not speak for its successor.
    Job.objects.filter(id=job.id, state=Job.State.RUNNING, attempts=job.attempts).update(**changes)


def sweep(*, every_s: float) -> int:
    """Takes back jobs whose worker died and sends those that are due. Returns how many were sent.

    `every_s` is the time until the next sweep, which sends what is still due again.
    """
    now = clock.now()
    lost = Job.objects.filter(state=Job.State.RUNNING, started_at__lte=now - lease())
    error = "The worker died or outran its lease."
    lost.filter(attempts__gte=MAX_ATTEMPTS).update(state=Job.State.FAILED, finished_at=now, error=error)
    lost.update(state=Job.State.PENDING, due_at=now, error=error)
    due = Job.objects.filter(state=Job.State.PENDING, due_at__lte=now).order_by("due_at", "id")
    job_ids = due.values_list("id", flat=True)[:SWEEP_AT_MOST]
    # The messages expire before the next sweep's, so that none pile up while the workers are behind.
    return sum(queue.send(job_id, expires_s=every_s) for job_id in job_ids)


def retry(*, job_id: int) -> bool:
    """Gives a job that was given up to the workers anew, with all its attempts. False where it was not given up."""
    failed = Job.objects.filter(id=job_id, state=Job.State.FAILED)
    with transaction.atomic():
        again = failed.update(state=Job.State.PENDING, attempts=0, due_at=clock.now(), finished_at=None)
        if again:
            transaction.on_commit(partial(queue.send, job_id))
    return bool(again)


def plan(*, daily: Mapping[str, dt.time]) -> None:
    """Asks for today's run of each daily kind, due at a Helsinki wall-clock time, once however often it is called.

    Today's time may have passed: a system that was down at night catches up in the morning.
    """
    today = clock.local_today()
    for kind, time in daily.items():
        queue.enqueue(kind=kind, key=today.isoformat(), due_at=clock.instant(today, time))


def overdue(*, by: dt.timedelta) -> int:
    """How many jobs have been due for longer than `by` and are not being worked on."""
    return Job.objects.filter(state=Job.State.PENDING, due_at__lte=clock.now() - by).count()
