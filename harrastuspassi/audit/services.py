"""How long the audit log is kept."""

import datetime as dt

from harrastuspassi.audit.models import Entry
from harrastuspassi.common import clock

KEPT = dt.timedelta(days=2 * 365)
"""Long enough to answer for two seasons of what was listed to minors; what says who did what is kept no longer."""
BATCH = 5_000


def forget_entries() -> int:
    """Deletes entries after KEPT, a batch at a time so that nobody waits. Returns how many there were."""
    old = Entry.objects.filter(at__lt=clock.now() - KEPT).order_by("id").values_list("id", flat=True)
    deleted = 0
    while ids := list(old[:BATCH]):
        deleted += Entry.objects.filter(id__in=ids).delete()[0]
    return deleted
