"""Wall clock in Helsinki and instants."""

import datetime as dt

import pytest
import time_machine

from harrastuspassi.common import clock

pytestmark = pytest.mark.once("computes, and touches no database")

UTC = dt.UTC


@time_machine.travel("2026-03-01T12:34:56.789Z", tick=False)
def test_now_is_utc_and_now_minute_is_cut() -> None:
    assert clock.now() == dt.datetime(2026, 3, 1, 12, 34, 56, 789000, tzinfo=UTC)
    assert clock.now_minute() == dt.datetime(2026, 3, 1, 12, 34, tzinfo=UTC)
    assert clock.now().utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize(
    ("instant", "date"),
    [
        ("2026-01-31T21:59:59Z", dt.date(2026, 1, 31)),
        ("2026-01-31T22:00:00Z", dt.date(2026, 2, 1)),
        ("2026-06-30T20:59:59Z", dt.date(2026, 6, 30)),
        ("2026-06-30T21:00:00Z", dt.date(2026, 7, 1)),
    ],
)
def test_today_changes_at_midnight_in_helsinki(instant: str, date: dt.date) -> None:
    with time_machine.travel(instant, tick=False):
        assert clock.local_today() == date


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ((2026, 1, 15), (18, 0), (2026, 1, 15, 16, 0)),
        ((2026, 7, 15), (18, 0), (2026, 7, 15, 15, 0)),
        # Spring, 29 March 2026: 03:00 becomes 04:00. 03:30 is not shown; it is read as the winter's.
        ((2026, 3, 29), (2, 59), (2026, 3, 29, 0, 59)),
        ((2026, 3, 29), (3, 30), (2026, 3, 29, 1, 30)),
        ((2026, 3, 29), (4, 0), (2026, 3, 29, 1, 0)),
        # Autumn, 25 October 2026: 04:00 becomes 03:00. 03:30 is shown twice; the first counts.
        ((2026, 10, 25), (3, 30), (2026, 10, 25, 0, 30)),
        ((2026, 10, 25), (4, 0), (2026, 10, 25, 2, 0)),
    ],
)
def test_wall_clock_becomes_an_instant(
    date: tuple[int, int, int], time: tuple[int, int], expected: tuple[int, int, int, int, int]
) -> None:
    found = clock.instant(dt.date(*date), dt.time(*time))
    assert found == dt.datetime(*expected, tzinfo=UTC)
    assert found.utcoffset() == dt.timedelta(0)
