"""When a hobby or promotion may change its state, and the version every publishing transaction bumps."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from django.db import transaction
from django.db.models import F

from harrastuspassi.catalogue.models import CatalogueVersion, Hobby, Promotion, PublicationState
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused

_NEXT: dict[PublicationState, frozenset[PublicationState]] = {
    PublicationState.DRAFT: frozenset({PublicationState.IN_REVIEW, PublicationState.PUBLISHED}),
    PublicationState.IN_REVIEW: frozenset(
        {PublicationState.DRAFT, PublicationState.PUBLISHED, PublicationState.REJECTED}
    ),
    PublicationState.PUBLISHED: frozenset({PublicationState.ARCHIVED, PublicationState.REJECTED}),
    PublicationState.REJECTED: frozenset({PublicationState.DRAFT, PublicationState.IN_REVIEW}),
    PublicationState.ARCHIVED: frozenset({PublicationState.DRAFT, PublicationState.PUBLISHED}),
}


class StateRefusal(Enum):
    """Why a state may not follow another."""

    NO_SUCH_STEP = "no_such_step"
    REASON_MISSING = "reason_missing"


def state_refusal(current: str, wanted: str, reason: str = "") -> StateRefusal | None:
    """Why `wanted` may not follow `current`, or None where it may. A rejection needs a reason."""
    if PublicationState(wanted) not in _NEXT[PublicationState(current)]:
        return StateRefusal.NO_SUCH_STEP
    if wanted == PublicationState.REJECTED and not reason.strip():
        return StateRefusal.REASON_MISSING
    return None


@contextmanager
def publishing() -> Iterator[None]:
    """A transaction that changes what the public sees. Nested ones count once.

    The version is bumped last, so that whoever reads the new number also reads what it stands for,
    and the row's lock is held only while committing. Nothing is bumped when the block raises.
    """
    with transaction.atomic():
        outermost = len(_open_blocks()) == 0
        _open_blocks().append(None)
        try:
            yield
        finally:
            _open_blocks().pop()
        if outermost:
            _bump_version()


def publish_changes() -> None:
    """Bumps the version for what the open transaction has written: for those who learn only at its end if they did."""
    with publishing():
        pass


def _open_blocks() -> list[None]:
    """The `publishing` blocks open on this thread's connection."""
    connection = transaction.get_connection()
    if not hasattr(connection, "publishing_blocks"):
        connection.publishing_blocks = []
    blocks: list[None] = connection.publishing_blocks
    return blocks


def _bump_version() -> None:
    def bump() -> int:
        return CatalogueVersion.objects.filter(id=1).update(number=F("number") + 1, changed_at=clock.now())

    if not bump():
        # The first two to publish may both find no row.
        CatalogueVersion.objects.bulk_create([CatalogueVersion(id=1)], ignore_conflicts=True)
        bump()


def change_state(*, item: Hobby | Promotion, state: str, reason: str = "") -> None:
    """Moves a hobby or promotion to another state. Raises Refused with a StateRefusal's value as code."""
    with publishing():
        locked = type(item).objects.select_for_update(of=("self",)).get(pk=item.pk)
        refusal = state_refusal(locked.state, state, reason)
        if refusal:
            raise Refused(
                f"{locked.state} cannot become {state}.", code=refusal.value, fields={"state": [refusal.value]}
            )
        item.state = PublicationState(state)
        item.rejection_reason = reason if state == PublicationState.REJECTED else ""
        item.published_at = locked.published_at
        if state == PublicationState.PUBLISHED and item.published_at is None:
            item.published_at = clock.now()
        item.save(update_fields=["state", "rejection_reason", "published_at", "modified_at"])
