"""When a sports place can be used: always. Its one event covers the four weeks from this week's Monday."""

import datetime as dt

from harrastuspassi.catalogue.models import HobbyEvent, PublicationState
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.timing import MIDNIGHT, Period
from harrastuspassi.common import clock
from harrastuspassi.common.rows import chunks

from . import DATA_SOURCE

DAYS = 28
"""Four whole weeks: every weekday is covered, also when the sweep has not run for some days."""


def current_period(now: dt.datetime | None = None) -> Period:
    """The period of every LIPAS event at the instant `now`: all day, from the Monday of its week in Helsinki."""
    today = (now or clock.now()).astimezone(clock.HELSINKI).date()
    monday = today - dt.timedelta(days=today.weekday())
    return Period(monday, MIDNIGHT, monday + dt.timedelta(days=DAYS - 1), MIDNIGHT)


def move_dates_on(now: dt.datetime | None = None) -> int:
    """Moves the events of published LIPAS places to the current period. Returns how many had fallen behind.

    Idempotent; events of archived places are left in the past.
    """
    columns = current_period(now).event_columns()
    events = HobbyEvent.objects.filter(data_source=DATA_SOURCE, hobby__state=PublicationState.PUBLISHED)
    with publishing() as changes:
        behind = list(events.exclude(**columns).values_list("id", flat=True))
        for ids in chunks(behind):
            HobbyEvent.objects.filter(id__in=ids).update(**columns, modified_at=clock.now())
        changes.add_ids(HobbyEvent, behind)
    return len(behind)
