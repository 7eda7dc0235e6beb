"""Schedules and the events they expand to; moving, cancelling and repeating single events.

Whoever writes events of a schedule holds its row's lock, and the unique constraint on (schedule,
original_start_date) decides: an occurrence is written once, whoever runs when and dies where.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db.models import Q

from harrastuspassi.catalogue import recurrence
from harrastuspassi.catalogue.models import Access, Hobby, HobbyEvent, PublicationState, Schedule
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.querysets import public_organizer
from harrastuspassi.catalogue.services import create_event
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput, Refused

DAY = dt.timedelta(days=1)
MAX_DURATION_DAYS = 366
MAX_EXCEPTIONS = 1000
MAX_FURTHER_WEEKS = 50
MAX_REASON_LENGTH = 500
YEAR = 366 * DAY
BATCH = 200
SCHEDULED_COLUMNS = [
    *("start_date", "start_time", "end_date", "end_time", "starts_at", "ends_at", "start_weekday", "weekday_mask"),
    *("access", "cancelled_at", "modified_at"),
]
"""The columns of an event that its schedule decides."""


class ScheduleFields(TypedDict, total=False):
    """What a schedule says; models.Schedule has the meanings."""

    rrule: str
    start_date: dt.date
    start_time: dt.time
    end_time: dt.time
    duration_days: int
    access: Access
    exdates: Iterable[dt.date]
    rdates: Iterable[dt.date]


# --- schedules ----------------------------------------------------------------------------------
def create_schedule(
    *,
    hobby: Hobby,
    rrule: str,
    start_date: dt.date,
    start_time: dt.time,
    end_time: dt.time,
    duration_days: int = 0,
    access: Access = Access.OPEN,
    exdates: Iterable[dt.date] = (),
    rdates: Iterable[dt.date] = (),
) -> Schedule:
    """A new schedule with its events from today to the horizon. Raises InvalidInput naming the field."""
    schedule = Schedule(hobby=hobby)
    _assign(
        schedule,
        rrule=rrule,
        start_date=start_date,
        start_time=start_time,
        end_time=end_time,
        duration_days=duration_days,
        access=access,
        exdates=exdates,
        rdates=rdates,
    )
    today = clock.local_today()
    with publishing() as changes:
        schedule.save()
        changes.add(*_write_missing([schedule], today=today, to=horizon(today)))
    return schedule


def change_schedule(*, schedule: Schedule, **changes: Unpack[ScheduleFields]) -> Schedule:
    """Changes what is given of a schedule, and its coming events with it; returns the schedule as it is now.

    Events that have not begun and were never edited are moved in place. Where a date does not recur
    any more its event is cancelled, not deleted, since phones hold its id, and comes back if the date
    does. Past events and edited ones stay as they are. Raises InvalidInput naming the field.
    """
    now = clock.now()
    today = clock.local_date(now)
    with publishing() as published:
        [locked] = _lock([schedule.pk])
        to = max(horizon(today), locked.expanded_to or today)
        _assign(locked, **changes)
        locked.expanded_to = None
        locked.save()
        published.add(*_realign_events(locked, now=now, to=to))
        published.add(*_write_missing([locked], today=today, to=to))
    return locked


def expand_schedule(*, schedule: Schedule, to: dt.date) -> int:
    """Writes the events that a schedule lacks from today to `to`. Returns how many there were."""
    return _expand([schedule.pk], today=clock.local_today(), to=to)


def expand_due_schedules(*, now: dt.datetime | None = None) -> int:
    """Keeps the schedules of visible hobbies expanded SCHEDULE_HORIZON_DAYS ahead. Returns how many events it wrote.

    May run twice, at once with itself, and die half way: each batch is a transaction, and what is
    left stays due.
    """
    today = clock.local_date(now or clock.now())
    to = horizon(today)
    due = Schedule.objects.filter(
        Q(expanded_to__isnull=True) | Q(expanded_to__lt=to),
        public_organizer("hobby__organizer"),
        hobby__state=PublicationState.PUBLISHED,
    )
    ids = list(due.order_by("id").values_list("id", flat=True))
    return sum(_expand(ids[start : start + BATCH], today=today, to=to) for start in range(0, len(ids), BATCH))


def unsaved_events(*, schedule: Schedule, first: dt.date, last: dt.date) -> list[HobbyEvent]:
    """The events of a schedule from `first` to `last`, not written yet."""
    return [
        HobbyEvent(
            hobby_id=schedule.hobby_id,
            schedule=schedule,
            original_start_date=date,
            access=schedule.access,
            **_period(schedule, date).event_columns(),
        )
        for date in _dates(schedule, first, last)
    ]


def horizon(today: dt.date) -> dt.date:
    """The last date up to which schedules are kept expanded."""
    days: int = settings.SCHEDULE_HORIZON_DAYS
    return today + days * DAY


def _assign(schedule: Schedule, **fields: Unpack[ScheduleFields]) -> None:
    """Sets fields of a schedule, checked together with those it has."""
    for name, value in fields.items():
        setattr(schedule, name, value)
    schedule.rrule = schedule.rrule.upper()
    schedule.exdates, schedule.rdates = (_iso_dates(dates) for dates in (schedule.exdates, schedule.rdates))
    for name in ("exdates", "rdates"):
        if len(getattr(schedule, name)) > MAX_EXCEPTIONS:
            raise _invalid(name, f"Must be at most {MAX_EXCEPTIONS} dates.")
    if not 0 <= schedule.duration_days <= MAX_DURATION_DAYS:
        raise _invalid("duration_days", f"Must be 0 to {MAX_DURATION_DAYS}.")
    if not schedule.duration_days and schedule.end_time < schedule.start_time:
        raise _invalid("end_time", "Must not be before the start, unless duration_days puts it on a later day.")
    _period(schedule, schedule.start_date)
    start = schedule.start_date
    if not any(_dates(schedule, start, start + years * YEAR) for years in (1, 10)):
        raise _invalid("rrule", "It does not occur within ten years of its start.")


def _invalid(field: str, reason: str) -> InvalidInput:
    return InvalidInput(f"{field}: {reason}", fields={field: [reason]})


def _iso_dates(dates: Iterable[dt.date | str]) -> list[str]:
    return sorted({date if isinstance(date, str) else date.isoformat() for date in dates})


def _dates(schedule: Schedule, first: dt.date, last: dt.date) -> list[dt.date]:
    """The dates from `first` to `last` on which a schedule occurs."""
    exdates, rdates = (map(dt.date.fromisoformat, dates) for dates in (schedule.exdates, schedule.rdates))
    return recurrence.dates(recurrence.parse(schedule.rrule), schedule.start_date, exdates, rdates, first, last)


def _period(schedule: Schedule, date: dt.date) -> Period:
    """When a schedule's occurrence of a date takes place."""
    return Period(date, schedule.start_time, date + schedule.duration_days * DAY, schedule.end_time)


