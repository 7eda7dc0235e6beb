"""The only door to the queue: work is a row first (common.Job), and the queue carries its id.

A message may get lost, come late or come twice; jobs.py makes up for all three.
"""

import datetime as dt
from functools import partial

import structlog
from celery import Celery
from django.conf import settings
from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.common.models import Job

RUN_JOB = "workers.run_job"
"""Name of the task that takes a job's id. Sent by name, so that the domain imports no worker."""

_log = structlog.get_logger("queue")
# A request waits for the broker for about a second at the most: a job that is not sent is swept.
_ONE_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
_IMPATIENT = {**_ONE_RETRY, "socket_connect_timeout": 1, "socket_timeout": 1}

_producer = Celery("harrastuspassi", set_as_current=False, fixups=set())
_producer.config_from_object("django.conf:settings", namespace="CELERY")
_producer.conf.broker_transport_options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **_IMPATIENT}
_producer.conf.task_publish_retry_policy = _ONE_RETRY


def enqueue(*, kind: str, key: str, due_at: dt.datetime | None = None) -> Job:
    """Writes a job in the caller's transaction and sends it after the commit.

    `due_at` (an instant; now when absent) is the earliest start; later ones are sent by the sweep.
    Asking twice for the same `kind` and `key` is asking once, also after the job is done.
    """
    now = clock.now()
    job, created = Job.objects.get_or_create(kind=kind, key=key, defaults={"due_at": due_at or now})
    if created and job.due_at <= now:
        transaction.on_commit(partial(send, job.id))
    return job


def enqueue_new(*, kind: str, key: str) -> Job:
    """The same for a key that nobody can have asked for before, at the price of one insertion."""
    job = Job.objects.create(kind=kind, key=key)
    transaction.on_commit(partial(send, job.id))
    return job


def send(job_id: int, *, expires_s: float | None = None) -> bool:
    """Sends a job's id to the workers; False, with a line in the log, when the broker does not take it.

    A message that no worker has taken after `expires_s` seconds is dropped unread.
    """
    try:
        _producer.send_task(RUN_JOB, args=[job_id], expires=expires_s)
    except Exception as error:
        # Whatever ails the broker, the row stands and the sweep comes round; the caller must not fail.
        _log.warning("job not sent", job=job_id, error=f"{type(error).__name__}: {error}")
        return False
    return True
