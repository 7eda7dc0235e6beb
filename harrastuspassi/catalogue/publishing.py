"""When a hobby or promotion may change its state, and the version every publishing transaction bumps."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from django.db import transaction
from django.db.models import F

from harrastuspassi.catalogue.category_covers import refresh_category_covers
from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.links import refresh_links
from harrastuspassi.catalogue.models import (
    CatalogueVersion,
    Hobby,
    HobbyCategory,
    Organizer,
    Promotion,
    PublicationState,
)
from harrastuspassi.catalogue.search_documents import refresh_documents
from harrastuspassi.catalogue.versions import VERSION
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.common.rows import chunks

_NEXT: dict[PublicationState, frozenset[PublicationState]] = {
    PublicationState.DRAFT: frozenset({PublicationState.IN_REVIEW, PublicationState.PUBLISHED}),
    PublicationState.IN_REVIEW: frozenset(
        {PublicationState.DRAFT, PublicationState.PUBLISHED, PublicationState.REJECTED}
    ),
    PublicationState.PUBLISHED: frozenset(
        {PublicationState.IN_REVIEW, PublicationState.ARCHIVED, PublicationState.REJECTED}
    ),
    PublicationState.REJECTED: frozenset({PublicationState.DRAFT, PublicationState.IN_REVIEW}),
    PublicationState.ARCHIVED: frozenset(
        {PublicationState.DRAFT, PublicationState.PUBLISHED, PublicationState.REJECTED}
    ),
}


class StateRefusal(Enum):
    """Why a state may not follow another: the code and the reason."""

    NO_SUCH_STEP = ("no_such_step", "That step cannot be taken from the state that it is in.")
    REASON_MISSING = ("reason_missing", "Whoever is refused is told why: give a reason.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message

    def error(self) -> Refused:
        """The refusal, to be raised."""
        return Refused(self.message, code=self.code)


def state_refusal(current: str, wanted: str, reason: str = "") -> StateRefusal | None:
    """Why `wanted` may not follow `current`, or None where it may. A rejection needs a reason."""
    if PublicationState(wanted) not in _NEXT[PublicationState(current)]:
        return StateRefusal.NO_SUCH_STEP
    if wanted == PublicationState.REJECTED and not reason.strip():
        return StateRefusal.REASON_MISSING
    return None


@contextmanager
def publishing() -> Iterator[Changes]:
    """A transaction that changes what the public sees; the block notes in the Changes it is given what it wrote.

    At its end the version is bumped and the changes are stamped with it, in that order of all
    publishing transactions, since the version's row is locked until the commit. Nested blocks are part
    of the outermost. Nothing happens when nothing was noted or the block raises.
    """
    connection = transaction.get_connection()
    outer: Changes | None = getattr(connection, "catalogue_changes", None)
    if outer is not None:
        with transaction.atomic():
            yield outer
        return
    with transaction.atomic():
        connection.catalogue_changes = Changes()
        try:
            yield connection.catalogue_changes
            if connection.catalogue_changes:
                _publish(connection.catalogue_changes)
        finally:
            connection.catalogue_changes = None


def _publish(changes: Changes) -> None:
    # What takes long comes before the lock.
    changes.spread()
    hobby_ids = _touched_hobbies(changes)
    refresh_documents(hobby_ids)
    changes.add_ids(Hobby, refresh_category_covers(hobby_ids))
    refresh_links(changes.ids[Hobby])
    now = clock.now()
    changes.stamp(version=_bump_version(now), at=now)
    transaction.on_commit(VERSION.look_again)


def _touched_hobbies(changes: Changes) -> set[int]:
    """Hobbies whose search documents, or the pictures of whose categories, may be others now."""
    found = set(changes.ids[Hobby])
    for ids in chunks(changes.ids[Organizer]):
        found.update(Hobby.objects.filter(organizer_id__in=ids).values_list("id", flat=True))
    if changes.ids[HobbyCategory]:
        below = HobbyCategory.objects.below(tuple(changes.ids[HobbyCategory]))
        found.update(Hobby.objects.filter(categories__in=below).values_list("id", flat=True))
    return found


def _bump_version(now: dt.datetime) -> int:
    """Locks the version's row until the commit and returns its next number."""
    row = CatalogueVersion.objects.filter(id=1)
    if not row.update(number=F("number") + 1, changed_at=now):
        # The first two to publish may both find no row.
        CatalogueVersion.objects.bulk_create([CatalogueVersion(id=1)], ignore_conflicts=True)
        row.update(number=F("number") + 1, changed_at=now)
    return row.get().number


def change_state(*, item: Hobby | Promotion, state: str, reason: str = "") -> None:
    """Moves a hobby or promotion to another state. Raises Refused with a StateRefusal's code.

    Why it was rejected stays with it until it is published.
    """
    with publishing() as changes:
        locked = type(item).objects.select_for_update(of=("self",)).get(pk=item.pk)
        refusal = state_refusal(locked.state, state, reason)
        if refusal:
            raise refusal.error()
        now = clock.now()
        item.state = PublicationState(state)
        item.rejection_reason = "" if state == PublicationState.PUBLISHED else reason or locked.rejection_reason
        item.submitted_at, item.published_at = locked.submitted_at, locked.published_at
        is_offered = locked.state == PublicationState.DRAFT and state == PublicationState.PUBLISHED
        if state == PublicationState.IN_REVIEW or is_offered:
            item.submitted_at = now
        if state == PublicationState.PUBLISHED and item.published_at is None:
            item.published_at = now
        item.save(update_fields=["state", "rejection_reason", "submitted_at", "published_at", "modified_at"])
        changes.add(item)
