"""Walking a list page by page gives each row once, in one order, whatever is equal among the rows."""

import datetime as dt
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.common.views import ReadViewSet
from api.urls import SHARED, V1_ONLY
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common import clock
from tests.api.asking import CLIENT, FACES, MOBILE, V1, get, ids, ok, refused
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
    make_tree,
)

pytestmark = pytest.mark.django_db
POSITION = {"near_latitude": 60.17, "near_longitude": 24.94}
ROWS = 23


@pytest.fixture
def alike() -> None:
    """23 of everything: some equal in name, start and place, some a little apart, some without coordinates."""
    club = OrganizerFactory(name="Seura")
    places = [
        LocationFactory(name_fi="Halli", latitude=60.2, longitude=24.9),
        LocationFactory(name_fi="Halli", latitude=60.1, longitude=24.9),
        LocationFactory(name_fi="Halli", latitude=None, longitude=None),
    ]
    for number in range(ROWS):
        names = {"name_fi": "Jalkapallo" if number % 4 else "Uinti", "name_sv": "", "name_en": ""}
        place = places[number % 3] if number % 5 else None
        hobby = HobbyFactory(organizer=club, location=place, **names)
        for days in (1, 8):
            HobbyEventFactory(hobby=hobby, start_date=clock.local_today() + dt.timedelta(days=days + number % 2))
        PromotionFactory(organizer=club, location=place, **names)
    for _ in range(ROWS - len(places)):
        LocationFactory(name_fi="Halli", latitude=60.2, longitude=24.9)
    OrganizerFactory.create_batch(ROWS - 1, name="Seura")
    make_tree({"Liikunta": {f"Laji {number % 4} {'x' * number}": {} for number in range(ROWS - 1)}})
    for number in range(ROWS - 1):
        DistrictFactory(municipality=MunicipalityFactory(code=f"{100 + number}"), code="1")
    DistrictFactory()
    AudienceFactory.create_batch(ROWS)


