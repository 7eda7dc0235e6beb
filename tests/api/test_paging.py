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
from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.common import clock
from tests.api.asking import CLIENT, MOBILE, V1, ids, ok
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
from tests.shared import made_once

pytestmark = pytest.mark.django_db
POSITION = {"near_latitude": 60.17, "near_longitude": 24.94}
ROWS = 23


def make_alike() -> None:
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


alike = made_once(make_alike)


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
def test_pages_of_7_give_each_row_once_in_every_order(alike: object, view: type[ReadViewSet]) -> None:
    for params in orderings(view):
        found = [row["id"] for row in walk(V1, view.resource, params | {"page_size": 7})]
        assert len(found) == len(set(found)) >= ROWS
        assert found == ids(V1, view.resource, params | {"page_size": 500})


PAGE_OF_7 = re.compile(r"(.*) LIMIT 7( OFFSET 0)?\s*", re.DOTALL)


@pytest.mark.parametrize("view", [*SHARED, *V1_ONLY], ids=lambda view: view.resource)
def test_every_order_ends_in_the_id(alike: object, view: type[ReadViewSet]) -> None:
    """Said of the SQL: a database may well keep equal rows in the order of their ids until the day it does not."""
    for params in orderings(view):
        with CaptureQueriesContext(connection) as queries:
            ok(V1, f"{view.resource}/", params | {"page_size": 7})
        pages = [page[1] for query in queries if (page := PAGE_OF_7.fullmatch(query["sql"]))]
        assert len(pages) == 1
        assert pages[0].endswith(('"id" ASC', "distance, id"))


@pytest.mark.parametrize("resource", ["hobbies", "hobbyevents"])
@pytest.mark.parametrize("ordering", ["nearest", "start_date", "name"])
def test_so_do_the_apps_pages_and_every_hobby_appears(alike: object, resource: str, ordering: str) -> None:
    params: dict[str, Any] = POSITION | {"ordering": [ordering, ordering], "page_size": 7, "include": "hobby_detail"}
    found = walk(MOBILE, resource, params)
    hobbies = [row["id"] if resource == "hobbies" else row["hobby"]["id"] for row in found]
    assert sorted(hobbies) == sorted(Hobby.objects.values_list("pk", flat=True))


def test_rows_that_are_equal_in_an_order_stand_by_id(alike: object) -> None:
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
