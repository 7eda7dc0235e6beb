"""Schedules become events, once each, at the same wall-clock time all year, and keep their ids through changes."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from harrastuspassi.catalogue import schedules
from harrastuspassi.catalogue.models import Access, CatalogueVersion, HobbyEvent, Schedule
from harrastuspassi.catalogue.publishing import change_state
from harrastuspassi.catalogue.schedules import (
    cancel_event,
    change_schedule,
    create_schedule,
    expand_due_schedules,
    expand_schedule,
    move_event,
    repeat_weekly,
)
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common.errors import InvalidInput, Refused
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, OrganizerFactory, ScheduleFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2027, 2, 1)
"""The day the clock shows in these tests, eight weeks before the clocks go forward (28 March 2027)."""


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SCHEDULE_HORIZON_DAYS = 28
    with time_machine.travel(dt.datetime(2027, 2, 1, 10, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


def weekly(hobby=None, **fields):
    """A schedule on Mondays 18:00 to 19:30 from today; four weeks ahead make five events."""
    given = {"rrule": "FREQ=WEEKLY", "start_date": MONDAY, "start_time": dt.time(18), "end_time": dt.time(19, 30)}
    return create_schedule(hobby=hobby or HobbyFactory(), **given | fields)


def version():
    return sum(CatalogueVersion.objects.values_list("number", flat=True))


def events_of(schedule):
    return list(schedule.events.order_by("starts_at"))


def days(schedule):
    """The dates of a schedule's events that take place."""
    return [event.start_date for event in events_of(schedule) if not event.is_cancelled]


def mondays(number, first=MONDAY):
    return [first + n * 7 * DAY for n in range(number)]


# --- creating -----------------------------------------------------------------------------------
def test_a_schedule_is_expanded_from_today_to_the_horizon():
    schedule = weekly(start_date=MONDAY - 70 * DAY, access=Access.COURSE, rrule="freq=weekly")
    assert days(schedule) == mondays(5)
    assert schedule.rrule == "FREQ=WEEKLY"
    event = events_of(schedule)[0]
    assert (event.start_time, event.end_time, event.end_date) == (dt.time(18), dt.time(19, 30), MONDAY)
    assert (event.hobby, event.access, event.start_weekday) == (schedule.hobby, Access.COURSE, 1)
    assert event.data_source == "harrastuspassi"


def test_six_in_the_evening_stays_six_across_both_clock_changes(settings):
    settings.SCHEDULE_HORIZON_DAYS = 365
    offsets = {event.start_date: event.starts_at.hour for event in events_of(weekly())}
    assert {event.start_time for event in HobbyEvent.objects.all()} == {dt.time(18)}
    assert (offsets[dt.date(2027, 3, 22)], offsets[dt.date(2027, 3, 29)]) == (16, 15)
    assert (offsets[dt.date(2027, 10, 25)], offsets[dt.date(2027, 11, 1)]) == (15, 16)


def test_an_event_may_end_on_a_later_day():
    event = events_of(weekly(start_time=dt.time(22), end_time=dt.time(2), duration_days=1))[0]
    assert (event.end_date, event.end_time) == (MONDAY + DAY, dt.time(2))
    assert event.ends_at - event.starts_at == dt.timedelta(hours=4)


def test_exceptions_take_away_and_add_events():
    schedule = weekly(exdates=[MONDAY], rdates=[MONDAY + 2 * DAY])
    assert days(schedule) == [MONDAY + 2 * DAY, *mondays(4, MONDAY + 7 * DAY)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rrule": "FREQ=HOURLY"}, "rrule"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rrule"),
        ({"rrule": "FREQ=WEEKLY;COUNT=1", "exdates": [MONDAY]}, "rrule"),
        ({"end_time": dt.time(17, 59)}, "end_time"),
        ({"duration_days": -1}, "duration_days"),
        ({"duration_days": 367}, "duration_days"),
        ({"start_date": dt.date(1999, 12, 31)}, "start_date"),
        ({"exdates": [MONDAY + n * DAY for n in range(1001)]}, "exdates"),
        ({"rdates": [MONDAY + n * DAY for n in range(1001)]}, "rdates"),
    ],
)
def test_wrong_input_is_refused_by_name_and_nothing_is_written(fields, field):
    with pytest.raises(InvalidInput) as refusal:
        weekly(**fields)
    assert list(refusal.value.fields) == [field]
    schedule = weekly()
    before = events_of(schedule)
    with pytest.raises(InvalidInput):
        change_schedule(schedule=schedule, **fields)
    assert Schedule.objects.get() == schedule
    assert Schedule.objects.get().rrule == "FREQ=WEEKLY"
    assert [event.starts_at for event in events_of(schedule)] == [event.starts_at for event in before]


