"""Check-ins: what a phone sends of a code is held against the event, and counts once for a pass and an event.

Verified are those with the rotating code, whose slot lies in the event's window, also when they arrive late; with the
printed code a phone reports itself. Both come in batches, and each is a refusal of its own where it is refused.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.crypto import salted_hmac

from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.participation import codes, limits
from harrastuspassi.participation.inbox import Item, ReadBatch, Status
from harrastuspassi.participation.kinds import Fault, SentEvent
from harrastuspassi.participation.models.checkins import CheckInMark
from harrastuspassi.participation.models.events import CheckIn, EventKind

BEFORE = AFTER = dt.timedelta(minutes=30)
"""How long before an event begins and after it ends its code is good."""
LATE = dt.timedelta(minutes=15)
"""A check-in that arrives longer after its slot is marked as late."""
A_MOMENT = dt.timedelta(microseconds=1)
MARKS_KEPT = dt.timedelta(days=31)
"""A day more than a phone may be late: by then the code is refused for its age."""
NEIGHBOURS = 20
"""Events of the same organizer at the same time that a code is held against, to say that it is of another."""


class CheckInRefusal(Enum):
    """Why a check-in is refused: the field, the code and the reason."""

    NO_EVENT = ("event", "checkin_no_event", "There is no such event in public, or it was cancelled.")
    NO_PASS = ("code", "checkin_without_pass", "A check-in is verified for a pass: send it with one.")
    FORGED = ("code", "checkin_forged", "This is no code of the event.")
    OTHER_EVENT = ("code", "checkin_other_event", "This is the code of another event.")
    OUTSIDE = ("code", "checkin_outside_window", "The code is not of the time at which the event takes place.")
    REPEATED = ("code", "checkin_repeated", "This pass has checked in at this event before.")
    GUESSED = ("code", "checkin_guessed_too_often", "Too many wrong codes: try again in an hour.")

    def __init__(self, field: str, code: str, message: str):
        self.fault = Fault(field, code, message)


def judge(batch: ReadBatch, *, pass_id: UUID | None, address: str) -> ReadBatch:
    """The batch with its check-ins held against their events: each is verified, self-reported or refused.

    In the caller's transaction, which has locked the pass.
    """
    claimed = [sent for sent in batch.events if sent.kind == EventKind.CHECKED_IN]
    if not claimed:
        return batch
    rows = HobbyEvent.objects.visible_to(AnonymousUser()).taking_place()
    events = {event.pk: event for event in rows.filter(pk__in={sent.event for sent in claimed}).select_related("hobby")}
    guesses = limits.Guesses.of_codes(pass_id=pass_id, address=address)
    found = {sent.key: _judged(sent, events, pass_id, guesses) for sent in claimed}
    found = _once(found, pass_id)
    refused = {key: verdict for key, verdict in found.items() if isinstance(verdict, CheckInRefusal)}
    kept = [found.get(sent.key, sent) for sent in batch.events]
    return ReadBatch(
        events=[sent for sent in kept if isinstance(sent, SentEvent)],
        items=[_told(item, refused) for item in batch.items],
    )


def _told(item: Item, refused: Mapping[UUID, CheckInRefusal]) -> Item:
    # What stood in the batch twice stays a duplicate: the first one tells.
    refusal = refused.get(item.key) if item.key and item.status is Status.ACCEPTED else None
    return replace(item, status=Status.REFUSED, faults=[refusal.fault]) if refusal else item


def window(event: HobbyEvent) -> tuple[dt.datetime, dt.datetime]:
    """From when to when codes of an event are good."""
    return event.starts_at - BEFORE, event.ends_at + AFTER


def _judged(
    sent: SentEvent, events: Mapping[int, HobbyEvent], pass_id: UUID | None, guesses: limits.Guesses
) -> SentEvent | CheckInRefusal:
    event = events.get(sent.event or 0)
    if event is None:
        return CheckInRefusal.NO_EVENT
    if guesses.are_too_many():
        return CheckInRefusal.GUESSED
    is_printed, text = sent.checkin.startswith("printed:"), sent.checkin.partition(":")[2]
    if not is_printed and pass_id is None:
        return CheckInRefusal.NO_PASS
    verdict = _self_reported(sent, event, text) if is_printed else _verified(sent, event, text)
    if verdict in (CheckInRefusal.FORGED, CheckInRefusal.OTHER_EVENT):
        guesses.count()
    return verdict


def _verified(sent: SentEvent, event: HobbyEvent, text: str) -> SentEvent | CheckInRefusal:
    read = codes.read(text)
    if read is None:
        return CheckInRefusal.FORGED
    named, code = read
    slot = codes.slot_of(code, event.pk, sent.occurred_at)
    if slot is None:
        return _why_not_signed(event, named, code, sent.occurred_at)
    begins_at = codes.begins_at(slot)
    opens_at, closes_at = window(event)
    if (named or event.pk) != event.pk:
        return CheckInRefusal.OTHER_EVENT
    if not opens_at <= begins_at <= closes_at:
        return CheckInRefusal.OUTSIDE
    is_late = clock.now() - begins_at > LATE
    # When it was is what the code says. Within its minute the phone is believed: whoever has consented at the door, and
    # checks in at once, did so afterwards.
    last = codes.begins_at(slot + 1) - A_MOMENT
    return sent._replace(
        occurred_at=min(max(sent.occurred_at, begins_at), last),
        hobby=event.hobby_id,
        checkin=(CheckIn.VERIFIED_LATE if is_late else CheckIn.VERIFIED).value,
    )


def _why_not_signed(event: HobbyEvent, named: int | None, code: str, near: dt.datetime) -> CheckInRefusal:
    if named is not None and named != event.pk:
        is_of_other = codes.slot_of(code, named, near) is not None
        return CheckInRefusal.OTHER_EVENT if is_of_other else CheckInRefusal.FORGED
    beside = HobbyEvent.objects.filter(starts_at__lte=near + BEFORE, ends_at__gte=near - AFTER).exclude(pk=event.pk)
    organizer_id = event.hobby.organizer_id
    is_beside = Q(hobby_id=event.hobby_id) if organizer_id is None else Q(hobby__organizer_id=organizer_id)
    others = beside.filter(is_beside).order_by("id").values_list("pk", flat=True)[:NEIGHBOURS]
    is_of_other = any(codes.slot_of(code, other, near) is not None for other in others)
    return CheckInRefusal.OTHER_EVENT if is_of_other else CheckInRefusal.FORGED


def _self_reported(sent: SentEvent, event: HobbyEvent, text: str) -> SentEvent | CheckInRefusal:
    code = codes.read_printed(text)
    if code is None or not codes.is_printed(code, event.hobby_id):
        return CheckInRefusal.FORGED
    opens_at, closes_at = window(event)
    if not opens_at <= sent.occurred_at <= closes_at:
        return CheckInRefusal.OUTSIDE
    return sent._replace(hobby=event.hobby_id, checkin=CheckIn.SELF_REPORTED.value)


# --- once -----------------------------------------------------------------------------------------
Verdicts = dict[UUID, SentEvent | CheckInRefusal]


def _once(found: Verdicts, pass_id: UUID | None) -> Verdicts:
    """The same, without those of which the pass has another at the same event. One that is sent again is no other."""
    if pass_id is None:
        return found
    claims = [_mark(pass_id, sent) for sent in found.values() if isinstance(sent, SentEvent)]
    CheckInMark.objects.bulk_create(claims, ignore_conflicts=True)
    digests = [claim.digest for claim in claims]
    kept = dict(CheckInMark.objects.filter(digest__in=digests).values_list("digest", "repeat"))
    return {key: _unless_repeated(verdict, pass_id, kept) for key, verdict in found.items()}


def _unless_repeated(
    verdict: SentEvent | CheckInRefusal, pass_id: UUID, kept: Mapping[str, str]
) -> SentEvent | CheckInRefusal:
    if isinstance(verdict, CheckInRefusal):
        return verdict
    claim = _mark(pass_id, verdict)
    return verdict if kept.get(claim.digest) == claim.repeat else CheckInRefusal.REPEATED


def _mark(pass_id: UUID, sent: SentEvent) -> CheckInMark:
    is_own_report = sent.checkin == CheckIn.SELF_REPORTED
    what = f"{pass_id}:{sent.event}:{is_own_report}"
    return CheckInMark(digest=_digest("mark", what), repeat=_digest("repeat", f"{what}:{sent.key}"))


def _digest(of: str, what: str) -> str:
    return salted_hmac(f"participation.checkins.{of}", what, algorithm="sha256").hexdigest()


def forget_marks() -> None:
    """Deletes marks that no check-in can meet any more."""
    CheckInMark.objects.filter(created_at__lt=clock.now() - MARKS_KEPT).delete()
