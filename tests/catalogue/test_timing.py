"""From wall clock to instants, on the days the clocks change too."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harrastuspassi.catalogue.timing import EARLIEST, LATEST, MIDNIGHT, Period
from harrastuspassi.common.clock import HELSINKI
from harrastuspassi.common.errors import InvalidInput

pytestmark = pytest.mark.once("computes, and touches no database")

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2027, 10, 31)

dates = st.dates(EARLIEST, LATEST) | st.sampled_from([SPRING, AUTUMN])
times = st.times() | st.builds(dt.time, st.integers(2, 4), st.sampled_from([0, 30, 59]))


def utc(*args):
    return dt.datetime(*args, tzinfo=dt.UTC)


@st.composite
def periods(draw):
    start = draw(dates), draw(times)
    end = min(start[0] + draw(st.integers(0, 9)) * DAY, LATEST), draw(times)
    start, end = sorted([start, end])
    return Period(*start, *end)


@given(periods())
@example(Period(SPRING, dt.time(3, 30), SPRING, dt.time(4)))
@example(Period(AUTUMN, dt.time(3, 30), AUTUMN, dt.time(3, 45)))
def test_an_end_is_never_before_its_start(period):
    assert period.ends_at >= period.starts_at
    assert period.starts_at.tzinfo is dt.UTC


@given(periods())
@example(Period(SPRING, dt.time(3, fold=1), SPRING, dt.time(4)))
def test_the_start_is_when_the_clocks_show_it(period):
    shown = period.starts_at.astimezone(HELSINKI).replace(tzinfo=None, fold=0)
    asked = dt.datetime.combine(period.start_date, period.start_time.replace(fold=0))
    # In spring's gap no clock ever shows the time: it is an hour later then.
    assert shown in (asked, asked + HOUR)


@given(dates.filter(lambda date: date < LATEST - 30 * DAY), st.integers(0, 30))
def test_an_all_day_period_covers_its_days(start, further):
    end = start + further * DAY
    period = Period(start, MIDNIGHT, end, MIDNIGHT)
    covered = {(start + n * DAY).isoweekday() for n in range(further + 1)}
    assert {weekday for weekday in range(1, 8) if period.weekday_mask >> (weekday - 1) & 1} == covered
    assert period.ends_at.astimezone(HELSINKI).replace(tzinfo=None) == dt.datetime.combine(end + DAY, MIDNIGHT)
    assert period.weekday_mask == 127 or further < 6


@given(periods().filter(lambda period: not period.is_all_day))
def test_a_timed_period_counts_for_the_weekday_it_starts_on(period):
    assert period.weekday_mask == 1 << (period.start_weekday - 1)
    assert period.start_weekday == period.start_date.isoweekday()


@pytest.mark.parametrize(
    ("start", "end", "starts_at", "ends_at"),
    [
        # Winter, summer, over midnight.
        ((2027, 1, 4, 18, 0), (2027, 1, 4, 19, 30), utc(2027, 1, 4, 16), utc(2027, 1, 4, 17, 30)),
        ((2027, 7, 5, 18, 0), (2027, 7, 5, 19, 30), utc(2027, 7, 5, 15), utc(2027, 7, 5, 16, 30)),
        ((2027, 7, 5, 22, 0), (2027, 7, 6, 1, 0), utc(2027, 7, 5, 19), utc(2027, 7, 5, 22)),
        # The spring gap: half past three is read as half past four, and an end inside the hour waits for the start.
        ((2027, 3, 28, 2, 30), (2027, 3, 28, 4, 30), utc(2027, 3, 28, 0, 30), utc(2027, 3, 28, 1, 30)),
        ((2027, 3, 28, 3, 30), (2027, 3, 28, 4, 0), utc(2027, 3, 28, 1, 30), utc(2027, 3, 28, 1, 30)),
        # The autumn fold: half past three is the first one.
        ((2027, 10, 31, 3, 30), (2027, 10, 31, 4, 0), utc(2027, 10, 31, 0, 30), utc(2027, 10, 31, 2)),
        # All day, on days of 24, 23 and 25 hours, and over a week.
        ((2027, 1, 4, 0, 0), (2027, 1, 4, 0, 0), utc(2027, 1, 3, 22), utc(2027, 1, 4, 22)),
        ((2027, 3, 28, 0, 0), (2027, 3, 28, 0, 0), utc(2027, 3, 27, 22), utc(2027, 3, 28, 21)),
        ((2027, 10, 31, 0, 0), (2027, 10, 31, 0, 0), utc(2027, 10, 30, 21), utc(2027, 10, 31, 22)),
        ((2027, 1, 4, 0, 0), (2027, 1, 10, 0, 0), utc(2027, 1, 3, 22), utc(2027, 1, 10, 22)),
        # From midnight, but with an end.
        ((2027, 1, 4, 0, 0), (2027, 1, 4, 1, 0), utc(2027, 1, 3, 22), utc(2027, 1, 3, 23)),
    ],
)
def test_a_wall_clock_period_has_its_instants(start, end, starts_at, ends_at):
    period = Period(dt.date(*start[:3]), dt.time(*start[3:]), dt.date(*end[:3]), dt.time(*end[3:]))
    assert (period.starts_at, period.ends_at) == (starts_at, ends_at)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ((EARLIEST - DAY, dt.time(9)), (EARLIEST, dt.time(9)), "start_date"),
        ((LATEST, dt.time(9)), (LATEST + DAY, dt.time(9)), "end_date"),
        ((SPRING, dt.time(9)), (SPRING - DAY, dt.time(10)), "end_date"),
        ((SPRING, dt.time(9)), (SPRING, dt.time(8, 59)), "end_date"),
        ((SPRING, dt.time(0, 0, 1)), (SPRING, MIDNIGHT), "end_date"),
    ],
)
def test_a_period_that_cannot_be_is_refused_by_field(start, end, field):
    with pytest.raises(InvalidInput) as refusal:
        Period(*start, *end)
    assert list(refusal.value.fields) == [field]


def test_the_columns_are_those_of_the_models():
    period = Period(SPRING, dt.time(18), SPRING + DAY, dt.time(2))
    assert period.event_columns() == {
        "start_date": SPRING,
        "start_time": dt.time(18),
        "end_date": SPRING + DAY,
        "end_time": dt.time(2),
        "starts_at": utc(2027, 3, 28, 15),
        "ends_at": utc(2027, 3, 28, 23),
        "start_weekday": 7,
        "weekday_mask": 64,
    }
    assert period.event_columns().items() - period.promotion_columns().items() == {
        ("start_weekday", 7),
        ("weekday_mask", 64),
    }