def _lock(ids: list[int]) -> list[Schedule]:
    """Schedules as they are now, held until the transaction ends; in order of id, lest two holders deadlock."""
    return list(Schedule.objects.select_for_update().filter(id__in=ids).order_by("id"))


def _expand(ids: list[int], *, today: dt.date, to: dt.date) -> int:
    with publishing() as changes:
        written = _write_missing(_lock(ids), today=today, to=to)
        changes.add(*written)
    return len(written)


def _write_missing(schedules: list[Schedule], *, today: dt.date, to: dt.date) -> list[HobbyEvent]:
    """Writes the events up to `to` that the given schedules, which are locked or new, lack; none of the past."""
    short = [schedule for schedule in schedules if schedule.expanded_to is None or schedule.expanded_to < to]
    rows = HobbyEvent.objects.filter(schedule__in=short, original_start_date__range=(today, to))
    present = set(rows.values_list("schedule_id", "original_start_date"))
    missing = []
    for schedule in short:
        first = max(today, (schedule.expanded_to or dt.date.min) + DAY)
        events = unsaved_events(schedule=schedule, first=first, last=to)
        missing += [event for event in events if (schedule.pk, event.original_start_date) not in present]
        schedule.expanded_to = to
    HobbyEvent.objects.bulk_create(missing, batch_size=500)
    Schedule.objects.filter(id__in=[schedule.pk for schedule in short]).update(expanded_to=to)
    return missing


