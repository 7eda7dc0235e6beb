"""Counting with the keys at hand, and freezing what was counted: exact counts go no further than this."""

import datetime as dt
from collections.abc import Collection

from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.disclosure.keys import fresh_record_keys_of_many, record_keys_of_many
from harrastuspassi.disclosure.plain import plain_tables
from harrastuspassi.disclosure.protect import Protected, protect
from harrastuspassi.participation.retention import first_month_kept
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
    tables = _tables(due)
    Period.objects.filter(name__in=due).update(frozen_at=clock.now())
    return tables


def fold_again(names: Collection[str]) -> None:
    """Before `recount`, and in no transaction: folds the raw events of periods anew, as far as they live."""
    for month in _months_of(names):
        rollups.fold(month)


def recount(names: Collection[str]) -> list[Protected]:
    """The tables of frozen periods once more, under the fresh key of their year: from what is known today of what each
    pass did by the month. In the caller's transaction. Raises Refused where nothing is known any more, Missing where a
    year has no key."""
    if any(month < first_month_kept() for month in _months_of(names)):
        raise Refused("What passes did in those months is not known any more.", code="nothing_to_recount")
    with KeysAtHand(fresh_record_keys_of_many) as at_hand:
        for name in sorted(names, key=periods.shorter_first):
            rollups.count_period(name, at_hand)
    return _tables(names)


def _months_of(names: Collection[str]) -> list[dt.date]:
    return sorted({month for name in names for month in periods.months_of(name)})


def _tables(names: Collection[str]) -> list[Protected]:
    rows = Period.objects.filter(name__in=names).select_for_update()
    return [table for period in rows.order_by("name") for table in (*protect(period), *plain_tables(period))]
