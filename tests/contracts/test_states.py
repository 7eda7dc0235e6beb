"""DESIGN.md, "Settled", on the mobile face: what lists show, what is read by id, and what is cancelled."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from harrastuspassi.catalogue.models import OrganizerState, PublicationState
from harrastuspassi.common import clock
from tests.contracts import calls
from tests.contracts.conftest import ROOT, Ask
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

READABLE = [PublicationState.PUBLISHED, PublicationState.ARCHIVED]
HIDDEN = [PublicationState.DRAFT, PublicationState.IN_REVIEW, PublicationState.REJECTED]
PAST, COMING = dt.date(2025, 3, 5), dt.date(2025, 3, 13)


def ids(rows: list[Any]) -> list[int]:
    return [row["id"] for row in rows]


def status(client: Client, address: str) -> int:
    return client.get(ROOT + address).status_code


# --- by id -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", READABLE + HIDDEN)
def test_published_and_archived_are_read_by_id_and_nothing_else(client: Client, state: PublicationState) -> None:
    event, promotion = HobbyEventFactory(hobby__state=state), PromotionFactory(state=state)
    expected = 200 if state in READABLE else 404
    assert status(client, calls.android_event(event.pk)) == expected
    assert status(client, calls.ios_event(event.pk)) == expected
    assert status(client, f"hobbies/{event.hobby_id}/") == expected
    assert status(client, f"promotions/{promotion.pk}/") == expected


@pytest.mark.parametrize("state", OrganizerState)
def test_what_a_suspended_or_pending_organizer_has_is_not_there(
    client: Client, ask: Ask, state: OrganizerState
) -> None:
    organizer = OrganizerFactory(state=state)
    event = HobbyEventFactory(hobby__organizer=organizer)
    location, promotion = LocationFactory(organizer=organizer), PromotionFactory(organizer=organizer)
    is_readable = state in (OrganizerState.APPROVED, OrganizerState.ARCHIVED)
    for address in (
        f"hobbyevents/{event.pk}/",
        f"hobbies/{event.hobby_id}/",
        f"promotions/{promotion.pk}/",
        f"locations/{location.pk}/",
        f"organizers/{organizer.pk}/",
    ):
        assert status(client, address) == (200 if is_readable else 404), address
    for address in (calls.ANDROID_FAVOURITES, "hobbies/", calls.web_events_of(event.hobby_id)):
        assert ask(address)["count"] == int(is_readable), address
    assert len(ask("promotions/")) == int(is_readable)


def test_a_past_event_is_read_by_id_and_by_its_hobby(ask: Ask) -> None:
    """Trap 21: Android's detail page dies otherwise."""
    event = HobbyEventFactory(start_date=PAST)
    assert ask(calls.ANDROID_FAVOURITES)["results"] == []
    assert ask(calls.android_event(event.pk))["id"] == event.pk
    assert ids(ask(calls.android_events_of(event.hobby_id))["results"]) == [event.pk]


def test_an_archived_hobby_is_in_no_list_but_its_events_stay_readable(ask: Ask) -> None:
    event = HobbyEventFactory(hobby__state=PublicationState.ARCHIVED)
    assert ask(calls.ANDROID_FAVOURITES)["results"] == []
    assert ask("hobbies/")["results"] == []
    assert ids(ask(calls.android_events_of(event.hobby_id))["results"]) == [event.pk]


def test_an_archived_promotion_is_not_listed(ask: Ask) -> None:
    PromotionFactory(state=PublicationState.ARCHIVED)
    assert ask("promotions/") == []


def test_an_archived_location_is_not_listed_but_read_by_id(ask: Ask) -> None:
    location = LocationFactory(archived_at=clock.now())
    assert ask("locations/") == []
    assert ask(f"locations/{location.pk}/")["id"] == location.pk


@pytest.mark.parametrize("hobby", [{"state": state} for state in HIDDEN], ids=HIDDEN)
def test_hidden_hobbies_are_in_no_list(ask: Ask, hobby: dict[str, Any]) -> None:
    event = HobbyEventFactory(hobby=HobbyFactory(**hobby))
    for address in (calls.ANDROID_FAVOURITES, calls.web_events_of(event.hobby_id), "hobbies/"):
        assert ask(address)["results"] == []


@pytest.mark.parametrize(
    "resource", ["hobbies", "hobbyevents", "hobbycategories", "promotions", "locations", "organizers"]
)
@pytest.mark.parametrize("pk", ["7", "2147483648", "99999999999999999999", "x", "-1"])
def test_an_unknown_id_is_404_as_json(client: Client, resource: str, pk: str) -> None:
    for slash in ("", "/"):
        response = client.get(f"{ROOT}{resource}/{pk}{slash}")
        assert response.status_code == 404
        assert list(response.json()) == ["detail"]