# --- keeping expanded ---------------------------------------------------------------------------
def test_expanding_goes_on_with_the_clock_and_is_idempotent(clock):
    schedule = weekly()
    ids = [event.pk for event in events_of(schedule)]
    assert expand_due_schedules() == 0
    clock.shift(14 * DAY)
    assert expand_due_schedules() == 2
    assert expand_due_schedules() == 0
    assert days(schedule) == mondays(7)
    assert [event.pk for event in events_of(schedule)][:5] == ids


def test_expanding_takes_the_clock_it_is_given():
    schedule = weekly()
    assert expand_due_schedules(now=dt.datetime(2027, 2, 7, 22, tzinfo=dt.UTC)) == 1
    assert days(schedule)[-1] == MONDAY + 35 * DAY


def test_the_catalogue_version_moves_only_with_events(clock):
    weekly(rrule="FREQ=WEEKLY;COUNT=6")
    before = version()
    expand_due_schedules()
    assert version() == before
    clock.shift(7 * DAY)
    expand_due_schedules()
    assert version() == before + 1
    clock.shift(7 * DAY)
    assert expand_due_schedules() == 0
    assert version() == before + 1


def test_only_visible_hobbies_are_kept_expanded():
    for hobby in (
        HobbyFactory(state="draft"),
        HobbyFactory(state="archived"),
        HobbyFactory(organizer=OrganizerFactory(state="suspended")),
    ):
        ScheduleFactory(hobby=hobby)
    without_organizer = ScheduleFactory(hobby=HobbyFactory(organizer=None))
    assert expand_due_schedules() == 4
    assert set(HobbyEvent.objects.values_list("schedule", flat=True)) == {without_organizer.pk}


def test_a_schedule_that_lay_still_makes_no_past_events(clock):
    schedule = weekly(HobbyFactory(state="archived"))
    clock.shift(70 * DAY)
    change_state(item=schedule.hobby, state="published")
    expand_due_schedules()
    assert days(schedule) == [*mondays(5), *mondays(5, MONDAY + 70 * DAY)]


def test_one_schedule_can_be_expanded_further():
    schedule = weekly()
    assert expand_schedule(schedule=schedule, to=MONDAY + 35 * DAY) == 1
    assert expand_schedule(schedule=schedule, to=MONDAY + 34 * DAY) == 0
    assert days(schedule) == mondays(6)


def test_an_occurrence_that_is_there_already_is_not_written_twice():
    schedule = ScheduleFactory(start_date=MONDAY)
    kept = HobbyEventFactory(
        hobby=schedule.hobby, schedule=schedule, original_start_date=MONDAY + 7 * DAY, start_date=MONDAY + 8 * DAY
    )
    assert expand_due_schedules() == 4
    assert days(schedule) == [MONDAY, MONDAY + 8 * DAY, *mondays(3, MONDAY + 14 * DAY)]
    assert HobbyEvent.objects.get(original_start_date=MONDAY + 7 * DAY) == kept


def test_a_worker_that_dies_half_way_leaves_the_rest_due(monkeypatch):
    monkeypatch.setattr(schedules, "BATCH", 1)
    first, second = ScheduleFactory(start_date=MONDAY), ScheduleFactory(start_date=MONDAY)
    begun = []
    unsaved_events = schedules.unsaved_events

    def die_at_the_second(**arguments):
        begun.append(None)
        if len(begun) == 2:
            raise SystemExit
        return unsaved_events(**arguments)

    with monkeypatch.context() as patch:
        patch.setattr(schedules, "unsaved_events", die_at_the_second)
        with pytest.raises(SystemExit):
            expand_due_schedules()
    assert (len(days(first)), len(days(second))) == (5, 0)
    assert expand_due_schedules() == 5
    assert (days(first), days(second)) == (mondays(5), mondays(5))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_occurrence_once():
    made = [ScheduleFactory(start_date=MONDAY) for _ in range(10)]
    before = version()
    barrier = Barrier(2)

    def work(_):
        try:
            barrier.wait(timeout=20)
            return expand_due_schedules()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        written = list(pool.map(work, range(2)))
    assert sorted(written) == [0, 50]
    assert all(days(schedule) == mondays(5) for schedule in made)
    assert version() == before + 1


