"""What moderators decide: who may list, and what is published. Each decision is told to the organizer by mail.

Whoever approves says which version was looked at (`seen`, its modified_at), so that nothing is slipped in between.
"""

import datetime as dt
from enum import Enum

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Organizer, OrganizerState, PublicationState
from harrastuspassi.catalogue.notices import tell_of_item, tell_of_organizer
from harrastuspassi.catalogue.publishing import StateRefusal, change_state, publishing
from harrastuspassi.catalogue.submission import Item, municipality_id_of, why_not_offer
from harrastuspassi.common.errors import Refused

_NEXT: dict[OrganizerState, frozenset[OrganizerState]] = {
    OrganizerState.PENDING: frozenset({OrganizerState.APPROVED, OrganizerState.REFUSED}),
    OrganizerState.REFUSED: frozenset({OrganizerState.APPROVED}),
    OrganizerState.APPROVED: frozenset({OrganizerState.SUSPENDED}),
    OrganizerState.SUSPENDED: frozenset({OrganizerState.APPROVED}),
    OrganizerState.ARCHIVED: frozenset({OrganizerState.SUSPENDED}),
}

ORGANIZER_DECISIONS = ("approve", "refuse", "trust", "distrust", "suspend", "reinstate")
ITEM_DECISIONS = ("approve", "reject")
"""What is decided of an organizer, and of a hobby or promotion, by name."""


class ModerationRefusal(Enum):
    """Why a decision cannot be taken, whoever asks: the code and the reason."""

    CHANGED = ("changed_meanwhile", "It has been changed since it was read: look at it again.")
    NOT_APPROVED = ("organizer_not_approved", "Approve the organizer first.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message

    def error(self) -> Refused:
        """The refusal, to be raised."""
        return Refused(self.message, code=self.code)


# --- organizers -----------------------------------------------------------------------------------
def approve_organizer(*, organizer: Organizer, by: User, seen: dt.datetime) -> Organizer:
    """Lets an organizer that waits, or was refused, list; of one that lists already, accepts what it changed.

    Raises Forbidden, or Refused where it is not as it was `seen` or nothing waits.
    """
    with publishing() as changes:
        locked = _held_organizer(organizer, by)
        _require_seen(locked, seen)
        is_accepted = locked.state == OrganizerState.APPROVED and locked.waiting_since is not None
        if not is_accepted:
            if locked.state == OrganizerState.SUSPENDED:
                raise StateRefusal.NO_SUCH_STEP.error()
            _move(locked, OrganizerState.APPROVED)
        locked.waiting_since = None
        locked.save(update_fields=["state", "state_reason", "waiting_since", "modified_at"])
        changes.add(locked)
        if not is_accepted:
            tell_of_organizer(locked)
    return locked


def refuse_organizer(*, organizer: Organizer, by: User, reason: str) -> Organizer:
    """Does not let an organizer list that waits to, and tells it why. Raises Forbidden or Refused."""
    return _decide(organizer, by, OrganizerState.REFUSED, reason)


def suspend_organizer(*, organizer: Organizer, by: User, reason: str) -> Organizer:
    """Hides an organizer and all that it lists, at once; it is trusted no more. Raises Forbidden or Refused."""
    return _decide(organizer, by, OrganizerState.SUSPENDED, reason)


def reinstate_organizer(*, organizer: Organizer, by: User) -> Organizer:
    """Shows a suspended organizer again, and all that it listed. Raises Forbidden or Refused."""
    with publishing():
        if _held_organizer(organizer, by).state != OrganizerState.SUSPENDED:
            raise StateRefusal.NO_SUCH_STEP.error()
        return _decide(organizer, by, OrganizerState.APPROVED, "")


def _decide(organizer: Organizer, by: User, state: OrganizerState, reason: str) -> Organizer:
    with publishing() as changes:
        locked = _held_organizer(organizer, by)
        if state != OrganizerState.APPROVED and not reason.strip():
            raise StateRefusal.REASON_MISSING.error()
        _move(locked, state, reason)
        locked.waiting_since = None
        if state == OrganizerState.SUSPENDED:
            locked.is_trusted = False
        locked.save(update_fields=["state", "state_reason", "waiting_since", "is_trusted", "modified_at"])
        changes.add(locked)
        tell_of_organizer(locked)
    return locked


def _move(organizer: Organizer, state: OrganizerState, reason: str = "") -> None:
    if state not in _NEXT[OrganizerState(organizer.state)]:
        raise StateRefusal.NO_SUCH_STEP.error()
    organizer.state, organizer.state_reason = state, reason


def trust_organizer(*, organizer: Organizer, by: User, trusted: bool) -> Organizer:
    """Says whether what an approved organizer lists is published without review. Raises Forbidden or Refused."""
    with publishing() as changes:
        locked = _held_organizer(organizer, by)
        if locked.state != OrganizerState.APPROVED:
            raise ModerationRefusal.NOT_APPROVED.error()
        locked.is_trusted = trusted
        locked.save(update_fields=["is_trusted", "modified_at"])
        changes.add(locked)
    return locked


def _held_organizer(organizer: Organizer, by: User) -> Organizer:
    locked: Organizer = Organizer.objects.select_for_update().get(pk=organizer.pk)
    roles.require(roles.why_not_moderate(by, locked.municipality_id))
    return locked


# --- hobbies and promotions -----------------------------------------------------------------------
def approve_item(*, item: Item, by: User, seen: dt.datetime) -> None:
    """Publishes what waits for review. Raises Forbidden, or Refused where it is not as it was `seen`, or hidden."""
    with publishing():
        locked = _held_item(item, by)
        _require_seen(locked, seen)
        if locked.state != PublicationState.IN_REVIEW:
            raise StateRefusal.NO_SUCH_STEP.error()
        if why_not_offer(locked.organizer):
            raise ModerationRefusal.NOT_APPROVED.error()
        change_state(item=item, state=PublicationState.PUBLISHED)
        tell_of_item(item)


def reject_item(*, item: Item, by: User, reason: str) -> None:
    """Sends back what waits for review, or takes what is published off every list, and tells why.

    Raises Forbidden or Refused.
    """
    with publishing():
        _held_item(item, by)
        change_state(item=item, state=PublicationState.REJECTED, reason=reason)
        tell_of_item(item)


def _held_item(item: Item, by: User) -> Item:
    rows = type(item).objects.select_related("organizer", "location")
    locked: Item = rows.select_for_update(of=("self",)).get(pk=item.pk)
    roles.require(roles.why_not_moderate(by, municipality_id_of(locked)))
    return locked


def _require_seen(row: Organizer | Item, seen: dt.datetime) -> None:
    if row.modified_at != seen:
        raise ModerationRefusal.CHANGED.error()
