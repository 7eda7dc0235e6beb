"""From wall clock to instants. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from harrastuspassi.common.clock import instant
from harrastuspassi.common.errors import InvalidInput

MIDNIGHT = dt.time(0)
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2199, 12, 31)
"""Dates outside are refused: an instant near the end of the calendar cannot be computed with."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period in Helsinki wall clock. 00:00 to 00:00 means all day, to the midnight after `end_date`.

    Raises InvalidInput where the end is before the start, or a date is outside EARLIEST ... LATEST.
    """

    start_date: dt.date
    start_time: dt.time
    end_date: dt.date
    end_time: dt.time

    def __post_init__(self) -> None:
        for name, date in (("start_date", self.start_date), ("end_date", self.end_date)):
            if not EARLIEST <= date <= LATEST:
                raise InvalidInput(f"{name} must be between {EARLIEST} and {LATEST}.", fields={name: ["Out of range."]})
        if (self.end_date, self.end_time) < (self.start_date, self.start_time):
            raise InvalidInput("The end is before the start.", fields={"end_date": ["Must not be before the start."]})

    @property
    def is_all_day(self) -> bool:
        """Whether no time of day is meant."""
        return self.start_time == MIDNIGHT and self.end_time == MIDNIGHT

    @property
    def starts_at(self) -> dt.datetime:
        """The first instant, UTC."""
        return instant(self.start_date, self.start_time)

    @property
    def ends_at(self) -> dt.datetime:
        """The instant it is over, UTC; never before `starts_at`, also inside the hour that spring skips."""
        if self.is_all_day:
            return instant(self.end_date + dt.timedelta(days=1), MIDNIGHT)
        return max(self.starts_at, instant(self.end_date, self.end_time))

    @property
    def start_weekday(self) -> int:
        """1 = Monday ... 7 = Sunday."""
        return self.start_date.isoweekday()

    @property
    def weekday_mask(self) -> int:
        """Bit n-1 set for each weekday n it counts for: the start's, or all that an all-day period covers."""
        days = min((self.end_date - self.start_date).days, 6) + 1 if self.is_all_day else 1
        return sum(1 << ((self.start_weekday - 1 + day) % 7) for day in range(days))

    def wall_clock(self) -> dict[str, Any]:
        """The four wall-clock columns."""
        return {
            "start_date": self.start_date,
            "start_time": self.start_time,
            "end_date": self.end_date,
            "end_time": self.end_time,
        }

    def promotion_columns(self) -> dict[str, Any]:
        """Every column of a Promotion that the period decides."""
        return {**self.wall_clock(), "starts_at": self.starts_at, "ends_at": self.ends_at}

    def event_columns(self) -> dict[str, Any]:
        """Every column of a HobbyEvent that the period decides."""
        return {
            **self.promotion_columns(),
            "start_weekday": self.start_weekday,
            "weekday_mask": self.weekday_mask,
        }
