"""Recurrence rules: what is refused, and that dates are those of RFC 5545 (and of dateutil)."""

import datetime as dt
import time
from contextlib import suppress
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.catalogue.recurrence import MAX_COUNT, WEEKDAYS, Rule, dates, parse
from harrastuspassi.common.errors import InvalidInput

pytestmark = pytest.mark.once("computes, and touches no database")

D = dt.date
YEAR_2026 = (D(2026, 1, 1), D(2026, 12, 31))


def occurring(rrule, start, first=YEAR_2026[0], last=YEAR_2026[1], exdates=(), rdates=()):
    return dates(parse(rrule), start, exdates, rdates, first, last)


@pytest.mark.parametrize(
    ("rrule", "reason"),
    [
        ("", "1 to 500 characters"),
        ("FREQ=DAILY;BYMONTHDAY=" + "1," * 300 + "1", "1 to 500 characters"),
        ("INTERVAL=2", "FREQ is missing"),
        ("FREQ=", "FREQ: must be one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=HOURLY", "FREQ: must be one of"),
        ("FREQ=SECONDLY;COUNT=5", "FREQ: must be one of"),
        ("FREQ=WEEKLY;BYHOUR=18", "'BYHOUR' is not a part"),
        ("FREQ=WEEKLY;BYMINUTE=0", "'BYMINUTE' is not a part"),
        ("FREQ=WEEKLY;BYSECOND=0", "'BYSECOND' is not a part"),
        ("FREQ=YEARLY;BYEASTER=0", "'BYEASTER' is not a part"),
        ("RRULE:FREQ=WEEKLY", "'RRULE:FREQ' is not a part"),
        ("FREQ=WEEKLY;", "'' is not a part"),
        ("FREQ=WEEKLY;DTSTART=20260101", "'DTSTART' is not a part"),
        ("DTSTART:20260101T000000\nRRULE:FREQ=WEEKLY", "is not a part"),
        ("FREQ=WEEKLY\nEXDATE=1", "FREQ: must be one of"),
        ("FREQ=WEEKLY;COUNT=2\n", "COUNT: must be 1 to 1000"),
        ("FREQ=WEEKLY;INTERVAL=2;INTERVAL=3", "INTERVAL is given twice"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL: must be 1 to 366"),
        ("FREQ=WEEKLY;INTERVAL=367", "INTERVAL: must be 1 to 366"),
        ("FREQ=WEEKLY;INTERVAL=-1", "INTERVAL: must be 1 to 366"),
        ("FREQ=WEEKLY;INTERVAL=kaksi", "INTERVAL: must be 1 to 366"),
        ("FREQ=WEEKLY;INTERVAL=٢", "INTERVAL: must be 1 to 366"),
        ("FREQ=WEEKLY;COUNT=0", "COUNT: must be 1 to 1000"),
        ("FREQ=WEEKLY;COUNT=1001", "COUNT: must be 1 to 1000"),
        ("FREQ=WEEKLY;COUNT=99999999999999", "COUNT: must be 1 to 1000"),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20261231", "COUNT and UNTIL exclude each other"),
        ("FREQ=WEEKLY;UNTIL=2026-12-31", "UNTIL: must be a date"),
        ("FREQ=WEEKLY;UNTIL=20261331", "UNTIL: must be a date"),
        ("FREQ=WEEKLY;UNTIL=20261231T250000", "UNTIL: must be a date"),
        ("FREQ=WEEKLY;UNTIL=99991231T235959Z", "UNTIL: must be a date"),
        ("FREQ=WEEKLY;WKST=MON", "WKST: must be one of MO"),
        ("FREQ=WEEKLY;BYDAY=", "BYDAY: must be one of MO"),
        ("FREQ=WEEKLY;BYDAY=MA", "BYDAY: must be one of MO"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY: must be 1 to 53"),
        ("FREQ=WEEKLY;BYDAY=1MO", "Numbered days go with"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", "Numbered days go with"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH: must be 1 to 12"),
        ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH: must be 1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY: must be 1 to 31 or -31 to -1"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "BYMONTHDAY: must be 1 to 31"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY goes with FREQ=YEARLY only"),
        ("FREQ=WEEKLY;BYWEEKNO=1", "BYWEEKNO goes with FREQ=YEARLY only"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS needs another BY part"),
    ],
)
def test_a_bad_rule_is_refused_with_the_field_and_the_reason(rrule, reason):
    with pytest.raises(InvalidInput) as refusal:
        parse(rrule)
    assert list(refusal.value.fields) == ["rrule"]
    assert reason in refusal.value.fields["rrule"][0]


@given(st.text(alphabet=st.sampled_from("FREQ=DAILYWKMOUTHN;0123456789,-+BSP:\n é"), max_size=80))
def test_any_text_is_a_rule_or_refused(text):
    with suppress(InvalidInput):
        assert isinstance(parse(text), Rule)


@pytest.mark.parametrize(
    ("rrule", "start", "expected"),
    [
        # Mondays and Wednesdays, every other week, from a Wednesday.
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4",
            D(2026, 1, 7),
            [D(2026, 1, 7), D(2026, 1, 19), D(2026, 1, 21), D(2026, 2, 2)],
        ),
        # The week starts on the day WKST names (the example of RFC 5545, 3.8.5.3).
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            D(1997, 8, 5),
            [D(1997, 8, 5), D(1997, 8, 10), D(1997, 8, 19), D(1997, 8, 24)],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            D(1997, 8, 5),
            [D(1997, 8, 5), D(1997, 8, 17), D(1997, 8, 19), D(1997, 8, 31)],
        ),
        ("freq=weekly;count=2", D(2026, 1, 1), [D(2026, 1, 1), D(2026, 1, 8)]),
        ("FREQ=MONTHLY;COUNT=3", D(2026, 1, 31), [D(2026, 1, 31), D(2026, 3, 31), D(2026, 5, 31)]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", D(2026, 1, 31), [D(2026, 1, 31), D(2026, 2, 28)]),
        ("FREQ=MONTHLY;BYDAY=1MO,FR;COUNT=3", D(2026, 1, 1), [D(2026, 1, 2), D(2026, 1, 5), D(2026, 1, 9)]),
        ("FREQ=WEEKLY;BYDAY=MO,TH;BYSETPOS=2;COUNT=2", D(2026, 1, 7), [D(2026, 1, 8), D(2026, 1, 15)]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=2", D(2026, 1, 1), [D(2026, 1, 13), D(2026, 2, 10)]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", D(2026, 1, 1), [D(2026, 1, 30), D(2026, 2, 27)]),
        ("FREQ=YEARLY;COUNT=3", D(2024, 2, 29), [D(2024, 2, 29), D(2028, 2, 29), D(2032, 2, 29)]),
        ("FREQ=YEARLY;BYDAY=-1FR;COUNT=2", D(2026, 1, 1), [D(2026, 12, 25), D(2027, 12, 31)]),
        # Finns count school weeks: the winter holiday of Helsinki is week 8.
        ("FREQ=YEARLY;BYWEEKNO=8;BYDAY=MO,FR;COUNT=2", D(2026, 1, 1), [D(2026, 2, 16), D(2026, 2, 20)]),
        ("FREQ=YEARLY;BYWEEKNO=-1;COUNT=2", D(2026, 1, 5), [D(2026, 12, 28), D(2027, 12, 27)]),
        ("FREQ=DAILY;INTERVAL=366;COUNT=2", D(2026, 1, 1), [D(2026, 1, 1), D(2027, 1, 2)]),
    ],
)
def test_a_rule_falls_on_its_dates(rrule, start, expected):
    assert occurring(rrule, start, start, start + dt.timedelta(days=4000)) == expected


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260129", D(2026, 1, 29)),
        ("20260129T120000", D(2026, 1, 29)),
        # An instant counts as the date it has in Helsinki.
        ("20260129T215959Z", D(2026, 1, 29)),
        ("20260128T220000Z", D(2026, 1, 29)),
        ("20260128T215959Z", D(2026, 1, 22)),
    ],
)
def test_until_includes_its_helsinki_date(until, last):
    assert occurring(f"FREQ=WEEKLY;UNTIL={until}", D(2026, 1, 1))[-1] == last


