"""From the times of Linked Events to a period. Pure.

A time is an instant (RFC 3339), or a date where no time of day is known: then `end_time` is the last day.
Without an end an event lasts until midnight, which is what the API's own documentation makes of it.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from harrastuspassi.catalogue.timing import MIDNIGHT, Period
from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.importers.upsert import BrokenRecord, Warn

LAST_MINUTE = dt.time(23, 59)
"""The end of a day for an event that began in it. Midnight would make it one of the next day as well."""
DAY = dt.timedelta(days=1)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date of the Helsinki wall clock, and the time of day where one is known."""

    date: dt.date
    time: dt.time | None


def period(start: Any, end: Any, warn: Warn) -> Period | None:
    """The period between two times as the API gives them; None where there is no start.

    Raises BrokenRecord where the start is no time, or too far away to be meant.
    """
    first = _moment("start_time", start)
    if first is None:
        return None
    try:
        last = _moment("end_time", end)
    except BrokenRecord as error:
        warn(f"{error.message} and is ignored")
        last = None
    if last and _is_before(last, first):
        warn("end_time is before start_time and is ignored")
        last = None
    try:
        return _all_day(first, last) or _timed(first, last)
    except InvalidInput as error:
        raise BrokenRecord(error.message) from error


def _moment(name: str, value: Any) -> Moment | None:
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, str):
            raise ValueError(value)
        if _DATE.fullmatch(value):
            return Moment(dt.date.fromisoformat(value), None)
        time = dt.datetime.fromisoformat(value)
        # Without a zone it is what the clocks on the wall show.
        local = time.astimezone(clock.HELSINKI) if time.tzinfo else time
    except (ValueError, OverflowError) as error:
        raise BrokenRecord(f"{name} {str(value)[:40]!r} is no time") from error
    return Moment(local.date(), local.time().replace(microsecond=0))


def _is_before(last: Moment, first: Moment) -> bool:
    return (last.date, last.time or dt.time.max) < (first.date, first.time or MIDNIGHT)


def _all_day(first: Moment, last: Moment | None) -> Period | None:
    """The period where no time of day is meant: the start is a date, or both ends are midnights."""
    at_midnight = first.time == MIDNIGHT and last is not None and last.time == MIDNIGHT
    if not (at_midnight or (first.time is None and (last is None or last.time in (None, MIDNIGHT)))):
        return None
    end = last.date if last else first.date
    # The midnight at which something ends belongs to the day before.
    if last and last.time == MIDNIGHT and end > first.date:
        end -= DAY
    return Period(first.date, MIDNIGHT, end, MIDNIGHT)


def _timed(first: Moment, last: Moment | None) -> Period:
    start = first.time or MIDNIGHT
    if last and last.time is not None:
        return Period(first.date, start, last.date, last.time)
    end = last.date if last else first.date
    return Period(first.date, start, end, max(start, LAST_MINUTE))
