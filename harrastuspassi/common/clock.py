"""The only source of the time. Instants are aware UTC datetimes; wall clock is Europe/Helsinki."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

HELSINKI = ZoneInfo("Europe/Helsinki")
_given: ContextVar[dt.datetime | None] = ContextVar("given", default=None)


def now() -> dt.datetime:
    """This instant, in UTC; within `at`, the one that was given."""
    return _given.get() or dt.datetime.now(dt.UTC)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Lets whatever is called within know `moment` as now: how the demo's past is lived through. Nowhere else."""
    if not settings.DEMO:
        raise RuntimeError("Only a demo can be at another time than it is.")
    token = _given.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _given.reset(token)


def now_minute() -> dt.datetime:
    """This instant cut to the minute: what public reads call "now", so that an answer holds for a minute."""
    return now().replace(second=0, microsecond=0)


def local_today() -> dt.date:
    """Today's date in Helsinki."""
    return local_date(now())


def local_date(moment: dt.datetime) -> dt.date:
    """The date in Helsinki at an instant."""
    return moment.astimezone(HELSINKI).date()


def instant(date: dt.date, time: dt.time) -> dt.datetime:
    """The instant (UTC) at which a Helsinki wall clock shows `date` and `time`.

    A time that occurs twice (autumn) is its first occurrence; one that is skipped (spring) is read
    with the offset before the change, so 03:30 is the instant the clocks show as 04:30 (PEP 495).
    """
    return dt.datetime.combine(date, time.replace(fold=0), tzinfo=HELSINKI).astimezone(dt.UTC)


def day_ends_in_s() -> int:
    """Whole seconds until the next day begins in Helsinki."""
    midnight = instant(local_today() + dt.timedelta(days=1), dt.time())
    return int((midnight - now()).total_seconds()) + 1
