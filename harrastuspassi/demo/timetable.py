"""When the demo's hobbies take place."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from harrastuspassi.catalogue.models import Access, Hobby, HobbyEvent, Schedule
from harrastuspassi.catalogue.recurrence import WEEKDAYS
from harrastuspassi.catalogue.schedules import horizon, unsaved_events
from harrastuspassi.catalogue.timing import MIDNIGHT, Period
from harrastuspassi.common import clock
from harrastuspassi.demo.content import CANCELLATIONS

DAY = dt.timedelta(days=1)
PAST_DAYS = 28
LONG_RUNNING, LONG_DAYS = 0.12, 400
"""The share of hobbies that have met each week for a year and more: those of which a year of participation can be."""
HOLIDAYS = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
"""Months and days on which nobody meets."""


class Offering(NamedTuple):
    """A hobby and who may come to its weekly events."""

    hobby: Hobby
    access: Access


def write_timetable(*, offerings: Sequence[Offering], rng: Random) -> int:
    """Writes schedules with their events, most from four weeks ago on, and events of their own. Returns how many.

    About one coming event in fifty is cancelled; one hobby in five has a trial, one in thirty a whole weekend.
    """
    today = clock.local_today()
    schedules = [_schedule(offering, rng, today) for offering in offerings for _ in range(1 + (rng.random() < 0.1))]
    Schedule.objects.bulk_create(schedules)
    _publish_by_first(schedules)
    events = [
        event
        for schedule in schedules
        for event in unsaved_events(schedule=schedule, first=schedule.start_date, last=horizon(today))
    ]
    for hobby, _ in offerings:
        if rng.random() < 0.2:
            events.append(_trial(hobby, rng, today))
        if rng.random() < 0.03:
            events.append(_weekend(hobby, rng, today))
    _cancel_some(events, rng)
    HobbyEvent.objects.bulk_create(events, batch_size=1000)
    return len(events)


def _schedule(offering: Offering, rng: Random, today: dt.date) -> Schedule:
    at_weekend = rng.random() < 0.2
    if at_weekend:
        days, hour = [rng.choice(WEEKDAYS[5:])], rng.randint(10, 14)
    else:
        days, hour = rng.sample(WEEKDAYS[:5], rng.choices([1, 2, 3], weights=[80, 15, 5])[0]), rng.randint(14, 19)
    is_long_running = rng.random() < LONG_RUNNING
    since = today - (LONG_DAYS if is_long_running else rng.randint(0, PAST_DAYS)) * DAY
    start = dt.datetime.combine(since, dt.time(hour, rng.choice([0, 0, 15, 30])))
    end = start + dt.timedelta(minutes=rng.choice([45, 60, 60, 75, 90, 90, 120]))
    return Schedule(
        hobby=offering.hobby,
        access=offering.access,
        rrule=f"FREQ=WEEKLY;BYDAY={days[0]}" if is_long_running else _rule(sorted(days, key=WEEKDAYS.index), rng),
        start_date=start.date(),
        start_time=start.time(),
        end_time=end.time(),
        exdates=[dt.date(today.year + n, *day).isoformat() for n in (-1, 0, 1) for day in HOLIDAYS],
        expanded_to=horizon(today),
    )


def _publish_by_first(schedules: Sequence[Schedule]) -> None:
    """Whatever meets was published a week before it first did."""
    for schedule in schedules:
        by = clock.instant(schedule.start_date, MIDNIGHT) - 7 * DAY
        schedule.hobby.published_at = min(schedule.hobby.published_at or by, by)
    Hobby.objects.bulk_update({schedule.hobby for schedule in schedules}, ["published_at"], batch_size=500)


def _rule(days: list[str], rng: Random) -> str:
    by_day = ",".join(days)
    return rng.choices(
        [
            f"FREQ=WEEKLY;BYDAY={by_day}",
            f"FREQ=WEEKLY;INTERVAL=2;BYDAY={by_day}",
            f"FREQ=WEEKLY;BYDAY={by_day};COUNT={10 * len(days)}",
            f"FREQ=MONTHLY;BYDAY={rng.randint(1, 4)}{days[0]}",
        ],
        weights=[80, 8, 7, 5],
    )[0]


def _trial(hobby: Hobby, rng: Random, today: dt.date) -> HobbyEvent:
    date, hour = today + rng.randint(1, 60) * DAY, rng.randint(14, 18)
    period = Period(date, dt.time(hour), date, dt.time(hour + 1))
    return HobbyEvent(hobby=hobby, access=Access.TRIAL, **period.event_columns())


def _weekend(hobby: Hobby, rng: Random, today: dt.date) -> HobbyEvent:
    saturday = today + (5 - today.weekday()) % 7 * DAY + rng.randint(1, 8) * 7 * DAY
    period = Period(saturday, MIDNIGHT, saturday + DAY, MIDNIGHT)
    return HobbyEvent(hobby=hobby, access=Access.OPEN, **period.event_columns())


def _cancel_some(events: Sequence[HobbyEvent], rng: Random) -> None:
    now = clock.now()
    for event in events:
        if event.starts_at > now and rng.random() < 0.02:
            event.cancelled_at = now
            event.is_edited = event.schedule is not None
            for column, text in rng.choice(CANCELLATIONS).columns("cancellation_reason").items():
                setattr(event, column, text)
