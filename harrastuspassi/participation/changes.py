"""Which months' events have changed, for whoever counts them."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from harrastuspassi.common import clock
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.months import ActiveMonth, ChangedMonth


def month_of(moment: dt.datetime) -> dt.date:
    """The first day of an instant's month in Helsinki."""
    return clock.local_date(moment).replace(day=1)


def note_times(moments: Iterable[dt.datetime]) -> None:
    """Notes in the caller's transaction that events of these instants changed."""
    _note({month_of(moment) for moment in moments})


def note_passes(pass_ids: list[UUID]) -> None:
    """Notes in the caller's transaction that whatever these passes did is about to change."""
    months = set(ActiveMonth.objects.filter(pass_id__in=pass_ids).values_list("month", flat=True))
    moments = Event.objects.filter(pass_id__in=pass_ids).values_list("occurred_at", flat=True)
    _note(months | {month_of(moment) for moment in moments})


def _note(months: set[dt.date]) -> None:
    ChangedMonth.objects.bulk_create(ChangedMonth(month=month) for month in sorted(months))
