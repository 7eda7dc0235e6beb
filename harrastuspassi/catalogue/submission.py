"""How a hobby or promotion comes before the public, as far as its organizer may bring it there.

What an approved one offers is reviewed first; what a trusted one offers is published at once, up to a number a day,
since accounts get stolen. One that was refused or suspended has drafts. So has one that waits for its moderators,
but what it lists waits behind it: the organizers' old site has no way to offer a draft later.

What an organizer that is not trusted changes of the words, pictures, links and contacts of something published takes
it back to review, and off the lists until then: nobody can put before minors what no one has looked at by having
something harmless approved first. So does what such an organizer changes of the words of a place, for all that is
listed there, and a place of its own where nothing was looked at yet. Times, other places, prices and ages change at
once. A municipality that is not to be a bottleneck trusts whom it knows.
"""

import datetime as dt
from collections.abc import Callable
from enum import Enum

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, Location, Organizer, OrganizerState, Promotion, PublicationState
from harrastuspassi.catalogue.publishing import StateRefusal, change_state, publishing
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.common.languages import LANGUAGES

Item = Hobby | Promotion
AT_ONCE_A_DAY = 100
"""Hobbies and promotions that a trusted organizer publishes at once in 24 hours; further ones are reviewed."""
IN_REVIEW_AT_MOST = 200
"""Hobbies and promotions of one organizer that wait for review at a time."""
_REVIEWED = frozenset(
    {
        *(f"{text}_{language}" for text in ("name", "description") for language in LANGUAGES),
        *("registration_link", "web_address", "contact_name", "contact_email", "contact_phone"),
        *("cover_image", "organizer_id"),
    }
)
"""Columns whose content a moderator has to have seen."""
_REVIEWED_OF_PLACES = (
    *(f"{text}_{language}" for text in ("name", "accessibility") for language in LANGUAGES),
    *("address", "city", "reservation_link"),
)
"""The same of a place, whose words are shown with whatever takes place there."""
_SEEN = (PublicationState.PUBLISHED, PublicationState.ARCHIVED)
_TAKEN_BACK = {
    PublicationState.PUBLISHED: PublicationState.IN_REVIEW,
    PublicationState.ARCHIVED: PublicationState.DRAFT,
}


