"""Accepting batches: what was sent is read at once, and what can be counted is one row, to be collected later.

`accepted` means: it is stored, and will have been counted once, however often it is sent. Whether it had been counted
before is not looked up here: a phone does the same in either case. `duplicate` means that its id stands in the same
batch twice.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from harrastuspassi.common import clock, queue
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.participation.kinds import Fault, PhoneClock, SentEvent, read_event, read_instant
from harrastuspassi.participation.models.inbox import Batch

COLLECT = "collect_batch"
"""Kind of the job that collects a batch; its key is the batch's id."""
MAX_EVENTS = 500


class Attributes(NamedTuple):
    """What an event holds of its pass (models.events.ATTRIBUTES)."""

    age_group: str
    gender: str
    language: str
    municipality_id: int | None
    district_id: int | None
    has_hobby: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The pass that a batch is of. `attributes_at`: its attributes at an instant, None while it had not consented."""

    pass_id: UUID
    is_left_out: bool
    attributes_at: Callable[[dt.datetime], Attributes | None]


class Status(Enum):
    """What became of an event that was sent."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Item:
    """What became of the event at `index` of the batch; `id` as it was sent, None where that is no text."""

    index: int
    id: str | None
    status: Status
    faults: list[Fault]
    key: UUID | None = None
    """Of the event, where it could be read."""


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch as it was read: the events to store, and what became of each that was sent."""

    events: list[SentEvent]
    items: list[Item]


def read_batch(sent: Any) -> ReadBatch:
    """Reads `{"sent_at": ..., "events": [...]}`. Raises InvalidInput where the batch itself is wrong."""
    found, sent_at = _envelope(sent)
    phone_clock = PhoneClock(sent_at=sent_at, now=clock.now())
    correction = phone_clock.correction
    events: dict[UUID, SentEvent] = {}
    items = []
    for index, one in enumerate(found):
        read = read_event(one, phone_clock, correction)
        given = one.get("id") if isinstance(one, dict) else None
        event_id = given if isinstance(given, str) else None
        if isinstance(read, list):
            items.append(Item(index, event_id, Status.REFUSED, read))
        elif read.key in events:
            items.append(Item(index, event_id, Status.DUPLICATE, [], read.key))
        else:
            events[read.key] = read
            items.append(Item(index, event_id, Status.ACCEPTED, [], read.key))
    return ReadBatch([*events.values()], items)


def _envelope(sent: Any) -> tuple[list[Any], dt.datetime]:
    if not isinstance(sent, dict):
        raise InvalidInput("A batch is an object with `sent_at` and `events`.", code="not_an_object")
    for name in sent:
        if name not in ("sent_at", "events"):
            raise _wrong(name, "unknown", "There is no such field.")
    events, sent_at = sent.get("events"), read_instant(sent.get("sent_at"))
    if sent_at is None:
        raise _wrong("sent_at", "not_a_time", "The time by the phone's clock is needed, RFC 3339 with its offset.")
    if not isinstance(events, list) or not 1 <= len(events) <= MAX_EVENTS:
        raise _wrong("events", "not_events", f"A list of 1 to {MAX_EVENTS} events is needed.")
    return events, sent_at


def _wrong(field: str, code: str, message: str) -> InvalidInput:
    return InvalidInput(message, code=code, fields={field: [message]})


def store(batch: ReadBatch, holder: Holder | None) -> None:
    """Writes the accepted events of a batch, in the caller's transaction, and has them collected after its commit.

    Events that the holder had not consented to are of nobody. Whoever calls has locked the pass.
    """
    row = waiting(batch, holder)
    if row is not None:
        row.save()
        queue.enqueue_new(kind=COLLECT, key=str(row.pk))


def waiting(batch: ReadBatch, holder: Holder | None) -> Batch | None:
    """The row that waits for its collection, not saved; None where there is nothing to collect."""
    if not batch.events:
        return None
    profiles: dict[Attributes, int] = {}
    rows = []
    for sent in batch.events:
        attributes = holder.attributes_at(sent.occurred_at) if holder else None
        number = None if attributes is None else profiles.setdefault(attributes, len(profiles))
        rows.append((*sent, number))
    is_linked = holder is not None and bool(profiles)
    return Batch(
        events=len(rows),
        payload=orjson.dumps(rows),
        pass_id=holder.pass_id if holder and is_linked else None,
        profiles=[*profiles] if is_linked else None,
        is_left_out=bool(holder and holder.is_left_out),
    )