def test_exceptions_take_away_and_add_dates():
    found = occurring(
        "FREQ=WEEKLY;COUNT=3",
        D(2026, 1, 5),
        exdates=[D(2026, 1, 12), D(2026, 2, 2)],
        rdates=[D(2026, 1, 5), D(2026, 1, 14), D(2026, 2, 2), D(2027, 1, 1)],
    )
    # COUNT counts the date taken away; a date both added and taken away is away; next year was not asked for.
    assert found == [D(2026, 1, 5), D(2026, 1, 14), D(2026, 1, 19)]


@pytest.mark.parametrize("ends", ["", ";COUNT=40", ";UNTIL=20261001"])
@given(offset=st.integers(-60, 500), length=st.integers(-3, 120), interval=st.integers(1, 5))
def test_a_window_shows_what_the_whole_shows(ends, offset, length, interval):
    rrule, start = f"FREQ=WEEKLY;INTERVAL={interval};BYDAY=MO,SA{ends}", D(2026, 1, 1)
    first = start + dt.timedelta(days=offset)
    last = first + dt.timedelta(days=length)
    whole = occurring(rrule, start, start, D(2028, 12, 31))
    assert occurring(rrule, start, first, last) == [date for date in whole if first <= date <= last]


numbers = {
    "BYMONTH": st.integers(1, 12),
    "BYMONTHDAY": st.integers(1, 31) | st.integers(-31, -1),
    "BYYEARDAY": st.integers(1, 366) | st.integers(-366, -1),
    "BYWEEKNO": st.integers(1, 53),
    "BYSETPOS": st.integers(1, 40) | st.integers(-40, -1),
}