def _realign_events(schedule: Schedule, *, now: dt.datetime, to: dt.date) -> list[HobbyEvent]:
    """Moves, cancels or brings back the coming events, up to the date `to`, that nobody edited; returns those."""
    recurring = set(_dates(schedule, clock.local_date(now), to))
    changed: list[HobbyEvent] = []
    for event in schedule.events.select_for_update().filter(is_edited=False, starts_at__gt=now):
        if event.original_start_date in recurring:
            period = _period(schedule, event.original_start_date)
            wanted = {**period.event_columns(), "access": schedule.access, "cancelled_at": None}
        else:
            wanted = {"cancelled_at": event.cancelled_at or now}
        if any(getattr(event, name) != value for name, value in wanted.items()):
            for name, value in {**wanted, "modified_at": now}.items():
                setattr(event, name, value)
            changed.append(event)
    HobbyEvent.objects.bulk_update(changed, SCHEDULED_COLUMNS, batch_size=BATCH)
    return changed


# --- single events ------------------------------------------------------------------------------
def move_event(*, event: HobbyEvent, period: Period, access: Access | None = None) -> None:
    """Gives an event another time, and other access if asked. It keeps its id; its schedule moves it no more."""
    changes = {**period.event_columns(), "access": access or event.access}
    _edit(event, changes)


def cancel_event(*, event: HobbyEvent, reason_fi: str = "", reason_sv: str = "", reason_en: str = "") -> None:
    """Cancels an event, or gives a cancelled one another reason. It stays readable, and its schedule leaves it so."""
    reasons = {"reason_fi": reason_fi, "reason_sv": reason_sv, "reason_en": reason_en}
    for name, reason in reasons.items():
        if len(reason) > MAX_REASON_LENGTH:
            raise _invalid(name, f"Must be at most {MAX_REASON_LENGTH} characters long.")
    changes = {f"cancellation_{name}": reason.strip() for name, reason in reasons.items()}
    _edit(event, {"cancelled_at": event.cancelled_at or clock.now(), **changes})


def _edit(event: HobbyEvent, changes: dict[str, Any]) -> None:
    with publishing() as published:
        for name, value in {**changes, "is_edited": event.schedule_id is not None}.items():
            setattr(event, name, value)
        event.save(update_fields=[*changes, "is_edited", "modified_at"])
        published.add(event)


def repeat_weekly(*, event: HobbyEvent, count: int) -> list[HobbyEvent]:
    """Makes `count` (0 to 50) further events, each a week after the one before by the wall clock.

    They are events of their own, without a schedule: the contract's clients want all of them at once,
    beyond any horizon, and then move and delete them one by one. Raises InvalidInput for
    `recurrency_count`, and Refused where a schedule repeats the event already.
    """
    if not 0 <= count <= MAX_FURTHER_WEEKS:
        raise _invalid("recurrency_count", f"Must be 0 to {MAX_FURTHER_WEEKS}.")
    if event.schedule_id is not None:
        raise Refused("A schedule repeats this event.", code="has_schedule")
    weeks = [week * 7 * DAY for week in range(1, count + 1)]
    periods = [
        Period(event.start_date + shift, event.start_time, event.end_date + shift, event.end_time) for shift in weeks
    ]
    with publishing():
        return [create_event(hobby=event.hobby, period=period, access=Access(event.access)) for period in periods]
