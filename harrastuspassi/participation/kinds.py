"""What a sent event is: the fields of each kind, and how one is read. Hand-made, since hundreds come at once.

A search or filter has the ids of the categories that matched, never the text.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from harrastuspassi.participation.models.events import EventKind

OLDEST = dt.timedelta(days=30)
"""How long a phone may have been offline."""
TOLERANCE = dt.timedelta(minutes=2)
"""How far a phone's clock may be off before its times are corrected and that is noted."""
MAX_CATEGORIES = 20
MAX_CODE = 40
MAX_ID = 2**31 - 1
_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_INSTANT = re.compile(
    r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)


class Fault(NamedTuple):
    """What is wrong with a field of an event: its name, a stable code, and the reason for developers."""

    field: str
    code: str
    message: str


class SentEvent(NamedTuple):
    """An event that can be counted. `key` is a hash of its id, `occurred_at` an instant by our clock."""

    key: UUID
    kind: str
    occurred_at: dt.datetime
    is_clock_corrected: bool
    hobby: int | None
    event: int | None
    promotion: int | None
    categories: str
    checkin: str = ""
    """What was sent to show a check-in, "code:" or "printed:" and the text; once judged (checkins.py), a CheckIn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a kind besides `id`, `kind` and `occurred_at`. `one_of`: exactly one of these."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", COMMON | self.required | self.optional | self.one_of)


COMMON = frozenset(("id", "kind", "occurred_at"))
_HOBBY = frozenset(("hobby",))
_OF_HOBBY = Shape(required=_HOBBY, optional=frozenset(("event",)))
_OF_CATEGORIES = Shape(required=frozenset(("categories",)))

SHAPES: dict[str, Shape] = {
    EventKind.APP_OPENED.value: Shape(),
    EventKind.HOBBY_VIEWED.value: _OF_HOBBY,
    EventKind.PROMOTION_VIEWED.value: Shape(required=frozenset(("promotion",))),
    EventKind.SEARCHED.value: _OF_CATEGORIES,
    EventKind.FILTERED.value: _OF_CATEGORIES,
    EventKind.FAVOURITE_ADDED.value: Shape(required=_HOBBY),
    EventKind.FAVOURITE_REMOVED.value: Shape(required=_HOBBY),
    EventKind.SHARED.value: Shape(one_of=frozenset(("hobby", "promotion")), optional=frozenset(("event",))),
    EventKind.CONTACT_OPENED.value: _OF_HOBBY,
    EventKind.REGISTRATION_OPENED.value: _OF_HOBBY,
    EventKind.CHECKED_IN.value: Shape(required=frozenset(("event",)), one_of=frozenset(("code", "printed_code"))),
}
"""Kinds that come in batches. Used benefits are noted where they are checked."""


@dataclass(frozen=True, slots=True)
class PhoneClock:
    """What a phone's times are by ours. `sent_at`: the time by its clock when it sent; `now`: the time by ours."""

    sent_at: dt.datetime
    now: dt.datetime

    @property
    def correction(self) -> dt.timedelta:
        """What to add to the phone's times: nothing within TOLERANCE, which the way here may take."""
        off = self.now - self.sent_at
        return off if abs(off) > TOLERANCE else dt.timedelta()


def read_instant(value: Any) -> dt.datetime | None:
    """An RFC 3339 time of this century or the next, in UTC; None for anything else."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    except ValueError:  # a day or an hour that there is not
        return None


def key_of(event_id: str) -> UUID:
    """What an event is known by here: a hash of the id that the phone gave it, a UUID as _UUID has it."""
    told = bytes.fromhex(event_id.replace("-", ""))
    return UUID(bytes=hashlib.blake2b(told, digest_size=16, person=b"event").digest())


def read_event(sent: Any, clock: PhoneClock, correction: dt.timedelta) -> SentEvent | list[Fault]:
    """The event that was sent, or everything that is wrong with it. `correction` is the clock's."""
    if not isinstance(sent, dict):
        return [Fault("event", "not_an_object", "An event is an object.")]
    faults: list[Fault] = []
    event_id, kind = sent.get("id"), sent.get("kind")
    if not isinstance(event_id, str) or not _UUID.fullmatch(event_id):
        faults.append(Fault("id", "not_a_uuid", "An event's id is a UUID, made by the phone when it happens."))
    occurred_at = _read_time(sent.get("occurred_at"), clock, correction, faults)
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        faults.append(_wrong_kind(kind))
    else:
        _check_fields(sent, shape, faults)
    if faults or occurred_at is None:
        return faults
    found = sent.get("categories")
    return SentEvent(
        key=key_of(sent["id"]),
        kind=sent["kind"],
        occurred_at=occurred_at,
        is_clock_corrected=bool(correction),
        hobby=sent.get("hobby"),
        event=sent.get("event"),
        promotion=sent.get("promotion"),
        categories=" ".join(map(str, found)) if found else "",
        checkin=_checkin(sent),
    )


def _checkin(sent: dict[str, Any]) -> str:
    if sent.get("code") is not None:
        return f"code:{sent['code']}"
    return f"printed:{sent['printed_code']}" if sent.get("printed_code") is not None else ""


def _read_time(value: Any, clock: PhoneClock, correction: dt.timedelta, faults: list[Fault]) -> dt.datetime | None:
    told = read_instant(value)
    if told is None:
        faults.append(Fault("occurred_at", "not_a_time", "The time of an event is RFC 3339, with its offset."))
        return None
    occurred_at = told + correction
    if occurred_at > clock.now + TOLERANCE:
        faults.append(Fault("occurred_at", "in_future", "The event is later than the sending of the batch."))
    elif clock.now - occurred_at > OLDEST:
        faults.append(Fault("occurred_at", "too_old", f"The event is older than {OLDEST.days} days."))
    return min(occurred_at, clock.now)


def _wrong_kind(kind: Any) -> Fault:
    if isinstance(kind, str) and kind in EventKind.values:
        return Fault("kind", "kind_not_here", "Events of this kind are not sent in batches.")
    return Fault("kind", "unknown_kind", "There is no such kind of event.")


def _check_fields(sent: dict[str, Any], shape: Shape, faults: list[Fault]) -> None:
    if not sent.keys() <= shape.known:
        faults += (Fault(name, "unknown", "This kind has no such field.") for name in sent if name not in shape.known)
    faults += (Fault(name, "required", "This field is required.") for name in shape.required if sent.get(name) is None)
    if shape.one_of and sum(sent.get(name) is not None for name in shape.one_of) != 1:
        names = " and ".join(sorted(shape.one_of))
        faults.append(Fault(min(shape.one_of), "one_of", f"Exactly one of {names} is to be there."))
    for name in ("hobby", "event", "promotion"):
        value = sent.get(name)
        if value is not None and not _is_id(value):
            faults.append(Fault(name, "not_an_id", "Must be an id: a whole number from 1 to 2147483647."))
    for name in ("code", "printed_code"):
        text = sent.get(name)
        if text is not None and not (isinstance(text, str) and len(text) <= MAX_CODE):
            faults.append(Fault(name, "not_a_code", f"Must be a text of at most {MAX_CODE} characters."))
    found = sent.get("categories")
    if found is not None and not (isinstance(found, list) and len(found) <= MAX_CATEGORIES and all(map(_is_id, found))):
        faults.append(Fault("categories", "not_ids", f"Must be a list of at most {MAX_CATEGORIES} ids of categories."))


def _is_id(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MAX_ID
