"""When an old event or promotion is, also where its end lies before its start or a date out of all bounds."""

import datetime as dt

from harrastuspassi.catalogue.timing import EARLIEST, LATEST, Period

from .entry import Entry

EVENING, MORNING = dt.time(18), dt.time(6)
"""What starts from the one and ends up to the other on one date ends on the next."""


def period(entry: Entry) -> Period | None:
    """When it is, mended; None where a date or time had to be refused."""
    start_date, start_time = _date(entry, "start_date"), entry.time("start_time")
    end_date, end_time = _date(entry, "end_date"), entry.time("end_time")
    if start_date is None or start_time is None or end_date is None or end_time is None:
        return None
    if (end_date, end_time) >= (start_date, start_time):
        return Period(start_date, start_time, end_date, end_time)
    overnight = end_date == start_date < LATEST and start_time >= EVENING and end_time <= MORNING
    if overnight:
        end_date += dt.timedelta(days=1)
    else:
        end_date, end_time = start_date, max(start_time, end_time) if end_date < start_date else start_time
    was, now = f"{entry.fields['end_date']} {entry.fields['end_time']}", f"{end_date} {end_time}"
    entry.mend("end_date", "end_before_start", "the end is before the start", was, now)
    return Period(start_date, start_time, end_date, end_time)


def _date(entry: Entry, field: str) -> dt.date | None:
    date = entry.date(field)
    if date is None or EARLIEST <= date <= LATEST:
        return date
    fitting = min(max(date, EARLIEST), LATEST)
    entry.mend(field, "out_of_range", f"it is not between {EARLIEST} and {LATEST}", date, fitting)
    return fitting
