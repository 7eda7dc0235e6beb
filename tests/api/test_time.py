"""What is on moves on with the clock, without anyone saving; and 18:00 stays 18:00 across clock changes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.catalogue.schedules import create_schedule, expand_schedule
from tests.api.asking import FACES, V1, ids, ok, rows
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, PromotionFactory

pytestmark = pytest.mark.django_db
each_face = pytest.mark.parametrize("face", FACES)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stands at noon of Wednesday 3 June 2026 in Helsinki; move it with `to`."""
    with time_machine.travel("2026-06-03T12:00:00+03:00", tick=False) as traveller:
        yield traveller


def to(clock: time_machine.Traveller, local: str) -> None:
    """Moves the clock to a time of June 2026 in Helsinki, as "03 19:30:00"."""
    day, time = local.split()
    clock.move_to(f"2026-06-{day}T{time}+03:00")


@each_face
def test_a_weekly_hobby_at_six_is_at_six_before_and_after_both_clock_changes(
    face: str, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-03-01T12:00:00+02:00")
    hobby = HobbyFactory()
    schedule = create_schedule(
        hobby=hobby,
        rrule="FREQ=WEEKLY;UNTIL=20261231",
        start_date=dt.date(2026, 3, 4),
        start_time=dt.time(18),
        end_time=dt.time(19, 30),
    )
    # As a worker would later in the year.
    clock.move_to("2026-08-20T12:00:00+03:00")
    expand_schedule(schedule=schedule, to=dt.date(2026, 12, 31))

    events = rows(face, "hobbyevents", {"hobby": hobby.pk, "page_size": 500})
    assert [row["start_date"] for row in events] == [
        (dt.date(2026, 3, 4) + week * dt.timedelta(days=7)).isoformat() for week in range(44)
    ]
    assert {(row["start_time"], row["end_time"], row["start_weekday"]) for row in events} == {
        ("18:00:00", "19:30:00", 3)
    }
    if face == V1:
        in_winter = {row["start_date"]: row["starts_at"].endswith("T18:00:00+02:00") for row in events}
        in_summer = {row["start_date"]: row["starts_at"].endswith("T18:00:00+03:00") for row in events}
        assert [in_winter[date] for date in ("2026-03-25", "2026-04-01", "2026-10-21", "2026-10-28")] == [
            True,
            False,
            False,
            True,
        ]
        assert all(in_winter[date] != in_summer[date] for date in in_winter)


@each_face
def test_an_event_leaves_the_lists_when_it_ends_and_the_next_takes_its_place(
    face: str, clock: time_machine.Traveller
) -> None:
    first = HobbyEventFactory(start_date=dt.date(2026, 6, 3), start_time=dt.time(18))
    second = HobbyEventFactory(hobby=first.hobby, start_date=dt.date(2026, 6, 10), start_time=dt.time(18))
    for local, coming in (
        ("03 17:59:59", [first.pk]),
        ("03 18:30:00", [first.pk]),
        ("03 19:29:59", [first.pk]),
        ("03 19:30:00", [second.pk]),
        ("10 19:29:59", [second.pk]),
        ("10 19:30:00", []),
    ):
        to(clock, local)
        assert ids(face, "hobbyevents") == coming, local
        assert ids(face, "hobbies", {"exclude_past_events": "true"}) == [first.hobby_id] * bool(coming), local
        of_hobby = {"hobby": first.hobby_id, "exclude_past_events": "true"}
        assert ids(face, "hobbyevents", of_hobby)[:1] == coming, local
        assert ids(face, "hobbyevents", {"hobby": first.hobby_id}) == [first.pk, second.pk]


@each_face
def test_an_all_day_event_ends_at_midnight_in_helsinki(face: str, clock: time_machine.Traveller) -> None:
    event = HobbyEventFactory(all_day=True, start_date=dt.date(2026, 6, 3), end_date=dt.date(2026, 6, 4))
    for local, coming in (("03 23:59:59", True), ("04 23:59:59", True), ("05 00:00:00", False)):
        to(clock, local)
        assert ids(face, "hobbyevents") == [event.pk] * coming, local


@each_face
def test_an_event_across_midnight_stays_until_it_ends(face: str, clock: time_machine.Traveller) -> None:
    event = HobbyEventFactory(start_date=dt.date(2026, 6, 3), start_time=dt.time(23), end_time=dt.time(1))
    for local, coming in (("03 23:59:59", True), ("04 00:00:00", True), ("04 00:59:59", True), ("04 01:00:00", False)):
        to(clock, local)
        assert ids(face, "hobbyevents") == [event.pk] * coming, local


@each_face
def test_promotions_leave_their_list_the_midnight_after_their_last_day(
    face: str, clock: time_machine.Traveller
) -> None:
    promotion = PromotionFactory(
        start_date=dt.date(2026, 6, 3), start_time=dt.time(13), end_date=dt.date(2026, 6, 4), end_time=dt.time(16)
    )

    def seen() -> tuple[bool, bool, bool]:
        """Whether it is listed, not over, usable."""
        return tuple(  # type: ignore[return-value]
            ids(face, "promotions", params) == [promotion.pk]
            for params in ({}, {"exclude_past_events": "true"}, {"usable_only": "true"})
        )

    for local, expected in (
        ("03 12:59:59", (True, True, False)),
        ("03 13:00:00", (True, True, True)),
        ("04 15:59:59", (True, True, True)),
        ("04 16:00:00", (True, False, False)),
        ("04 23:59:59", (True, False, False)),
        ("05 00:00:00", (False, False, False)),
    ):
        to(clock, local)
        assert seen() == expected, local
    assert ok(face, f"promotions/{promotion.pk}/")["id"] == promotion.pk


@each_face
def test_the_order_by_start_is_of_the_events_that_are_left(face: str, clock: time_machine.Traveller) -> None:
    early = HobbyEventFactory(start_date=dt.date(2026, 6, 3), start_time=dt.time(13))
    later = HobbyEventFactory(start_date=dt.date(2026, 6, 5))
    HobbyEventFactory(hobby=early.hobby, start_date=dt.date(2026, 6, 10))
    order = {"ordering": "start_date"}
    assert ids(face, "hobbies", order) == [early.hobby_id, later.hobby_id]
    to(clock, "03 14:30:00")
    assert ids(face, "hobbies", order) == [later.hobby_id, early.hobby_id]


@each_face
def test_answers_hold_for_a_whole_minute(face: str, clock: time_machine.Traveller) -> None:
    """Seconds do not count: an event that ends within a minute is there until the minute is over."""
    event = HobbyEventFactory(start_date=dt.date(2026, 6, 3), start_time=dt.time(18), end_time=dt.time(19, 30, 30))
    for local, coming in (("03 19:30:00", True), ("03 19:30:59", True), ("03 19:31:00", False)):
        to(clock, local)
        assert ids(face, "hobbyevents") == [event.pk] * coming, local


@pytest.mark.parametrize(
    ("date", "start", "end", "starts_at", "ends_at"),
    [
        # 29 March 2026: 03:00 to 04:00 is skipped. 25 October 2026: it is shown twice.
        ((2026, 3, 29), (2, 0), (5, 0), "2026-03-29T02:00:00+02:00", "2026-03-29T05:00:00+03:00"),
        ((2026, 3, 29), (3, 30), (3, 45), "2026-03-29T04:30:00+03:00", "2026-03-29T04:45:00+03:00"),
        ((2026, 10, 25), (2, 0), (5, 0), "2026-10-25T02:00:00+03:00", "2026-10-25T05:00:00+02:00"),
        ((2026, 10, 25), (3, 30), (3, 45), "2026-10-25T03:30:00+03:00", "2026-10-25T03:45:00+03:00"),
        ((2026, 3, 29), (0, 0), (0, 0), "2026-03-29T00:00:00+02:00", "2026-03-30T00:00:00+03:00"),
        ((2026, 10, 25), (0, 0), (0, 0), "2026-10-25T00:00:00+03:00", "2026-10-26T00:00:00+02:00"),
    ],
)
def test_the_night_of_a_clock_change(
    date: tuple[int, int, int], start: tuple[int, int], end: tuple[int, int], starts_at: str, ends_at: str
) -> None:
    event: HobbyEvent = HobbyEventFactory(
        start_date=dt.date(*date), start_time=dt.time(*start), end_date=dt.date(*date), end_time=dt.time(*end)
    )
    body: dict[str, Any] = ok(V1, f"hobbyevents/{event.pk}/")
    assert (body["start_time"], body["end_time"]) == (dt.time(*start).isoformat(), dt.time(*end).isoformat())
    assert (body["starts_at"], body["ends_at"]) == (starts_at, ends_at)