def walk(face: str, resource: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row, by following `next` from the first page."""
    body = ok(face, f"{resource}/", params)
    found, number, count = list(body["results"]), 1, body["count"]
    assert body["previous"] is None
    while body["next"]:
        assert body["next"].startswith(f"{settings.PUBLIC_URL}{face}{resource}/?")
        previous_query = urlsplit(body["next"])
        body = CLIENT.get(f"{previous_query.path}?{previous_query.query}").json()
        number += 1
        assert parse_qs(previous_query.query)["page"] == [str(number)]
        assert parse_qs(urlsplit(body["previous"]).query)["page"] == [str(number - 1)]
        assert body["count"] == count
        assert body["results"]
        found += body["results"]
    assert len(found) == count
    return found


def orderings(view: type[ReadViewSet]) -> list[dict[str, Any]]:
    """Parameters for each order the list knows, and for none."""
    field = view.list_query().fields.get("ordering")
    named = [{"ordering": choice} for choice in field.choices] if field else []
    return [params | (POSITION if params["ordering"] == "nearest" else {}) for params in named] + [{}]


@pytest.mark.parametrize("view", [*SHARED, *V1_ONLY], ids=lambda view: view.resource)
def test_pages_of_7_give_each_row_once_in_every_order(alike: None, view: type[ReadViewSet]) -> None:
    for params in orderings(view):
        found = [row["id"] for row in walk(V1, view.resource, params | {"page_size": 7})]
        assert len(found) == len(set(found)) >= ROWS
        assert found == ids(V1, view.resource, params | {"page_size": 500})


PAGE_OF_7 = re.compile(r"(.*) LIMIT 7( OFFSET 0)?\s*", re.DOTALL)


@pytest.mark.parametrize("view", [*SHARED, *V1_ONLY], ids=lambda view: view.resource)
def test_every_order_ends_in_the_id(alike: None, view: type[ReadViewSet]) -> None:
    """Said of the SQL: a database may well keep equal rows in the order of their ids until the day it does not."""
    for params in orderings(view):
        with CaptureQueriesContext(connection) as queries:
            ok(V1, f"{view.resource}/", params | {"page_size": 7})
        pages = [page[1] for query in queries if (page := PAGE_OF_7.fullmatch(query["sql"]))]
        assert len(pages) == 1
        assert pages[0].endswith(('"id" ASC', "distance, id"))


@pytest.mark.parametrize("resource", ["hobbies", "hobbyevents"])
@pytest.mark.parametrize("ordering", ["nearest", "start_date", "name"])
def test_so_do_the_apps_pages_and_every_hobby_appears(alike: None, resource: str, ordering: str) -> None:
    params: dict[str, Any] = POSITION | {"ordering": [ordering, ordering], "page_size": 7, "include": "hobby_detail"}
    found = walk(MOBILE, resource, params)
    hobbies = [row["id"] if resource == "hobbies" else row["hobby"]["id"] for row in found]
    assert sorted(hobbies) == sorted(Hobby.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("ordering", ["nearest", "start_date", "name"])
def test_all_events_of_one_hobby_by_pages(face: str, ordering: str) -> None:
    hobby = HobbyFactory()
    for days in range(ROWS):
        HobbyEventFactory(hobby=hobby, start_date=clock.local_today() + dt.timedelta(days=days // 3))
    found = [
        row["id"]
        for row in walk(face, "hobbyevents", POSITION | {"hobby": hobby.pk, "ordering": ordering, "page_size": 7})
    ]
    assert found == list(hobby.events.order_by("starts_at", "pk").values_list("pk", flat=True))


def test_rows_that_are_equal_in_an_order_stand_by_id(alike: None) -> None:
    for row_key, params in (
        (lambda row: row["name"], {"ordering": "name"}),
        (
            lambda row: float("inf") if row["distance_m"] is None else row["distance_m"],
            POSITION | {"ordering": "nearest"},
        ),
    ):
        for resource in ("hobbies", "promotions", "locations"):
            found = ok(V1, f"{resource}/", params | {"page_size": 500})["results"]
            assert found == sorted(found, key=lambda row: (row_key(row), row["id"]))
    events = ok(V1, "hobbyevents/", {"page_size": 500})["results"]
    assert events == sorted(events, key=lambda row: (row["starts_at"], row["hobby"]))


@pytest.mark.parametrize("view", [*SHARED, *V1_ONLY], ids=lambda view: view.resource)
def test_a_page_beyond_the_last_is_not_found(view: type[ReadViewSet]) -> None:
    for number in (2, 2**31 - 1):
        answer = get(V1, f"{view.resource}/", {"page": number, "page_size": 500})
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "page_not_found"
    empty = ok(V1, f"{view.resource}/", {"page": 1})
    assert empty == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_page_beyond_the_last_on_mobile() -> None:
    answer = get(MOBILE, "hobbies/", {"page": 2})
    assert answer.status_code == 404
    assert list(answer.json()) == ["detail"]


def many(number: int) -> None:
    """So many hobbies, and so many events of the first."""
    hobby = HobbyFactory()
    common = {"state": "published", "published_at": hobby.published_at}
    Hobby.objects.bulk_create(Hobby(name_fi="Uinti", **common) for _ in range(number - 1))
    day = clock.local_today() + dt.timedelta(days=1)
    columns = Period(day, dt.time(18), day, dt.time(19)).event_columns()
    HobbyEvent.objects.bulk_create(HobbyEvent(hobby=hobby, **columns) for _ in range(number))


def sizes(face: str, resource: str, params: dict[str, Any] | None = None) -> tuple[int, int, bool]:
    """Rows on the page, rows in all, and whether there is another page."""
    body = ok(face, f"{resource}/", params)
    return len(body["results"]), body["count"], body["next"] is not None


def test_page_sizes_of_each_face() -> None:
    many(510)
    of_hobby = {"hobby": Hobby.objects.order_by("pk")[0].pk}
    for resource, params in (("hobbies", {}), ("hobbyevents", of_hobby)):
        assert sizes(V1, resource, params) == (50, 510, True)
        assert sizes(V1, resource, params | {"page_size": 500}) == (500, 510, True)
        assert refused(f"{resource}/", params | {"page_size": 501}) == {"page_size"}
        assert sizes(MOBILE, resource, params | {"page_size": 50}) == (50, 510, True)
        assert sizes(MOBILE, resource, params | {"page_size": 500, "page": 2}) == (10, 510, False)
    assert sizes(MOBILE, "hobbies") == sizes(MOBILE, "hobbies", {"page_size": 501}) == (500, 510, True)
    # The apps' detail pages read only the first page: all events of a hobby stand on it.
    assert sizes(MOBILE, "hobbyevents", of_hobby) == (510, 510, False)


def test_the_next_address_keeps_every_filter_percent_encoded() -> None:
    HobbyFactory.create_batch(2, name_fi="Ääkköset & muut")
    params = {"search": "ääkköset &", "price_type": ["free", "paid"], "page_size": 1}
    address = ok(MOBILE, "hobbies/", params)["next"]
    assert address.isascii()
    assert " " not in address
    assert parse_qs(urlsplit(address).query) == {
        "search": ["ääkköset &"],
        "price_type": ["free", "paid"],
        "page_size": ["1"],
        "page": ["2"],
    }