# --- cancelled -------------------------------------------------------------------------------------
def test_lists_omit_cancelled_events(ask: Ask) -> None:
    hobby = HobbyFactory()
    HobbyEventFactory(hobby=hobby, start_date=COMING, cancelled=True)
    later = HobbyEventFactory(hobby=hobby, start_date=COMING + dt.timedelta(7))
    HobbyEventFactory(cancelled=True)
    assert ids(ask(calls.ANDROID_FAVOURITES)["results"]) == [later.pk]
    assert ids(ask(calls.android_list())["results"]) == [later.pk]
    assert ids(ask(calls.android_events_of(hobby.pk))["results"]) == [later.pk]
    assert ids(ask(calls.ios_events_of(hobby.pk))["results"]) == [later.pk]


def test_cancelled_events_stay_with_their_hobby_if_nothing_else_remains(ask: Ask) -> None:
    hobby = HobbyFactory(name_fi="Uinti")
    events = [
        HobbyEventFactory(hobby=hobby, start_date=COMING + dt.timedelta(7 * week), cancelled=True) for week in range(2)
    ]
    for address in (calls.android_events_of(hobby.pk), calls.ios_events_of(hobby.pk)):
        rows = ask(address)["results"]
        assert ids(rows) == [event.pk for event in events]
        assert {row["hobby"]["name"] for row in rows} == {"Peruttu: Uinti"}


def test_nothing_else_remains_among_the_coming_where_those_are_asked(ask: Ask) -> None:
    hobby = HobbyFactory()
    held = HobbyEventFactory(hobby=hobby, start_date=PAST)
    cancelled = HobbyEventFactory(hobby=hobby, start_date=COMING, cancelled=True)
    assert ids(ask(calls.android_events_of(hobby.pk))["results"]) == [held.pk]
    assert ids(ask(calls.ios_events_of(hobby.pk))["results"]) == [cancelled.pk]


def test_a_cancelled_event_read_by_id_says_so(ask: Ask) -> None:
    hobby = HobbyFactory(name_fi="Uinti")
    cancelled = HobbyEventFactory(hobby=hobby, cancelled=True)
    other = HobbyEventFactory(hobby=hobby)
    for address in (calls.android_event(cancelled.pk), calls.ios_event(cancelled.pk)):
        assert ask(address)["hobby"]["name"] == "Peruttu: Uinti"
    assert ask(calls.android_event(other.pk))["hobby"]["name"] == "Uinti"
    assert ask(f"hobbies/{hobby.pk}/")["name"] == "Uinti"
    assert ask(f"hobbyevents/{cancelled.pk}/")["hobby"] == hobby.pk


# --- what a hobby needs to be listed ---------------------------------------------------------------
@pytest.mark.parametrize("parameter", ["", "&exclude_past_events=true", "&exclude_past_events=false"])
def test_only_hobbies_with_a_coming_event_appear(ask: Ask, parameter: str) -> None:
    """Whatever exclude_past_events says."""
    hobby = HobbyFactory()
    HobbyEventFactory(hobby=hobby, start_date=PAST)
    coming = HobbyEventFactory(hobby=hobby, start_date=COMING)
    HobbyEventFactory(start_date=PAST)
    HobbyFactory()
    assert ids(ask(f"hobbyevents/?{calls.DETAILS}{parameter}")["results"]) == [coming.pk]


def test_exclude_past_events_narrows_the_events_of_a_hobby(ask: Ask) -> None:
    hobby = HobbyFactory()
    past = HobbyEventFactory(hobby=hobby, start_date=PAST)
    running = HobbyEventFactory(hobby=hobby, start_date=dt.date(2025, 3, 12), start_time=dt.time(11, 30))
    assert ids(ask(f"hobbyevents/?hobby={hobby.pk}")["results"]) == [past.pk, running.pk]
    assert ids(ask(calls.ios_events_of(hobby.pk))["results"]) == [running.pk]


def test_now_is_cut_to_the_minute(ask: Ask, wednesday: time_machine.Traveller) -> None:
    event = HobbyEventFactory(start_date=dt.date(2025, 3, 12), end_time=dt.time(19, 30, 30))
    minute = event.ends_at.replace(second=0)
    wednesday.move_to(minute + dt.timedelta(seconds=59))
    assert ids(ask(calls.ANDROID_FAVOURITES)["results"]) == [event.pk]
    wednesday.move_to(minute + dt.timedelta(minutes=1))
    assert ask(calls.ANDROID_FAVOURITES)["results"] == []