# --- changing -----------------------------------------------------------------------------------
def test_another_time_moves_coming_events_in_place():
    schedule = weekly()
    before = events_of(schedule)
    changed = change_schedule(
        schedule=schedule, start_time=dt.time(17), end_time=dt.time(18), access=Access.TRIAL, exdates=[]
    )
    after = events_of(schedule)
    assert [event.pk for event in after] == [event.pk for event in before]
    assert {(event.start_time, event.end_time, event.access) for event in after} == {
        (dt.time(17), dt.time(18), Access.TRIAL)
    }
    assert after[0].starts_at == dt.datetime(2027, 2, 1, 15, tzinfo=dt.UTC)
    assert (changed.start_time, changed.rrule) == (dt.time(17), "FREQ=WEEKLY")


def test_dates_that_no_longer_recur_are_cancelled_and_come_back_with_their_ids():
    schedule = weekly()
    ids = {event.start_date: event.pk for event in events_of(schedule)}
    change_schedule(schedule=schedule, rrule="FREQ=WEEKLY;BYDAY=TU")
    assert days(schedule) == mondays(4, MONDAY + DAY)
    cancelled = HobbyEvent.objects.filter(cancelled_at__isnull=False)
    assert {event.start_date: event.pk for event in cancelled} == ids
    change_schedule(schedule=schedule, rrule="FREQ=WEEKLY;BYDAY=MO")
    assert {event.start_date: event.pk for event in events_of(schedule) if not event.is_cancelled} == ids


def test_past_and_begun_events_are_never_touched(clock):
    schedule = weekly()
    clock.move_to(dt.datetime(2027, 2, 8, 16, 30, tzinfo=dt.UTC))
    change_schedule(schedule=schedule, rrule="FREQ=WEEKLY;BYDAY=TH", start_time=dt.time(9), end_time=dt.time(10))
    past, begun = events_of(schedule)[:2]
    assert (past.start_time, past.is_cancelled) == (dt.time(18), False)
    assert (begun.start_time, begun.is_cancelled) == (dt.time(18), False)
    assert days(schedule)[2:] == mondays(4, MONDAY + 10 * DAY)


def test_edited_events_are_left_as_they_are():
    schedule = weekly()
    moved, called_off, plain = events_of(schedule)[:3]
    move_event(event=moved, period=Period(MONDAY + DAY, dt.time(12), MONDAY + DAY, dt.time(13)), access=Access.TRIAL)
    cancel_event(event=called_off, reason_fi="Hiihtoloma")
    change_schedule(schedule=schedule, start_time=dt.time(17), rrule="FREQ=WEEKLY;INTERVAL=2")
    for event in (moved, called_off, plain):
        event.refresh_from_db()
    assert (moved.start_date, moved.start_time, moved.start_weekday) == (MONDAY + DAY, dt.time(12), 2)
    assert (moved.starts_at, moved.access) == (dt.datetime(2027, 2, 2, 10, tzinfo=dt.UTC), Access.TRIAL)
    assert not moved.is_cancelled
    assert (called_off.is_cancelled, called_off.cancellation_reason_fi) == (True, "Hiihtoloma")
    assert (plain.start_time, plain.is_cancelled) == (dt.time(17), False)
    change_schedule(schedule=schedule, rrule="FREQ=WEEKLY")
    called_off.refresh_from_db()
    assert called_off.is_cancelled


def test_events_that_stay_the_same_are_not_marked_as_modified(clock):
    schedule = weekly()
    written_at = events_of(schedule)[0].modified_at
    clock.shift(3600)
    change_schedule(schedule=schedule, exdates=[MONDAY + 7 * DAY])
    modified = [event.start_date for event in events_of(schedule) if event.modified_at != written_at]
    assert modified == [MONDAY + 7 * DAY]


