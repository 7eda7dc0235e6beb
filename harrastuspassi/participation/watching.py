"""What operators see of the inbox: how much waits, for how long, and what was set aside."""

import datetime as dt
from dataclasses import asdict, dataclass

import structlog
from django.db.models import Min, QuerySet, Sum

from harrastuspassi.common import clock, queue
from harrastuspassi.common.models import Job
from harrastuspassi.participation.inbox import COLLECT
from harrastuspassi.participation.models.inbox import Batch

_log = structlog.get_logger("inbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """`batches` and `events` that wait, `oldest_s` seconds the oldest has; batches `set_aside`, which wait for people;
    `retried` batches that failed and are tried again."""

    batches: int
    events: int
    oldest_s: float
    set_aside: int
    retried: int


def backlog() -> Backlog:
    """The inbox now."""
    found = Batch.objects.aggregate(events=Sum("events", default=0), oldest=Min("received_at"))
    oldest: dt.datetime | None = found["oldest"]
    return Backlog(
        batches=Batch.objects.count(),
        events=found["events"],
        oldest_s=round((clock.now() - oldest).total_seconds(), 1) if oldest else 0.0,
        set_aside=set_aside().count(),
        retried=Job.objects.filter(kind=COLLECT, state=Job.State.PENDING, attempts__gt=0).count(),
    )


def log_backlog() -> None:
    """Writes the metrics as a line of the log, from which monitoring takes them."""
    _log.info("inbox", **asdict(backlog()))


def set_aside() -> QuerySet[Job]:
    """Jobs of the batches that could not be collected and are not tried again, with their error."""
    return Job.objects.filter(kind=COLLECT, state=Job.State.FAILED)


def retry(job: Job) -> None:
    """Has a batch that was set aside tried anew."""
    set_aside().filter(pk=job.pk).update(state=Job.State.PENDING, attempts=0, due_at=clock.now(), finished_at=None)
    queue.send(job.pk)


def drop(job: Job) -> None:
    """Gives a batch up for good: its events are lost."""
    Batch.objects.filter(pk=int(job.key)).delete()
    set_aside().filter(pk=job.pk).delete()