class SubmissionRefusal(Enum):
    """Why an organizer may not offer anything to the public: the code and the reason."""

    WAITS = ("organizer_waits", "The organizer waits for its municipality's moderators; until then it has drafts.")
    REFUSED = ("organizer_refused", "The organizer was refused: put it right and offer it again.")
    SUSPENDED = ("organizer_suspended", "The organizer is suspended.")
    ARCHIVED = ("organizer_archived", "The organizer is no longer active.")
    TOO_MANY = ("too_many_submissions", "Too much of the organizer's waits for review: wait until it is looked at.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message

    def error(self) -> Refused:
        """The refusal, to be raised."""
        return Refused(self.message, code=self.code)


_BY_STATE = {
    OrganizerState.PENDING: SubmissionRefusal.WAITS,
    OrganizerState.REFUSED: SubmissionRefusal.REFUSED,
    OrganizerState.SUSPENDED: SubmissionRefusal.SUSPENDED,
    OrganizerState.ARCHIVED: SubmissionRefusal.ARCHIVED,
}


def why_not_offer(organizer: Organizer | None) -> SubmissionRefusal | None:
    """Why an organizer may not offer anything. What has none is an operator's, who may."""
    return _BY_STATE.get(OrganizerState(organizer.state)) if organizer else None


def is_trusted(organizer: Organizer | None) -> bool:
    """Whether what an organizer lists needs no review."""
    return organizer is None or (organizer.is_trusted and organizer.state == OrganizerState.APPROVED)


def _goal(item: Item, organizer: Organizer | None) -> PublicationState:
    """Where something that is offered comes to. What was rejected is always looked at again."""
    if not is_trusted(organizer) or item.rejection_reason:
        return PublicationState.IN_REVIEW
    return PublicationState.PUBLISHED if _published_lately(organizer) < AT_ONCE_A_DAY else PublicationState.IN_REVIEW


def _published_lately(organizer: Organizer | None) -> int:
    if organizer is None:
        return 0
    lately = {"organizer": organizer, "submitted_at__gt": clock.now() - dt.timedelta(days=1)}
    return sum(model._default_manager.filter(**lately).count() for model in (Hobby, Promotion))


def _is_full(organizer: Organizer | None) -> bool:
    if organizer is None:
        return False
    waiting = {"organizer": organizer, "state": PublicationState.IN_REVIEW}
    return sum(model._default_manager.filter(**waiting).count() for model in (Hobby, Promotion)) >= IN_REVIEW_AT_MOST


def begin(*, item: Item, organizer: Organizer | None) -> None:
    """Gives something new, which is not saved yet, the state that its organizer may bring it to; a draft otherwise.

    What an organizer that waits lists comes to review, where moderators find it once they have approved the organizer.
    """
    item.state = PublicationState.DRAFT
    if why_not_offer(organizer) not in (None, SubmissionRefusal.WAITS):
        return
    goal = _goal(item, organizer)
    if goal == PublicationState.IN_REVIEW and _is_full(organizer):
        return
    item.state, item.submitted_at = goal, clock.now()
    item.published_at = item.submitted_at if goal == PublicationState.PUBLISHED else None


def reconsider(*, item: Item, by: User) -> None:
    """Takes back what is about to be saved where a moderator has to see what was changed; to be called before that.

    What is published goes to review; what is archived, which can be read by id, becomes a draft.
    """
    if item.state not in _TAKEN_BACK or is_trusted(item.organizer) or roles.can_moderate(by, municipality_id_of(item)):
        return
    columns = [field.attname for field in item._meta.concrete_fields if field.attname in _REVIEWED]
    stored = type(item).objects.values(*columns, "location_id").get(pk=item.pk)
    moved = stored["location_id"] != item.location_id
    if any(stored[name] != getattr(item, name) for name in columns) or (moved and _is_unseen(item.location)):
        _take_back(item)


def reconsider_place(*, location: Location, by: User) -> None:
    """Takes back what is listed at a place, where a moderator has to see what was changed of it.

    That is its organizer's, and what others list there that are not trusted: whoever acts for two organizers could
    change by one the words that were approved with what the other lists. To be called before the place is saved, in a
    publishing transaction.
    """
    organizer = location.organizer
    if organizer is None or is_trusted(organizer) or roles.can_moderate(by, organizer.municipality_id):
        return
    stored = Location.objects.values(*_REVIEWED_OF_PLACES).get(pk=location.pk)
    if all(stored[name] == getattr(location, name) for name in _REVIEWED_OF_PLACES):
        return
    with publishing() as changes:
        for model in (Hobby, Promotion):
            there = model._default_manager.select_for_update(of=("self",)).filter(location=location, state__in=_SEEN)
            for item in there.filter(organizer__is_trusted=False).order_by("pk"):
                _take_back(item)
                item.save(update_fields=["state", "submitted_at", "modified_at"])
                changes.add(item)


def _take_back(item: Item) -> None:
    item.state = _TAKEN_BACK[PublicationState(item.state)]
    item.submitted_at = clock.now()


def _is_unseen(location: Location | None) -> bool:
    """Whether a place is an organizer's own, and nothing that is there was ever before the public."""
    if location is None or location.organizer_id is None:
        return False
    return not any(rows.filter(state__in=_SEEN).exists() for rows in (location.hobbies, location.promotions))


def municipality_id_of(item: Item) -> int | None:
    """The municipality whose moderators decide on something: its organizer's; without one, where it takes place."""
    if item.organizer is not None:
        return item.organizer.municipality_id
    return item.municipality_id or (item.location.municipality_id if item.location else None)


# --- steps of the organizer -----------------------------------------------------------------------
def submit_item(*, item: Item, by: User) -> None:
    """Offers a draft, or what was rejected, to the public: at once for a trusted organizer, else for review.

    Raises Forbidden, or Refused with a SubmissionRefusal's or StateRefusal's code.
    """
    with publishing():
        organizer, locked = _held(item, by)
        refusal = why_not_offer(organizer)
        if refusal:
            raise refusal.error()
        goal = _goal(locked, organizer)
        offered = {PublicationState.DRAFT, PublicationState.REJECTED, PublicationState.IN_REVIEW}
        if locked.state not in offered:
            raise StateRefusal.NO_SUCH_STEP.error()
        if goal == PublicationState.IN_REVIEW and locked.state != goal and _is_full(organizer):
            raise SubmissionRefusal.TOO_MANY.error()
        change_state(item=item, state=goal)


def withdraw_item(*, item: Item, by: User) -> None:
    """Makes what waits for review a draft again. Raises Forbidden or Refused."""
    _step(item, by, PublicationState.IN_REVIEW, PublicationState.DRAFT)


def archive_item(*, item: Item, by: User) -> None:
    """Takes what is published off the lists; it stays readable by id. Raises Forbidden or Refused."""
    _step(item, by, PublicationState.PUBLISHED, PublicationState.ARCHIVED)


def restore_item(*, item: Item, by: User) -> None:
    """Puts what was archived, and has been left as it was, on the lists again. Raises Forbidden or Refused."""
    with publishing():
        organizer, _ = _held(item, by)
        refusal = why_not_offer(organizer)
        if refusal:
            raise refusal.error()
        _step(item, by, PublicationState.ARCHIVED, PublicationState.PUBLISHED)


def _step(item: Item, by: User, current: PublicationState, wanted: PublicationState) -> None:
    with publishing():
        _, locked = _held(item, by)
        if locked.state != current:
            raise StateRefusal.NO_SUCH_STEP.error()
        change_state(item=item, state=wanted)


def _held(item: Item, by: User) -> tuple[Organizer | None, Item]:
    """The organizer and the item as they are now, locked in this order. Raises Forbidden."""
    roles.require(roles.why_not_edit_organizer(by, item.organizer_id))
    organizer = Organizer.objects.select_for_update().get(pk=item.organizer_id) if item.organizer_id else None
    locked: Item = type(item).objects.select_for_update(of=("self",)).get(pk=item.pk)
    return organizer, locked


STEPS: dict[str, Callable[..., None]] = {
    "submit": submit_item,
    "withdraw": withdraw_item,
    "archive": archive_item,
    "restore": restore_item,
}
"""Each takes `item` and `by`."""