def test_a_change_reaches_events_beyond_the_horizon():
    schedule = weekly()
    expand_schedule(schedule=schedule, to=MONDAY + 70 * DAY)
    change_schedule(schedule=schedule, start_time=dt.time(17), rdates=[MONDAY + 69 * DAY])
    assert {event.start_time for event in events_of(schedule)} == {dt.time(17)}
    assert days(schedule) == sorted([*mondays(11), MONDAY + 69 * DAY])


# --- single events ------------------------------------------------------------------------------
def test_a_single_event_is_moved_and_stays_free_of_schedules():
    event = HobbyEventFactory()
    move_event(event=event, period=Period(MONDAY, dt.time(0), MONDAY + 6 * DAY, dt.time(0)))
    event.refresh_from_db()
    assert (event.weekday_mask, event.is_edited) == (127, False)
    assert event.ends_at == dt.datetime(2027, 2, 7, 22, tzinfo=dt.UTC)


def test_cancelling_says_since_when_and_why(clock):
    event = HobbyEventFactory()
    cancelled_at = dt.datetime(2027, 2, 1, 10, tzinfo=dt.UTC)
    cancel_event(event=event, reason_fi=" Ohjaaja sairastui ", reason_sv="Ledaren är sjuk", reason_en="Coach is ill")
    clock.shift(60)
    cancel_event(event=event, reason_fi="Sali on suljettu")
    event.refresh_from_db()
    assert event.cancelled_at == cancelled_at
    reasons = (event.cancellation_reason_fi, event.cancellation_reason_sv, event.cancellation_reason_en)
    assert reasons == ("Sali on suljettu", "", "")


def test_a_reason_that_does_not_fit_is_refused():
    event = HobbyEventFactory()
    with pytest.raises(InvalidInput) as refusal:
        cancel_event(event=event, reason_sv="x" * 501)
    assert list(refusal.value.fields) == ["reason_sv"]
    event.refresh_from_db()
    assert not event.is_cancelled


def test_further_weekly_events_keep_the_wall_clock():
    first = HobbyEventFactory(
        start_date=dt.date(2027, 3, 22), start_time=dt.time(22), end_time=dt.time(1), access=Access.COURSE
    )
    further = repeat_weekly(event=first, count=2)
    assert [event.start_date for event in further] == [dt.date(2027, 3, 29), dt.date(2027, 4, 5)]
    assert [event.end_date for event in further] == [dt.date(2027, 3, 30), dt.date(2027, 4, 6)]
    assert (first.starts_at.hour, further[0].starts_at.hour) == (20, 19)
    assert {(event.hobby_id, event.access, event.schedule_id) for event in further} == {
        (first.hobby_id, Access.COURSE, None)
    }
    assert HobbyEvent.objects.count() == 3


@pytest.mark.parametrize(("count", "made"), [(0, 0), (1, 1), (50, 50)])
def test_up_to_fifty_further_events_can_be_asked_for(count, made):
    assert len(repeat_weekly(event=HobbyEventFactory(), count=count)) == made
    assert HobbyEvent.objects.count() == made + 1


@pytest.mark.parametrize("count", [-1, 51])
def test_any_other_number_of_further_events_is_refused(count):
    event = HobbyEventFactory()
    with pytest.raises(InvalidInput) as refusal:
        repeat_weekly(event=event, count=count)
    assert list(refusal.value.fields) == ["recurrency_count"]
    assert HobbyEvent.objects.count() == 1


def test_an_event_of_a_schedule_is_not_repeated():
    with pytest.raises(Refused) as refusal:
        repeat_weekly(event=events_of(weekly())[0], count=1)
    assert refusal.value.code == "has_schedule"


@pytest.mark.parametrize(
    "write",
    [
        lambda event: move_event(event=event, period=Period(MONDAY, dt.time(9), MONDAY, dt.time(10))),
        lambda event: cancel_event(event=event),
        lambda event: repeat_weekly(event=event, count=3),
        lambda event: weekly(event.hobby),
    ],
    ids=["move_event", "cancel_event", "repeat_weekly", "create_schedule"],
)
def test_each_write_publishes_once(write):
    event = HobbyEventFactory()
    before = version()
    write(event)
    assert version() == before + 1
