"""Contract 2.6, the reading half: what the organizer web offers for choice in its forms."""

import pytest

from harrastuspassi.catalogue.models import OrganizerState
from harrastuspassi.common import clock
from tests.contracts import clients
from tests.contracts.conftest import Ask
from tests.factories.catalogue import LocationFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


def test_locations_are_a_bare_array_for_anyone(ask: Ask) -> None:
    made = [LocationFactory(), LocationFactory(latitude=None, longitude=None), LocationFactory(municipality=None)]
    unnamed = LocationFactory(name_fi="", name_sv="Hallen", name_en="", address="", zip_code="", city="")
    LocationFactory(archived_at=clock.now())
    rows = {row["id"]: row for row in clients.web_choices(ask("locations/"))}
    assert set(rows) == {location.pk for location in [*made, unnamed]}
    plain, nowhere, outside = (rows[location.pk] for location in made)
    assert plain["coordinates"] == {"type": "Point", "coordinates": [made[0].longitude, made[0].latitude]}
    assert nowhere["coordinates"] is None
    assert outside["municipality"] is None
    assert {rows[unnamed.pk][key] for key in ("address", "zip_code", "city")} == {""}
    assert rows[unnamed.pk]["name"] == "Hallen"


def test_organizers_are_a_bare_array_for_anyone(ask: Ask) -> None:
    made = [OrganizerFactory(name="Ääni ry"), OrganizerFactory(municipality=None)]
    for state in (OrganizerState.PENDING, OrganizerState.SUSPENDED, OrganizerState.ARCHIVED):
        OrganizerFactory(state=state)
    rows = clients.web_choices(ask("organizers/"))
    assert {row["id"] for row in rows} == {organizer.pk for organizer in made}
    assert {row["municipality"] and row["municipality"]["code"] for row in rows} == {"091", None}


@pytest.mark.parametrize("resource", ["locations", "organizers"])
def test_bare_arrays_hold_everything_whatever_page_is_asked(ask: Ask, resource: str) -> None:
    factory = LocationFactory if resource == "locations" else OrganizerFactory
    factory.create_batch(4)
    assert len(ask(f"{resource}/?page_size=2&page=3")) == 4


@pytest.mark.parametrize("resource", ["locations", "organizers"])
def test_a_stranger_may_edit_none(ask: Ask, resource: str) -> None:
    LocationFactory(organizer=OrganizerFactory())
    assert ask(f"{resource}/?editable_only=true") == []
