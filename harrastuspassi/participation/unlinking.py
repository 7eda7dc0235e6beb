"""Taking a pass out of everything that it took part in, at once: events stay as events of nobody.

Whoever calls has locked the pass: nothing of it is accepted meanwhile. A worker that is collecting a batch of it holds
that row, and is waited for; what it wrote is then seen here.
"""

from uuid import UUID

from harrastuspassi.participation import changes
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.participation.models.uses import PassUse


def unlink(pass_id: UUID) -> None:
    """Makes everything of a pass nobody's; what waits in the inbox is still counted."""
    Batch.objects.filter(pass_id=pass_id).update(pass_id=None, profiles=None)
    _unlink_events(pass_id)


def erase(pass_id: UUID) -> None:
    """The same, but what waits in the inbox is deleted, and so is how often it used promotions."""
    PassUse.objects.filter(pass_id=pass_id).delete()
    Batch.objects.filter(pass_id=pass_id).delete()
    _unlink_events(pass_id)


def leave_out(pass_ids: list[UUID]) -> None:
    """Leaves everything of passes out of figures."""
    changes.note_passes(pass_ids)
    ActiveMonth.objects.filter(pass_id__in=pass_ids).delete()
    Batch.objects.filter(pass_id__in=pass_ids).update(is_left_out=True)
    Event.objects.filter(pass_id__in=pass_ids).update(is_left_out=True)


def _unlink_events(pass_id: UUID) -> None:
    changes.note_passes([pass_id])
    ActiveMonth.objects.filter(pass_id=pass_id).delete()
    Event.objects.filter(pass_id=pass_id).update(
        pass_id=None, age_group="", gender="", language="", municipality_id=None, district_id=None, has_hobby=""
    )
