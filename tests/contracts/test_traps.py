"""Contract 1 and 5: what every answer keeps to, and the traps that fit no single resource."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import pytest
from django.test import Client
from pytest_django import Settings

from harrastuspassi.catalogue.models import HobbyEvent, Promotion
from tests.contracts import calls, clients
from tests.contracts.conftest import ROOT, Ask
from tests.contracts.shapes import PICTURE, swedish_only
from tests.factories.catalogue import (
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
    make_tree,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

PAGED = ["hobbies", "hobbyevents"]
BARE = ["hobbycategories", "promotions", "locations", "organizers"]
REPOSITORY = Path(__file__).parents[2]
ORIGIN = "https://hallinta.example.fi"


@pytest.fixture
def event() -> HobbyEvent:
    """One of each resource."""
    hobby = HobbyFactory(categories=[HobbyCategoryFactory()])
    PromotionFactory(organizer=hobby.organizer, location=hobby.location)
    return HobbyEventFactory(hobby=hobby)


def get(client: Client, address: str, **headers: str) -> Any:
    return client.get(ROOT + address, headers=headers)


# --- 1.1: where it is served -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "prefix", ["/mobile-api", "/api", "/mobile-api/pre1", "/mobile-api/pre2", "/api/pre1", "/api/pre2"]
)
def test_other_versions_and_unversioned_addresses_are_404(client: Client, event: HobbyEvent, prefix: str) -> None:
    """Trap 27."""
    for address in ("/hobbyevents/", "/hobbyevents", "/hobbies/", f"/hobbyevents/{event.pk}/", "/promotions/"):
        assert client.get(prefix + address).status_code == 404


@pytest.mark.parametrize("resource", PAGED)
@pytest.mark.usefixtures("event")
def test_these_are_pages(ask: Ask, resource: str) -> None:
    """1.4 and trap 1."""
    answer = ask(f"{resource}/")
    assert set(answer) == {"count", "next", "previous", "results"}
    assert (answer["count"], answer["next"], answer["previous"], len(answer["results"])) == (1, None, None, 1)


@pytest.mark.parametrize("resource", BARE)
@pytest.mark.usefixtures("event")
def test_these_are_bare_arrays(ask: Ask, resource: str) -> None:
    """1.4 and trap 1; `page` and `page_size` do not change it."""
    answer = ask(f"{resource}/")
    assert isinstance(answer, list)
    assert answer
    assert ask(f"{resource}/?page=9&page_size=1") == answer


# --- 1.2: headers ----------------------------------------------------------------------------------
@pytest.mark.parametrize("accept", [None, "*/*", "text/html,application/xhtml+xml;q=0.9", "image/png", "nonsense"])
@pytest.mark.usefixtures("event")
def test_json_whatever_is_accepted(client: Client, accept: str | None) -> None:
    for resource in PAGED + BARE:
        response = get(client, f"{resource}/?format=xml", **({"accept": accept} if accept else {}))
        assert response.status_code == 200
        assert response["Content-Type"] == "application/json"
        orjson.loads(response.content)


@pytest.mark.parametrize(
    "authorization",
    ["Bearer garbage", "Bearer", "Bearer eyJhbGciOiJub25lIn0.e30.", "Token 0123456789abcdef", "Basic Og==", "x", ""],
)
@pytest.mark.usefixtures("event")
def test_reads_do_not_look_at_authorization(client: Client, authorization: str) -> None:
    """Trap 14: GET is open under the whole root, also to a token that has run out."""
    for resource in PAGED + BARE:
        assert get(client, f"{resource}/", authorization=authorization).content == get(client, f"{resource}/").content


@pytest.mark.parametrize("language", ["sv", "en-GB,en;q=0.9", "sv-FI, fi;q=0.1", "*"])
@pytest.mark.usefixtures("event")
def test_accept_language_is_ignored(client: Client, language: str) -> None:
    for address in [
        calls.ios_front(),
        calls.CATEGORIES,
        calls.ios_promotions(),
        *(f"{name}/" for name in PAGED + BARE),
    ]:
        assert get(client, address, accept_language=language).content == get(client, address).content
        assert "accept-language" not in get(client, address).headers.get("Vary", "").lower()


def test_gzip_is_understood(client: Client, ask: Ask) -> None:
    PromotionFactory.create_batch(5)
    response = get(client, "promotions/", accept_encoding="gzip")
    assert response["Content-Encoding"] == "gzip"
    assert orjson.loads(gzip.decompress(response.content)) == ask("promotions/")


# --- 1.3 and trap 12: CORS, the reading half --------------------------------------------------------
@pytest.mark.parametrize(
    "address", ["hobbies/", "hobbies/7/", "hobbyevents/?page=99", "promotions/?editable_only=true"]
)
def test_the_web_ui_may_read_answers_and_errors(client: Client, address: str) -> None:
    response = get(client, address, origin=ORIGIN, authorization="Bearer x")
    assert response["Access-Control-Allow-Origin"] in ("*", ORIGIN)


def test_the_web_uis_preflight_passes(client: Client) -> None:
    response = client.options(
        f"{ROOT}hobbies/",
        headers={
            "origin": ORIGIN,
            "access-control-request-method": "GET",
            "access-control-request-headers": "authorization,content-type",
        },
    )
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] in ("*", ORIGIN)
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert {"authorization", "content-type"} <= set(response["Access-Control-Allow-Headers"].split(", "))


# --- 1.5: errors -----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["hobbyevents/7/", "hobbyevents/?page=99", "nothing/", "hobbies/x", "?"])
def test_errors_have_the_old_shape(client: Client, address: str) -> None:
    """iOS decodes the body of an error as a page without results."""
    response = get(client, address)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"
    (detail,) = response.json().items()
    assert detail[0] == "detail"
    assert isinstance(detail[1], str)


# --- trap 4: the slash -----------------------------------------------------------------------------
def test_reads_without_the_slash_are_answered_in_place_with_their_query(client: Client, event: HobbyEvent) -> None:
    rows = {
        "hobbies": event.hobby_id,
        "hobbyevents": event.pk,
        "promotions": Promotion.objects.get().pk,
        "locations": event.hobby.location_id,
        "organizers": event.hobby.organizer_id,
        "hobbycategories": event.hobby.categories.get().pk,
    }
    for resource, pk in rows.items():
        for address in (resource, f"{resource}/{pk}"):
            slashless = get(client, f"{address}?include=hobby_detail&include=location_detail&search=&lang=sv")
            assert slashless.status_code == 200
            slashed = get(client, f"{address}/?include=hobby_detail&include=location_detail&search=&lang=sv")
            assert slashless.content == slashed.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["benefits", "benefits/", "promotions", "promotions/", "hobbyevents/7"])
def test_writes_are_never_redirected(client: Client, method: str, address: str) -> None:
    """A redirect loses the body of a POST on both phones."""
    response = getattr(client, method)(ROOT + address, {"promotion": 1}, content_type="application/json")
    assert response.status_code in (401, 404, 405)
    assert "Location" not in response


@pytest.mark.parametrize("public_url", ["http://passi.example.fi", "passi.example.fi", ""])
def test_production_gives_out_https_addresses_only(public_url: str) -> None:
    """Section 3: iOS refuses anything else, for answers and for pictures."""
    environment = os.environ | {"MODE": "production", "SECRET_KEY": "x" * 60, "PUBLIC_URL": public_url}
    command = [sys.executable, "-c", "import harrastuspassi.config.settings"]
    started = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert started.returncode != 0
    assert "PUBLIC_URL" in started.stderr


# --- trap 2: ids -----------------------------------------------------------------------------------
@pytest.mark.usefixtures("event")
def test_ids_are_32_bit_integers_above_the_old_backends(ask: Ask) -> None:
    for resource in PAGED + BARE:
        answer = ask(f"{resource}/")
        for row in answer["results"] if resource in PAGED else answer:
            assert isinstance(row["id"], int)
            assert 1_000_001 <= row["id"] < 2**31


# --- traps 6 and 7: pictures, null and absent -------------------------------------------------------
def test_picture_addresses_are_absolute_encoded_and_short(ask: Ask, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://passi.example.fi"
    event = HobbyEventFactory(hobby=HobbyFactory(cover_image=f"hobbies/{PICTURE}"))
    PromotionFactory(cover_image=f"promotions/{PICTURE}")
    addresses = {
        "hobbies": clients.web_hobby(ask(f"hobbies/{event.hobby_id}/"))["cover_image"],
        "promotions": clients.ios_promotions(ask(calls.ios_promotions()))[0]["cover_image"],
    }
    assert clients.ios_event(ask(calls.ios_event(event.pk)))["hobby"]["cover_image"] == addresses["hobbies"]
    for folder, address in addresses.items():
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "passi.example.fi", "", "")
        assert unquote(parts.path) == f"/media/{folder}/{PICTURE}"
        assert "/media/" in address
        assert len(address) < 300


def test_without_a_picture_the_key_is_there_and_null(ask: Ask, event: HobbyEvent) -> None:
    rows = [ask(calls.android_event(event.pk))["hobby"], ask(f"hobbies/{event.hobby_id}/"), ask("promotions/")[0]]
    for row in rows:
        assert row["cover_image"] is None


def test_what_is_missing_is_null_and_never_absent(ask: Ask) -> None:
    """The same keys, full or empty."""
    nowhere = LocationFactory(latitude=None, longitude=None, municipality=None)
    full, empty = HobbyEventFactory(), HobbyEventFactory(hobby=HobbyFactory(organizer=None, location=nowhere))
    rows = [ask(calls.android_event(event.pk)) for event in (full, empty)]
    assert set(rows[0]) == set(rows[1])
    assert set(rows[0]["hobby"]) == set(rows[1]["hobby"])
    assert set(rows[0]["hobby"]["location"]) == set(rows[1]["hobby"]["location"])
    bare = rows[1]["hobby"]
    nulls = [bare["organizer"], bare["municipality"], bare["location"]["coordinates"], bare["location"]["municipality"]]
    assert nulls == [None] * 4
    unplaced = PromotionFactory(location=None)
    (row,) = ask("promotions/")
    assert (row["id"], row["location"], row["municipality"]) == (unplaced.pk, None, None)


# --- traps 15 and 16: what must not fail ------------------------------------------------------------
@pytest.mark.parametrize(
    "query",
    [
        "ordering=nearest&near_latitude=0.0&near_longitude=0.0",
        "ordering=nearest&ordering=nearest&near_latitude=60.2&near_longitude=24.9",
        "ordering=nearest&ordering=start_date",
        "ordering=nearest",
        "ordering=nearest&near_latitude=60.2",
        "ordering=nearest&near_latitude=&near_longitude=",
        "ordering=nearest&near_latitude=nan&near_longitude=inf",
        "ordering=nearest&near_latitude=91&near_longitude=181",
        "ordering=distance",
        "max_distance=45",
        "search=",
        "search=%00",
        "search=%25%5F%5C%27%22",
        "search=%E4%F6&search=%ED%A0%80",
        "start_time_from=&start_time_to=",
        "start_time_from=00:00&start_time_to=24:00",
        "start_weekday=0&start_weekday=8&start_weekday=Monday",
        "category=&category=abc&category=99999999999",
        "price_type=&price_type=cheap",
        "page=&page_size=",
        "page=0&page_size=0",
        "page=x&page_size=100000",
        "hobby=&include=&include=everything",
        "exclude_past_events=1&usable_only=yes&editable_only=",
        "tennis&=&&x=1&include",
    ],
)
@pytest.mark.usefixtures("event")
def test_no_parameter_is_mandatory_and_none_fails(ask: Ask, query: str) -> None:
    """Trap 19: an `&` in Android's search cuts the query. What cannot be understood is left out of account."""
    for resource in PAGED + BARE:
        answer = ask(f"{resource}/?{query}")
        found = answer["results"] if resource in PAGED else answer
        is_other_search = "search=%25" in query or "search=%E4" in query
        assert len(found) == (0 if is_other_search and resource != "hobbycategories" else 1)


