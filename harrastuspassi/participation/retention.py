"""How long raw rows of participation are kept. What is to be kept for longer are figures, and those are elsewhere."""

import datetime as dt

from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.common.models import Job
from harrastuspassi.participation.checkins import forget_marks
from harrastuspassi.participation.inbox import COLLECT
from harrastuspassi.participation.models import DoorLink
from harrastuspassi.participation.models.events import Event, KeptKey
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.participation.models.uses import PassUse

EVENTS_KEPT = dt.timedelta(days=120)
"""Raw events: by then their month, which closes 31 days after its end, has been closed for a month and more."""
MONTHS_KEPT = dt.timedelta(days=120)
"""What passes did by the month, from the end of the year on: by then the year, which closes 31 days after its end, has
been closed for long."""
KEYS_KEPT = dt.timedelta(days=31)
"""Keys of deleted events, from the deletion on: one day more than a phone may be late."""
USES_KEPT = dt.timedelta(days=31)
"""How often a pass used a promotion, from the promotion's end on: until then its organizer may prolong it."""
LINKS_KEPT = dt.timedelta(days=31)
"""Door links that have expired: until then whoever looks at a head count sees by which it was entered, and afterwards
the audit log tells."""
JOBS_KEPT = dt.timedelta(days=1)
AT_A_TIME = 5_000


def forget_participation() -> int:
    """Deletes what has been kept for long enough, a few thousand rows at a time. Returns how many events went.

    A batch that was set aside goes with the age at which its events would.
    """
    now = clock.now()
    KeptKey.objects.filter(kept_from__lt=now - KEYS_KEPT).delete()
    forget_marks()
    Batch.objects.filter(received_at__lt=now - EVENTS_KEPT).delete()
    PassUse.objects.filter(promotion__ends_at__lt=now - USES_KEPT).delete()
    DoorLink.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
    ActiveMonth.objects.filter(month__lt=first_month_kept()).delete()
    Job.objects.filter(kind=COLLECT, state=Job.State.DONE, finished_at__lt=now - JOBS_KEPT).delete()
    forgotten = 0
    while gone := _forget_some(now - EVENTS_KEPT):
        forgotten += gone
    return forgotten


def first_month_kept() -> dt.date:
    """The first month of which it is known what passes did."""
    return (clock.local_today() - MONTHS_KEPT).replace(month=1, day=1)


@transaction.atomic
def _forget_some(before: dt.datetime) -> int:
    old = dict(Event.objects.filter(occurred_at__lt=before).order_by("id").values_list("id", "key")[:AT_A_TIME])
    KeptKey.objects.bulk_create([KeptKey(key=key) for key in old.values()], ignore_conflicts=True)
    Event.objects.filter(id__in=list(old)).delete()
    return len(old)
