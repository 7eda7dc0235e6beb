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


# --- by id --------------------------------------------------------------------------------------
WITH_OWNERS = ["hobbies", "hobbyevents", "locations", "organizers", "promotions"]


def walk_by_id(resource: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row, from `after=0` on by following `next`."""
    body = ok(V1, f"{resource}/", params | {"after": 0})
    found, count = list(body["results"]), body["count"]
    while body["next"]:
        body = CLIENT.get(body["next"].removeprefix(settings.PUBLIC_URL)).json()
        assert (body["count"], body["previous"]) == (count, None)
        assert body["results"]
        found += body["results"]
    assert len(found) == count
    return found


@pytest.mark.parametrize("resource", WITH_OWNERS)
@pytest.mark.parametrize("size", [7, ROWS, 500])
def test_a_list_is_read_to_its_end_by_id_too(alike: object, resource: str, size: int) -> None:
    for params in ({}, {**POSITION, "ordering": "name", "page": 3}, {"search": "halli"}):
        if resource == "organizers":
            params = {"search": "seura"} if "search" in params else {}
        found = walk_by_id(resource, params | {"page_size": size})
        params.pop("page", None)
        assert {row["id"] for row in found} == set(ids(V1, resource, params | {"page_size": 500}))
        by_id = [row["hobby" if resource == "hobbyevents" else "id"] for row in found]
        assert by_id == sorted(set(by_id))


def test_so_are_the_events_of_a_hobby_and_what_a_slip_of_the_finger_finds(alike: object) -> None:
    hobby = Hobby.objects.earliest("pk")
    found = [row["id"] for row in walk_by_id("hobbyevents", {"hobby": hobby.pk, "page_size": 1})]
    assert found == sorted(hobby.events.values_list("pk", flat=True))
    slipped = {"search": "jalkapaalo", "page_size": 4, "start_weekday": [1, 2, 3, 4, 5, 6, 7]}
    assert len(walk_by_id("hobbies", slipped)) == Hobby.objects.filter(name_fi="Jalkapallo").count()


@pytest.mark.parametrize("resource", ["hobbies", "hobbyevents"])
def test_what_came_before_an_id_is_not_looked_at_again(alike: object, resource: str) -> None:
    last = Hobby.objects.latest("pk")
    with CaptureQueriesContext(connection) as queries:
        body = ok(V1, f"{resource}/", {"after": last.pk - 1, "page_size": 7})
    assert [row.get("hobby", row["id"]) for row in body["results"]] == [last.pk]
    page = next(query["sql"] for query in queries if query["sql"].endswith("LIMIT 8"))
    assert f'"id" > {last.pk - 1}' in page
    assert page.endswith('ORDER BY "catalogue_hobby"."id" ASC LIMIT 8')


def test_the_old_face_knows_nothing_of_it(alike: object) -> None:
    assert ids(MOBILE, "hobbies", {"after": 10**9, "page_size": 500}) == ids(MOBILE, "hobbies", {"page_size": 500})
