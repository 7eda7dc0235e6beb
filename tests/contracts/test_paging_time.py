"""Contract 1.4 and 2.1: `next` is followed as it stands, and the listing moves on with the clock alone."""

import datetime as dt
from typing import Any

import orjson
import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from harrastuspassi.catalogue.models import HobbyEvent
from tests.contracts import calls, clients
from tests.contracts.conftest import ROOT, Ask
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, make_tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


def ids(rows: list[Any]) -> list[int]:
    return [row["id"] for row in rows]


def make_event(**hobby: Any) -> HobbyEvent:
    return HobbyEventFactory(hobby=HobbyFactory(**hobby))


# --- paging: next is followed as it stands ---------------------------------------------------------
def test_next_is_followed_through_all_pages_with_every_filter(ask: Ask, client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://passi.example.fi"
    tree = make_tree({"Liikunta": {}})
    wanted = [make_event(name_fi="Jääpallo & muuta", categories=[tree["Liikunta"]]) for _ in range(23)]
    make_event(name_fi="Jääpallo ilman luokkaa")
    address = f"hobbyevents?{calls.DETAILS}&search=j%C3%A4%C3%A4pallo%20%26&category={tree['Liikunta'].pk}"
    address += f"&{calls.near(calls.HELSINKI)}&page_size=7"
    found, following, pages = ids(ask(address)["results"]), ask(address)["next"], 1
    while following:
        assert following.startswith("https://passi.example.fi/mobile-api/v1/hobbyevents/?")
        assert "page_size=7" in following
        assert following.isascii()
        answer = orjson.loads(client.get(following.removeprefix("https://passi.example.fi")).content)
        found += ids(clients.android_events(answer))
        following, pages = answer["next"], pages + 1
    assert pages == 4
    assert sorted(found) == sorted(event.pk for event in wanted)


def test_favourites_walk_gives_each_hobby_once(ask: Ask, client: Client, settings: Settings) -> None:
    """Section 3: both apps fetch every page and filter on the phone. Many start at the same moment."""
    made = [HobbyEventFactory().pk for _ in range(11)]
    answer = ask(f"{calls.IOS_FAVOURITES}&page_size=4")
    found = ids(answer["results"])
    while answer["next"]:
        answer = orjson.loads(client.get(answer["next"].removeprefix(settings.PUBLIC_URL)).content)
        found += ids(clients.android_events(answer))
    assert sorted(found) == made


def test_previous_leads_back(ask: Ask, client: Client, settings: Settings) -> None:
    HobbyEventFactory.create_batch(5)
    second = ask("hobbyevents/?page_size=2&page=2&search=")
    assert second["previous"].startswith(settings.PUBLIC_URL)
    first = orjson.loads(client.get(second["previous"].removeprefix(settings.PUBLIC_URL)).content)
    assert first["results"] == ask("hobbyevents/?page_size=2")["results"]
    assert first["previous"] is None


def test_a_page_beyond_the_last_is_404(client: Client) -> None:
    response = client.get(f"{ROOT}hobbyevents/?page=2")
    assert response.status_code == 404
    assert list(response.json()) == ["detail"]


# --- time ------------------------------------------------------------------------------------------
def test_the_listing_moves_on_as_events_end_and_at_midnight(ask: Ask, wednesday: time_machine.Traveller) -> None:
    """Nobody saves anything between the looks."""
    hobby = HobbyFactory()
    today = HobbyEventFactory(hobby=hobby, start_date=dt.date(2025, 3, 12))
    tomorrow = HobbyEventFactory(hobby=hobby, start_date=dt.date(2025, 3, 13))
    all_day = HobbyEventFactory(all_day=True, start_date=dt.date(2025, 3, 12))

    def listed_at(day: int, hour: int, minute: int) -> set[int]:
        # Helsinki is two hours ahead of UTC in March.
        wednesday.move_to(dt.datetime(2025, 3, day, hour, minute, tzinfo=dt.UTC) - dt.timedelta(hours=2))
        lists = {frozenset(ids(ask(address)["results"])) for address in (calls.android_list(), calls.IOS_FAVOURITES)}
        (listed,) = lists
        return set(listed)

    assert listed_at(12, 19, 29) == {today.pk, all_day.pk}
    assert listed_at(12, 19, 30) == {tomorrow.pk, all_day.pk}
    assert listed_at(12, 23, 59) == {tomorrow.pk, all_day.pk}
    assert listed_at(13, 0, 0) == {tomorrow.pk}
    assert listed_at(13, 19, 30) == set()
    assert ids(ask(calls.android_events_of(hobby.pk))["results"]) == [today.pk, tomorrow.pk]
    assert ask(calls.ios_events_of(hobby.pk))["results"] == []
