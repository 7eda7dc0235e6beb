"""Counting with the keys at hand, and freezing what was counted: exact counts go no further than this."""

import datetime as dt
from collections.abc import Collection

from harrastuspassi.common import clock
from harrastuspassi.disclosure.keys import record_keys_of_many
from harrastuspassi.disclosure.plain import plain_tables
from harrastuspassi.disclosure.protect import Protected, protect
from harrastuspassi.statistics import periods, rollups
from harrastuspassi.statistics.aggregation import KeysAtHand
from harrastuspassi.statistics.models import Period
from harrastuspassi.statistics.periods import Length


def roll_up() -> list[str]:
    """Counts anew whatever changed. Returns the names of the periods. Raises Missing where a year has no key."""
    return rollups.refresh(record_keys_of_many)


def freeze(*, until: dt.date, counted: Collection[str] = ()) -> list[Protected]:
    """The tables of every period that ended by `until` and is not frozen yet; it is from now on, in the caller's
    transaction. From the first month that was counted on, one in which nothing happened has its tables as well.

    All are counted once more but those that were just `counted`: a plan of tables may be younger than its counts.
    """
    names = Period.objects.values_list("name", flat=True)
    months = [periods.months_of(name)[0] for name in names if periods.length_of(name) is Length.MONTH]
    if not months:
        return []
    frozen = set(Period.objects.filter(frozen_at__isnull=False).values_list("name", flat=True))
    due = [name for name in periods.since(min(months), until) if name not in frozen]
    with KeysAtHand(record_keys_of_many) as at_hand:
        for name in due:
            if name not in counted:
                rollups.count_period(name, at_hand)
    rows = Period.objects.filter(name__in=due).select_for_update()
    tables = [table for period in rows.order_by("name") for table in (*protect(period), *plain_tables(period))]
    Period.objects.filter(name__in=due).update(frozen_at=clock.now())
    return tables
