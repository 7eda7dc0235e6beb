"""Writing single events."""

import datetime as dt

import pytest

from harrastuspassi.catalogue.models import Access, CatalogueVersion, HobbyEvent
from harrastuspassi.catalogue.services import create_event
from harrastuspassi.catalogue.timing import Period
from tests.factories.catalogue import HobbyFactory


@pytest.mark.django_db
def test_an_event_is_written_with_all_that_its_period_decides():
    hobby = HobbyFactory()
    period = Period(dt.date(2027, 7, 1), dt.time(18), dt.date(2027, 7, 1), dt.time(19))
    create_event(hobby=hobby, period=period, access=Access.TRIAL)
    event = HobbyEvent.objects.get()
    assert (event.hobby, event.access, event.start_weekday, event.weekday_mask) == (hobby, Access.TRIAL, 4, 8)
    assert event.starts_at == dt.datetime(2027, 7, 1, 15, tzinfo=dt.UTC)
    assert CatalogueVersion.objects.get().number == 1