@pytest.mark.parametrize("text", ["jalkapallo & tennis", "jalkapallo&tennis", "jalkapallo&page=2&hobby=1x"])
def test_an_unescaped_ampersand_cuts_the_search(ask: Ask, text: str) -> None:
    wanted = HobbyEventFactory(hobby=HobbyFactory(name_fi="Jalkapallo"))
    HobbyEventFactory(hobby=HobbyFactory(name_fi="Tennis"))
    address = calls.android_search(text).replace("page=2", "page=1")
    assert [row["id"] for row in clients.android_events(ask(address))] == [wanted.pk]


def test_an_unescaped_hash_cuts_all_that_follows(ask: Ask) -> None:
    """The phone's HTTP library drops it; what is left has no include, no position and no page size."""
    wanted = HobbyEventFactory(hobby=HobbyFactory(name_fi="Tennis #1"))
    HobbyEventFactory()
    sent, _, _ = calls.android_search("tennis #1").partition("#")
    answer = ask(sent)
    assert [(row["id"], row["hobby"]) for row in answer["results"]] == [(wanted.pk, wanted.hobby_id)]


def test_a_search_per_key_press_is_not_throttled(client: Client, event: HobbyEvent) -> None:
    typed = event.hobby.name_fi
    for _ in range(5):
        for length in range(1, len(typed) + 1):
            assert get(client, calls.android_search(typed[:length])).status_code == 200


