"""Months, quarters and years by name: "2026-03", "2026-Q1", "2026". Days are Helsinki's."""

import datetime as dt
import re
from collections.abc import Iterator
from enum import Enum

_NAME = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?", re.ASCII)


class Length(Enum):
    """How long the periods of a table are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def month_name(month: dt.date) -> str:
    """The name of the month that begins on a day."""
    return f"{month:%Y-%m}"


def name_of(month: dt.date, length: Length) -> str:
    """The name of the period of a length that a month is in."""
    if length is Length.YEAR:
        return f"{month:%Y}"
    return month_name(month) if length is Length.MONTH else f"{month:%Y}-Q{(month.month + 2) // 3}"


def year_of(period: str) -> int:
    """The statistics year of a period."""
    return int(period[:4])


def length_of(period: str) -> Length:
    """The length of a named period. Raises ValueError for what is no name of one."""
    found = _NAME.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is no period: 2026, 2026-Q1 and 2026-03 are")
    if found[2]:
        return Length.MONTH
    return Length.QUARTER if found[3] else Length.YEAR


def months_of(period: str) -> list[dt.date]:
    """The first days of a period's months."""
    year, length = year_of(period), length_of(period)
    if length is Length.MONTH:
        return [dt.date(year, int(period[5:]), 1)]
    first, count = (int(period[6:]) * 3 - 2, 3) if length is Length.QUARTER else (1, 12)
    return [dt.date(year, first + number, 1) for number in range(count)]


def next_month(month: dt.date) -> dt.date:
    """The month after one, each by its first day."""
    return (month + dt.timedelta(days=31)).replace(day=1)


def end_of(period: str) -> dt.date:
    """The first day after a period."""
    return next_month(months_of(period)[-1])


def periods_with(month: dt.date) -> list[str]:
    """The month, quarter and year that a month is in."""
    return [name_of(month, length) for length in Length]


def parents(year: int) -> dict[str, str | None]:
    """Every period of a year with the one above it."""
    found: dict[str, str | None] = {f"{year}": None}
    for month in months_of(f"{year}"):
        quarter = name_of(month, Length.QUARTER)
        found.update({quarter: f"{year}", month_name(month): quarter})
    return found


def since(first: dt.date, until: dt.date) -> Iterator[str]:
    """Every period that ends after `first` and by `until`, the shorter ones first."""
    month, names = first.replace(day=1), dict[str, None]()
    while month < until:
        names.update(dict.fromkeys(periods_with(month)))
        month = next_month(month)
    yield from sorted((name for name in names if end_of(name) <= until), key=shorter_first)


def shorter_first(period: str) -> tuple[int, str]:
    """A key to sort periods by: months first, then quarters, then years."""
    return len(months_of(period)), period
