"""Collecting batches into events: each event once, however often it was sent and whatever died on the way.

One transaction takes a batch out of the inbox and puts its events in. The unique key decides what is a repeat, and no
look-up before: any number of workers may meet the same event at once.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import structlog
from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.participation.inbox import Attributes
from harrastuspassi.participation.models.events import Event, KeptKey
from harrastuspassi.participation.models.inbox import Batch

_NOTHING = Attributes("", "", "", None, None, "")
_log = structlog.get_logger("collection")


class CollectionFailed(Exception):
    """A batch could not be collected. Says where and with what kind of error: its text might hold a pass's id."""


def collect_batch(key: str) -> None:
    """Collects the batch with this id; does nothing where it is collected or erased. Raises CollectionFailed."""
    try:
        _collect(int(key))
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else "?"
        raise CollectionFailed(f"batch {key}: {type(error).__name__} in {where}") from None


@transaction.atomic
def _collect(batch_id: int) -> None:
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        return
    # In one order everywhere, so that two batches with the same events wait for each other and not in a circle.
    events = sorted(events_of(batch), key=lambda event: event.key)
    Event.objects.bulk_create(events, ignore_conflicts=True)
    # After the insertion: what retention moves to the kept keys meanwhile has been waited for by then.
    kept = list(KeptKey.objects.filter(key__in=[event.key for event in events]).values_list("key", flat=True))
    if kept:
        Event.objects.filter(key__in=kept).delete()
    batch.delete()
    waited = (clock.now() - batch.received_at).total_seconds()
    _log.info("batch collected", batch=batch_id, events=len(events), waited_s=round(waited, 1))


def events_of(batch: Batch) -> Iterator[Event]:
    """The events of a batch, as they are to be written."""
    profiles = [Attributes(*told) for told in batch.profiles or ()]
    collected_at = clock.now()
    for key, kind, occurred_at, is_corrected, hobby, event, promotion, categories, number in orjson.loads(
        bytes(batch.payload)
    ):
        # Erased meanwhile, or never linked: then there is no attribute either.
        is_linked = batch.pass_id is not None and number is not None
        told: dict[str, Any] = (profiles[number] if is_linked else _NOTHING)._asdict()
        yield Event(
            key=UUID(key),
            kind=kind,
            occurred_at=dt.datetime.fromisoformat(occurred_at),
            is_clock_corrected=is_corrected,
            collected_at=collected_at,
            hobby_id=hobby,
            event_id=event,
            promotion_id=promotion,
            categories=categories,
            pass_id=batch.pass_id if is_linked else None,
            is_left_out=batch.is_left_out,
            **told,
        )