BY_PARTS = {
    "DAILY": ["BYMONTH", "BYMONTHDAY"],
    "WEEKLY": ["BYMONTH"],
    "MONTHLY": ["BYMONTH", "BYMONTHDAY"],
    "YEARLY": ["BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"],
}


def listed(draw, items):
    return ",".join(map(str, draw(st.lists(items, min_size=1, max_size=4))))


@st.composite
def rules(draw):
    """Rules of every shape that `parse` takes and dateutil reads rightly."""
    freq = draw(st.sampled_from(sorted(BY_PARTS)))
    chosen = draw(st.sets(st.sampled_from(BY_PARTS[freq])))
    parts = {name: listed(draw, numbers[name]) for name in sorted(chosen)}
    if "BYWEEKNO" in chosen or draw(st.booleans()):
        # A numbered day beside a plain one is no alternative to it for dateutil, but a further condition.
        numbered = freq in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in chosen and draw(st.booleans())
        ordinals = st.sampled_from(["1", "2", "-1", "5"] if numbered else [""])
        parts["BYDAY"] = listed(draw, st.tuples(ordinals, st.sampled_from(WEEKDAYS)).map("".join))
    # dateutil chooses from what is left of the first week, where RFC 5545 chooses from the whole.
    if parts and freq != "WEEKLY" and draw(st.booleans()):
        parts["BYSETPOS"] = listed(draw, numbers["BYSETPOS"])
    ends = draw(st.sampled_from(["", f"COUNT={draw(st.integers(1, 30))}", "UNTIL=99930615"]))
    rest = [f"INTERVAL={draw(st.integers(1, 15))}", f"WKST={draw(st.sampled_from(WEEKDAYS))}", ends]
    return ";".join([f"FREQ={freq}", *(f"{name}={value}" for name, value in parts.items()), *filter(None, rest)])


# The engine of dateutil looks for a next date until the year 9999, so it is compared shortly before.
@given(rules(), st.dates(D(9989, 1, 1), D(9992, 12, 31)), st.integers(0, 1500))
def test_dates_are_those_of_dateutil(rrule, start, length):
    last = start + dt.timedelta(days=length)
    reference = (moment.date() for moment in rrulestr(rrule, dtstart=dt.datetime.combine(start, dt.time())))
    assert occurring(rrule, start, start, last) == list(takewhile(lambda date: date <= last, reference))


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        f"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT={MAX_COUNT}",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
    ],
)
def test_a_rule_that_never_occurs_ends_quickly(rrule):
    started = time.perf_counter()
    assert occurring(rrule, D(2026, 1, 1), D(2026, 1, 1), D(2035, 12, 31)) == []
    assert time.perf_counter() - started < 1
