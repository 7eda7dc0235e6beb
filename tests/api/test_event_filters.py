"""Filters by when, on both faces. Today is Monday 1 June 2026, and it is noon in Helsinki."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from tests.api.asking import FACES, MOBILE, V1, ids, ok, refused, rows
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("face", FACES)]


@pytest.fixture(autouse=True)
def monday_noon() -> Iterator[None]:
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False):
        yield


def june(day: int) -> dt.date:
    """A date in June 2026; the 1st, 8th ... are Mondays."""
    return dt.date(2026, 6, day)


def event(day: int, start: str = "18:00", end: str = "19:30", **columns: Any) -> HobbyEvent:
    """An event in June 2026, of a hobby of its own unless one is given."""
    end_day = columns.pop("until", day + (end < start))
    made: HobbyEvent = HobbyEventFactory(
        start_date=june(day),
        end_date=june(end_day),
        start_time=dt.time.fromisoformat(start),
        end_time=dt.time.fromisoformat(end),
        **columns,
    )
    return made


def found(face: str, **params: Any) -> list[int]:
    """Ids of the events that hobbyevents/ gives, ascending; hobbies/ must give their hobbies."""
    events = rows(face, "hobbyevents", params)
    assert sorted(ids(face, "hobbies", params)) == sorted(row["hobby"] for row in events)
    return sorted(row["id"] for row in events)


def of(*events: HobbyEvent) -> list[int]:
    """Their ids, ascending."""
    return sorted(row.pk for row in events)


def weekly(*days: int, **columns: Any) -> tuple[Hobby, list[HobbyEvent]]:
    """A hobby with events on these days of June."""
    hobby: Hobby = HobbyFactory()
    return hobby, [event(day, hobby=hobby, **columns) for day in days]


def test_a_hobby_appears_once_with_its_earliest_coming_event(face: str) -> None:
    _, events = weekly(10, 3, 17)
    assert found(face) == of(events[1])


def test_a_monday_and_wednesday_hobby_asked_for_on_wednesday_shows_wednesdays_event(face: str) -> None:
    hobby, (monday, wednesday, *_) = weekly(8, 10, 15, 17)
    assert found(face) == of(monday)
    assert found(face, start_weekday=1) == of(monday)
    assert found(face, start_weekday=3) == of(wednesday)
    assert found(face, start_weekday=[3, 5]) == of(wednesday)
    assert found(face, start_weekday=5) == []
    assert ids(face, "hobbies", {"start_weekday": 3}) == [hobby.pk]


def test_event_filters_must_hold_in_one_and_the_same_event(face: str) -> None:
    hobby = HobbyFactory()
    event(8, "10:00", "11:00", hobby=hobby)
    event(10, "18:00", "19:00", hobby=hobby, access="trial")
    assert found(face, start_weekday=1, start_time_from="17:00") == []
    assert found(face, start_weekday=1, access="trial") == []
    assert ids(face, "hobbies", {"start_weekday": 1, "access": "trial"}) == []
    assert len(found(face, start_weekday=3, access="trial", start_time_from="17:00")) == 1


def test_an_all_day_event_counts_for_every_weekday_it_covers(face: str) -> None:
    week = event(2, "00:00", "00:00", until=8)
    weekend = event(6, "00:00", "00:00", until=7)
    evening = event(6, until=7, end="12:00")
    for weekday in range(1, 8):
        on_weekend = {6: [weekend, evening], 7: [weekend]}.get(weekday, [])
        assert found(face, start_weekday=weekday) == of(week, *on_weekend)
    assert found(face, start_weekday=list(range(1, 8))) == of(week, weekend, evening)


def test_time_of_day_is_of_the_start_and_inclusive(face: str) -> None:
    morning, evening, late = event(2, "09:00"), event(2, "18:00"), event(2, "23:30", "00:30")
    all_day = event(2, "00:00", "00:00")
    assert found(face, start_time_from="18:00") == of(evening, late, all_day)
    assert found(face, start_time_from="18:01") == of(late, all_day)
    assert found(face, start_time_to="18:00") == of(morning, evening, all_day)
    assert found(face, start_time_to="17:59") == of(morning, all_day)
    assert found(face, start_time_from="09:00", start_time_to="09:00") == of(morning, all_day)
    assert found(face, start_time_from="10:00", start_time_to="17:00") == of(all_day)
    night = event(2, "00:00", "02:00")
    assert found(face, start_time_to="08:00") == of(night, all_day)
    assert found(face, start_time_from="10:00", start_time_to="17:00") == of(all_day)


def test_0000_to_2359_is_any_time(face: str) -> None:
    _, (event_of_midnight,) = weekly(2, start="23:59", end="00:30")
    second_before = event(2, "23:59:59", "00:30")
    for end in ("23:59", "23:59:00", "23:59:59"):
        assert found(face, start_time_from="00:00", start_time_to=end) == of(event_of_midnight, second_before)
    # "Any time" narrows nothing: a hobby without events is still on offer.
    alone = HobbyFactory()
    assert alone.pk in ids(face, "hobbies", {"start_time_from": "00:00", "start_time_to": "23:59"})


def test_a_from_after_the_to_spans_midnight(face: str) -> None:
    late, early, noon, all_day = (
        event(2, "23:00", "23:30"),
        event(2, "01:00"),
        event(2, "12:00"),
        event(2, "00:00", "00:00"),
    )
    assert found(face, start_time_from="22:00", start_time_to="02:00") == of(late, early, all_day)
    assert found(face, start_time_from="02:00", start_time_to="22:00") == of(noon, all_day)
    assert found(face, start_time_from="23:01", start_time_to="00:59") == of(all_day)


def test_a_bound_to_the_minute_includes_its_seconds(face: str) -> None:
    odd = event(2, "18:00:30", "19:00")
    assert found(face, start_time_to="18:00") == found(face, start_time_to="18:00:30") == of(odd)
    assert found(face, start_time_to="18:00:29") == found(face, start_time_from="18:00:31") == []


def test_a_period_is_met_by_overlap(face: str) -> None:
    camp, short, night = event(5, until=10, end="12:00"), event(12), event(12, "22:00", "02:00")
    assert found(face, period_start="2026-06-06", period_end="2026-06-07") == of(camp)
    assert found(face, period_start="2026-06-10", period_end="2026-06-10") == of(camp)
    assert found(face, period_start="2026-06-11", period_end="2026-06-11") == []
    assert found(face, period_end="2026-06-05") == of(camp)
    assert found(face, period_end="2026-06-04") == []
    assert found(face, period_start="2026-06-12") == of(short, night)
    assert found(face, period_start="2026-06-13") == of(night)
    assert found(face, period_start="0001-01-01", period_end="9999-12-31") == of(camp, short, night)


def test_the_coming_event_shown_is_the_first_in_the_period(face: str) -> None:
    _, (_, second, _) = weekly(3, 10, 17)
    assert found(face, period_start="2026-06-04", period_end="2026-06-30") == of(second)


def test_a_period_that_ends_before_it_starts(face: str) -> None:
    event(5)
    params = {"period_start": "2026-06-10", "period_end": "2026-06-01"}
    if face == V1:
        assert refused("hobbies/", params) == refused("hobbyevents/", params) == {"period_end"}
    else:
        assert found(face, **params) == []


def test_access_repeats(face: str) -> None:
    open_, trial, course = (event(2, access=access) for access in ("open", "trial", "course"))
    assert found(face, access="trial") == of(trial)
    assert found(face, access=["open", "course"]) == of(open_, course)


def test_without_hobby_only_coming_events_are_shown_whatever_exclude_past_events_says(face: str) -> None:
    past, running, coming = event(1, "10:00", "12:00"), event(1, "11:00", "13:00"), event(2)
    without_events = HobbyFactory()
    for value in ("true", "false"):
        events = rows(face, "hobbyevents", {"exclude_past_events": value})
        assert sorted(row["id"] for row in events) == of(running, coming)
    assert sorted(ids(face, "hobbies", {"exclude_past_events": "true"})) == sorted([running.hobby_id, coming.hobby_id])
    everything = sorted([past.hobby_id, running.hobby_id, coming.hobby_id, without_events.pk])
    assert sorted(ids(face, "hobbies")) == sorted(ids(face, "hobbies", {"exclude_past_events": "false"})) == everything


def test_a_cancelled_event_is_not_the_coming_one(face: str) -> None:
    hobby = HobbyFactory()
    event(2, hobby=hobby, cancelled=True)
    second = event(9, hobby=hobby)
    event(3, cancelled=True)
    assert ids(face, "hobbyevents") == of(second)
    assert ids(face, "hobbies", {"exclude_past_events": "true"}) == [hobby.pk]


def test_hobby_gives_all_its_events_past_ones_too_and_filters_them(face: str) -> None:
    hobby = HobbyFactory()
    past = event(1, "08:00", "09:00", hobby=hobby)
    coming = [event(day, hobby=hobby) for day in (3, 8, 10)]
    event(3)
    params: dict[str, Any] = {"hobby": hobby.pk}
    assert ids(face, "hobbyevents", params) == [past.pk, *(row.pk for row in coming)]
    assert ids(face, "hobbyevents", params | {"exclude_past_events": "true"}) == [row.pk for row in coming]
    assert ids(face, "hobbyevents", params | {"start_weekday": 1}) == [past.pk, coming[1].pk]
    assert ids(face, "hobbyevents", params | {"period_start": "2026-06-09"}) == [coming[2].pk]
    assert ids(face, "hobbyevents", params | {"price_type": "paid"}) == []
    assert ids(face, "hobbyevents", {"hobby": 2**31 - 1}) == []


def test_a_cancelled_event_of_a_hobby_is_shown_on_v1_and_on_mobile_if_nothing_else_remains(face: str) -> None:
    hobby = HobbyFactory()
    cancelled, taking_place = event(2, hobby=hobby, cancelled=True), event(9, hobby=hobby)
    params: dict[str, Any] = {"hobby": hobby.pk}
    both = [cancelled.pk, taking_place.pk]
    assert ids(face, "hobbyevents", params) == ([taking_place.pk] if face == MOBILE else both)
    assert ids(face, "hobbyevents", params | {"period_end": "2026-06-05"}) == [cancelled.pk]
    taking_place.delete()
    assert ids(face, "hobbyevents", params) == [cancelled.pk]


def test_events_in_order(face: str) -> None:
    second, first, third = event(3, "18:00"), event(3, "17:00"), event(4, "08:00")
    assert (
        ids(face, "hobbyevents")
        == ids(face, "hobbyevents", {"ordering": "start_date"})
        == [first.pk, second.pk, third.pk]
    )
    hobbies = [first.hobby_id, second.hobby_id, third.hobby_id]
    assert ids(face, "hobbies", {"ordering": "start_date"}) == hobbies
    without_events = HobbyFactory()
    assert ids(face, "hobbies", {"ordering": "start_date"}) == [*hobbies, without_events.pk]


def test_the_detail_of_an_event_says_when_in_wall_clock_and_on_v1_in_instants(face: str) -> None:
    made = event(2, "18:00", "19:30")
    body = ok(face, f"hobbyevents/{made.pk}/")
    assert (body["start_date"], body["start_time"]) == ("2026-06-02", "18:00:00")
    assert (body["end_date"], body["end_time"], body["start_weekday"]) == ("2026-06-02", "19:30:00", 2)
    assert body.get("starts_at") == ("2026-06-02T18:00:00+03:00" if face == V1 else None)
    assert body.get("ends_at") == ("2026-06-02T19:30:00+03:00" if face == V1 else None)
