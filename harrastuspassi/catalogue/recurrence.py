"""Recurrence rules (RFC 5545, 3.3.10) by the day: which dates a rule falls on. Pure.

A schedule occurs at most once a date, so a rule is a condition on dates, and walking the days of a
window is all it takes; no rule can run away. dateutil, which the tests compare, looks for a rule that
never occurs until the year 9999, and reads BYDAY=MO,1TU as Mondays that are first Tuesdays.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, groupby, islice
from typing import Any

from harrastuspassi.common.clock import local_date
from harrastuspassi.common.errors import InvalidInput

MAX_LENGTH = 500
MAX_INTERVAL = 366
MAX_COUNT = 1000
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A checked rule; `parse` makes it. Weekdays are 0 (Monday) to 6; empty sets ask nothing.

    `by_day` holds pairs of an ordinal (0 = every) and a weekday. Negative numbers count from the end.
    """

    freq: str
    interval: int = 1
    count: int | None = None
    until: dt.date | None = None
    wkst: int = 0
    by_month: frozenset[int] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_year_day: frozenset[int] = frozenset()
    by_week_no: frozenset[int] = frozenset()
    by_day: frozenset[tuple[int, int]] = frozenset()
    by_set_pos: frozenset[int] = frozenset()


# --- reading ------------------------------------------------------------------------------------
def parse(rrule: str) -> Rule:
    """The rule that an RRULE value (without the property's name) stands for.

    UNTIL is a date; of a date-time only the Helsinki date counts, and occurrences on it are included.
    Raises InvalidInput for field `rrule` where RFC 5545 or the limits above are broken, or where the
    rule speaks of anything finer than a day.
    """
    if not rrule or len(rrule) > MAX_LENGTH:
        raise _invalid(f"Must be 1 to {MAX_LENGTH} characters long.")
    parts: dict[str, str] = {}
    for part in rrule.upper().split(";"):
        name, _, value = part.partition("=")
        if name not in _READERS:
            raise _invalid(f"{name[:20]!r} is not a part that is understood here.")
        if name in parts:
            raise _invalid(f"{name} is given twice.")
        parts[name] = value
    if "FREQ" not in parts:
        raise _invalid("FREQ is missing.")
    fields: dict[str, Any] = {}
    for name, value in parts.items():
        field, read = _READERS[name]
        try:
            fields[field] = read(value)
        except ValueError as error:
            raise _invalid(f"{name}: {error}") from None
    _check_together(parts)
    return Rule(**fields)


def _invalid(reason: str) -> InvalidInput:
    return InvalidInput(f"The recurrence rule is not valid: {reason}", fields={"rrule": [reason]})


def _check_together(parts: dict[str, str]) -> None:
    """Refuses parts that RFC 5545 does not let stand together."""
    freq = parts["FREQ"]
    if "COUNT" in parts and "UNTIL" in parts:
        raise _invalid("COUNT and UNTIL exclude each other.")
    if "BYMONTHDAY" in parts and freq == "WEEKLY":
        raise _invalid("BYMONTHDAY does not go with FREQ=WEEKLY.")
    for name in ("BYYEARDAY", "BYWEEKNO"):
        if name in parts and freq != "YEARLY":
            raise _invalid(f"{name} goes with FREQ=YEARLY only.")
    numbered = re.search(r"\d", parts.get("BYDAY", ""))
    if numbered and (freq not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts):
        raise _invalid("Numbered days go with FREQ=MONTHLY, or YEARLY without BYWEEKNO, only.")
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        raise _invalid("BYSETPOS needs another BY part to choose from.")


def _read_one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return read


def _read_number(highest: int, *, signed: bool = False) -> Callable[[str], int]:
    def read(value: str) -> int:
        pattern = r"[+-]?[0-9]{1,4}" if signed else r"[0-9]{1,4}"
        if not re.fullmatch(pattern, value) or not 1 <= abs(int(value)) <= highest:
            raise ValueError(f"must be 1 to {highest}{f' or -{highest} to -1' if signed else ''}")
        return int(value)

    return read


def _read_numbers(highest: int, *, signed: bool = True) -> Callable[[str], frozenset[int]]:
    read = _read_number(highest, signed=signed)
    return lambda value: frozenset(read(item) for item in value.split(","))


def _read_weekday(value: str) -> int:
    return WEEKDAYS.index(_read_one_of(WEEKDAYS)(value))


def _read_weekdays(value: str) -> frozenset[tuple[int, int]]:
    ordinal = _read_number(53, signed=True)
    return frozenset(
        (ordinal(item[:-2]) if len(item) > 2 else 0, _read_weekday(item[-2:])) for item in value.split(",")
    )


def _read_until(value: str) -> dt.date:
    try:
        if not re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", value):
            raise ValueError
        until = dt.datetime.fromisoformat(value)
        return local_date(until) if until.tzinfo else until.date()
    except (ValueError, OverflowError):
        raise ValueError("must be a date such as 20261231") from None


_READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("freq", _read_one_of(FREQUENCIES)),
    "INTERVAL": ("interval", _read_number(MAX_INTERVAL)),
    "COUNT": ("count", _read_number(MAX_COUNT)),
    "UNTIL": ("until", _read_until),
    "WKST": ("wkst", _read_weekday),
    "BYMONTH": ("by_month", _read_numbers(12, signed=False)),
    "BYMONTHDAY": ("by_month_day", _read_numbers(31)),
    "BYYEARDAY": ("by_year_day", _read_numbers(366)),
    "BYWEEKNO": ("by_week_no", _read_numbers(53)),
    "BYDAY": ("by_day", _read_weekdays),
    "BYSETPOS": ("by_set_pos", _read_numbers(366)),
}


# --- occurring ----------------------------------------------------------------------------------
def dates(
    rule: Rule,
    start_date: dt.date,
    exdates: Iterable[dt.date],
    rdates: Iterable[dt.date],
    first: dt.date,
    last: dt.date,
) -> list[dt.date]:
    """The dates from `first` to `last` on which a rule that starts on `start_date` occurs, ascending, each once.

    `rdates` are added and `exdates` taken away, also from those. As in RFC 5545, COUNT counts dates
    that `exdates` take away, and not those that `rdates` add.
    """
    by_rule = {date for date in _occurrences(_completed(rule, start_date), start_date, first, last) if date >= first}
    added = {date for date in rdates if first <= date <= last}
    return sorted((by_rule | added) - set(exdates))


def _completed(rule: Rule, start: dt.date) -> Rule:
    """The rule with what it leaves open taken from its start date."""
    weekday = frozenset({(0, start.weekday())})
    if rule.freq == "WEEKLY" or rule.by_week_no:
        return replace(rule, by_day=rule.by_day or weekday)
    if rule.freq == "DAILY" or rule.by_day or rule.by_month_day or rule.by_year_day:
        return rule
    by_month = rule.by_month or frozenset({start.month} if rule.freq == "YEARLY" else ())
    return replace(rule, by_month=by_month, by_month_day=frozenset({start.day}))


def _occurrences(rule: Rule, start: dt.date, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The rule's dates from `start` to `last`; where nothing has to be counted, from the period of `first` on."""
    end = min(last, rule.until or last)
    begin = _first_day(rule, start if rule.count else max(start, first))
    found = (day for days in _periods(rule, start, begin, end) for day in _chosen(rule, days) if start <= day <= end)
    return islice(found, rule.count)


def _periods(rule: Rule, start: dt.date, begin: dt.date, end: dt.date) -> Iterator[list[dt.date]]:
    """The days of each period that INTERVAL picks, from the one that begins on `begin` to the one with `end`."""
    offset, last_period = _period(rule, start), _period(rule, end)
    for period, days in groupby((begin + n * DAY for n in count()), key=partial(_period, rule)):
        if period > last_period:
            return
        if (period - offset) % rule.interval == 0:
            yield list(days)


def _first_day(rule: Rule, day: dt.date) -> dt.date:
    """The first day of the period that a day is in."""
    match rule.freq:
        case "YEARLY":
            return day.replace(month=1, day=1)
        case "MONTHLY":
            return day.replace(day=1)
        case "WEEKLY":
            return day - (day.weekday() - rule.wkst) % 7 * DAY
    return day


def _period(rule: Rule, day: dt.date) -> int:
    """A number for the period that a day is in, one more for the next."""
    match rule.freq:
        case "YEARLY":
            return day.year
        case "MONTHLY":
            return day.year * 12 + day.month
        case "WEEKLY":
            return _first_day(rule, day).toordinal() // 7
    return day.toordinal()


def _chosen(rule: Rule, days: list[dt.date]) -> list[dt.date]:
    """The days of one period that the rule's BY parts leave."""
    matching = [day for day in days if _matches(rule, day)]
    if not rule.by_set_pos:
        return matching
    return [day for n, day in enumerate(matching, 1) if rule.by_set_pos & _numbers(n, len(matching))]


def _matches(rule: Rule, day: dt.date) -> bool:
    return (
        (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_day or not rule.by_day.isdisjoint(_weekdays(rule, day)))
        and (not rule.by_month_day or not rule.by_month_day.isdisjoint(_numbers(*_in_month(day))))
        and (not rule.by_year_day or not rule.by_year_day.isdisjoint(_numbers(*_in_year(day))))
        and (not rule.by_week_no or not rule.by_week_no.isdisjoint(_week_numbers(rule, day)))
    )


def _numbers(number: int, total: int, step: int = 1) -> set[int]:
    """The number of something counted from the front, and from the back as a negative number, in steps."""
    return {(number - 1) // step + 1, -((total - number) // step) - 1}


def _in_month(day: dt.date) -> tuple[int, int]:
    return day.day, calendar.monthrange(day.year, day.month)[1]


def _in_year(day: dt.date) -> tuple[int, int]:
    return day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365


def _weekdays(rule: Rule, day: dt.date) -> set[tuple[int, int]]:
    """The pairs of BYDAY that a day answers to; numbered within its month, or its year where no month is named."""
    within = _in_year(day) if rule.freq == "YEARLY" and not rule.by_month else _in_month(day)
    return {(ordinal, day.weekday()) for ordinal in (0, *_numbers(*within, step=7))}


def _week_numbers(rule: Rule, day: dt.date) -> set[int]:
    """The number of a day's week in the year that most of the week is in (ISO 8601, from WKST on)."""
    fourth_day = day - (day.weekday() - rule.wkst) % 7 * DAY + 3 * DAY
    return _numbers(*_in_year(fourth_day), step=7)
