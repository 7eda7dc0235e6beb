"""A first page by start, found among the events of the next days: the same rows, in the same order, as of all."""

import datetime as dt
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue import listing
from harrastuspassi.catalogue.criteria import EventCriteria, HobbyCriteria
from harrastuspassi.catalogue.listing import Listing, Order, PublicList
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.common.prepared import Picked, PreparedRows
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory

pytestmark = [
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://..."),
    pytest.mark.django_db,
]

MORNING, NOON, NEVER = dt.time(9), dt.time(12), dt.time(0)
STARTS = [
    [(0, NOON)],
    [(0, NOON), (0, NOON)],
    [(-1, NOON), (1, MORNING)],
    [(9, NOON), (2, MORNING)],
    [(12, NOON)],
    [(-3, NEVER), (30, NOON)],
    [],
    [(1, MORNING), (0, NOON)],
    [(7, NOON), (3, NEVER)],
    [(-3, MORNING)],
]
"""Days from today and times at which the events of each hobby start; one at midnight lasts for five days."""
CRITERIA = [
    EventCriteria(),
    EventCriteria(weekdays=(5,)),
    EventCriteria(weekdays=(3, 6)),
    EventCriteria(time_from=NOON),
]
NOW = dt.datetime(2026, 6, 3, 4, tzinfo=dt.UTC)
"""A Wednesday, at seven in Finland."""


@pytest.fixture
def hobbies() -> None:
    today = NOW.date()
    for number, starts in enumerate(STARTS):
        hobby = HobbyFactory()
        for days, time in starts:
            date = today + dt.timedelta(days=days)
            end = date + dt.timedelta(days=5 if time == NEVER else 0)
            HobbyEventFactory(hobby=hobby, start_date=date, start_time=time, end_date=end, end_time=dt.time(13))
        if number == 1:
            hobby.events.update(cancelled_at=NOW)
            HobbyEventFactory(hobby=hobby, start_date=today, start_time=NOON, end_date=today, end_time=dt.time(14))
    Hobby.objects.filter(pk=hobby.pk).update(state="archived")


@pytest.mark.parametrize(("events", "column"), [*product(CRITERIA, ["pk", "coming_id"])])
def test_first_pages_are_those_of_all_in_order(
    hobbies: None, monkeypatch: pytest.MonkeyPatch, events: EventCriteria, column: Any
) -> None:
    order = Order(by="start_date", position=None, language="fi")
    asked = Listing(hobbies=HobbyCriteria(), events=events, coming_only=True, order=order, column=column)
    in_order = PublicList(asked, NOW)[0:20]
    assert len(in_order) > 1
    monkeypatch.setattr(listing, "MANY", 0)
    for size in range(1, len(in_order) + 1):
        picked = PublicList(asked, NOW)[0:size]
        assert list(picked) == in_order[:size]
        assert isinstance(picked, Picked)
        model: Any = Hobby if column == "pk" else HobbyEvent
        with CaptureQueriesContext(connection) as queries:
            found = PreparedRows(model.objects.all(), ["pk"]).fetch_picked(picked)
        assert len(queries) == 1
        assert found is not None or size > 1
        assert found is None or [row[0] for row in found] == in_order[:size]
