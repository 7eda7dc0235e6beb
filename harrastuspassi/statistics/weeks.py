"""Weeks by name, as ISO 8601 has them: "2026-W47". Days are Helsinki's."""

import datetime as dt

A_WEEK = dt.timedelta(weeks=1)


def week_of(day: dt.date) -> str:
    """The name of the week that a day is in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(week: str) -> dt.date:
    """The first day of a named week. Raises ValueError for what is no name of one."""
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def year_of(week: str) -> int:
    """The statistics year of a week: that in which most of its days are."""
    return int(week[:4])
