"""Collecting batches into events: each event once, however often it was sent and whatever died on the way.

One transaction takes batches out of the inbox and puts their events in. The unique key decides what is a repeat, and no
look-up before: any number of workers may meet the same event at once.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from operator import itemgetter
from uuid import UUID

import orjson
import structlog
from django.db import transaction

from harrastuspassi.common import clock, jobs
from harrastuspassi.common.models import Job
from harrastuspassi.participation import changes
from harrastuspassi.participation.inbox import COLLECT, Attributes
from harrastuspassi.participation.insertion import COLUMNS, Row, delete_kept, insert_events
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.inbox import Batch

AT_ONCE = 10
"""Batches that are collected in one transaction, where as many wait: a commit is dear, and so is a job."""
_NOTHING = Attributes("", "", "", None, None, "")
_log = structlog.get_logger("collection")


class CollectionFailed(Exception):
    """A batch could not be collected. Says where and with what kind of error: its text might hold a pass's id."""


def collect_batch(key: str) -> None:
    """Collects the batch with this id, and some that wait beside it; their jobs are then done as well.

    Does nothing where it is collected or erased. Raises CollectionFailed where this batch cannot be collected.
    """
    try:
        try:
            _collect(int(key), beside=_waiting_beside(key))
        except Exception:
            # Another one may be to blame, whose own job will tell.
            _collect(int(key), beside=[])
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else "?"
        raise CollectionFailed(f"batch {key}: {type(error).__name__} in {where}") from None


@transaction.atomic
def collect_at_once(batches: Sequence[Batch]) -> None:
    """Puts batches that are not saved (inbox.waiting) into the inbox and collects them, without a job."""
    if batches:
        first, *others = Batch.objects.bulk_create(batches)
        _collect(first.pk, beside=[str(other.pk) for other in others])


def _waiting_beside(key: str) -> list[str]:
    # Those that have failed before are left to their own jobs.
    waiting = Job.objects.filter(kind=COLLECT, state=Job.State.PENDING, due_at__lte=clock.now(), attempts=0)
    return list(waiting.exclude(key=key).order_by("due_at", "id").values_list("key", flat=True)[: AT_ONCE - 1])


@transaction.atomic
def _collect(batch_id: int, *, beside: list[str]) -> None:
    first = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if first is None:
        return
    # Those that another worker has at hand are left to it: nobody waits here with a lock of its own.
    others = Batch.objects.select_for_update(skip_locked=True).filter(pk__in=map(int, beside)).order_by("id")
    batches = [first, *others]
    # In one order everywhere, so that two batches with the same events wait for each other and not in a circle.
    rows = sorted((row for batch in batches for row in rows_of(batch)), key=itemgetter(0))
    insert_events(rows)
    # After the insertion: what retention moves to the kept keys meanwhile has been waited for by then.
    delete_kept([row[0] for row in rows])
    changes.note_times(dt.datetime.fromisoformat(row[2]) for row in rows)
    ids = [batch.pk for batch in batches]
    Batch.objects.filter(pk__in=ids).delete()
    jobs.finish(kind=COLLECT, keys=[str(other) for other in ids[1:]])
    waited = (clock.now() - first.received_at).total_seconds()
    _log.info("batches collected", batches=len(batches), events=len(rows), waited_s=round(waited, 1))


def rows_of(batch: Batch) -> Iterator[Row]:
    """The events of a batch, as they are to be written."""
    profiles = [tuple(Attributes(*told)) for told in batch.profiles or ()]
    pass_id = None if batch.pass_id is None else str(batch.pass_id)
    collected_at, is_left_out = clock.now().isoformat(), batch.is_left_out
    for key, kind, occurred_at, is_corrected, hobby, event, promotion, categories, *checkin, number in orjson.loads(
        bytes(batch.payload)
    ):
        # Erased meanwhile, or never linked: then there is no attribute either.
        is_linked = pass_id is not None and number is not None
        yield (
            key,
            kind,
            occurred_at,
            is_corrected,
            collected_at,
            hobby,
            event,
            promotion,
            categories,
            # Batches of the release before say nothing of check-ins.
            checkin[0] if checkin else "",
            pass_id if is_linked else None,
            is_left_out,
            *(profiles[number] if is_linked else _NOTHING),
        )


def events_of(batch: Batch) -> Iterator[Event]:
    """The same, as objects that are not stored."""
    for row in rows_of(batch):
        values = dict(zip(COLUMNS, row, strict=True))
        for name in ("key", "pass_id"):
            values[name] = values[name] and UUID(values[name])
        for name in ("occurred_at", "collected_at"):
            values[name] = dt.datetime.fromisoformat(values[name])
        yield Event(**values)