# --- traps 22 and 23: texts -------------------------------------------------------------------------
def test_no_text_is_null_or_blank_for_want_of_finnish(ask: Ask) -> None:
    location = LocationFactory(name_fi="", name_sv="Hallen", name_en="")
    event = HobbyEventFactory(hobby=HobbyFactory(**swedish_only(), location=location))
    hobby = ask(calls.android_event(event.pk))["hobby"]
    assert hobby["name"] == "Segling för barn"
    assert hobby["description"] == "Vi seglar på fredagar."
    assert hobby["location"]["name"] == "Hallen"


# --- trap 29: the order of coordinates --------------------------------------------------------------
def test_coordinates_are_longitude_first_everywhere(ask: Ask) -> None:
    location = LocationFactory(latitude=60.5, longitude=24.5)
    event = HobbyEventFactory(hobby=HobbyFactory(location=location, organizer=OrganizerFactory()))
    PromotionFactory(location=location)
    places: list[Callable[[], Any]] = [
        lambda: ask(calls.android_event(event.pk))["hobby"]["location"],
        lambda: ask(f"hobbies/{event.hobby_id}/?include=location_detail")["location"],
        lambda: ask(calls.ios_promotions())[0]["location"],
        lambda: ask("locations/")[0],
    ]
    for place in places:
        assert place()["coordinates"] == {"type": "Point", "coordinates": [24.5, 60.5]}


# --- trap 20 -----------------------------------------------------------------------------------------
def test_a_saved_filter_for_a_hidden_category_still_finds(ask: Ask) -> None:
    tree = make_tree({"Liikunta": {"Palloilu": {}}})
    event = HobbyEventFactory(hobby=HobbyFactory(categories=[tree["Palloilu"]]))
    for category in tree.values():
        category.is_hidden = True
        category.save()
    for category in tree.values():
        rows = ask(calls.ios_list(chosen=f"&category={category.pk}"))["results"]
        assert [row["id"] for row in rows] == [event.pk]
