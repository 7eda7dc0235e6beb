"""Bad values of every parameter: named by a problem on `/api/v1/`, without effect on mobile, and nowhere a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.common.queries import Query
from api.common.views import ReadViewSet
from api.urls import SHARED, V1_ONLY
from tests.api.asking import CLIENT, FACES, MOBILE, V1, get, ok, refused
from tests.api.bad_values import BAD
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    PromotionFactory,
)

pytestmark = pytest.mark.django_db
POSITION = {"near_latitude": "60.17", "near_longitude": "24.94"}


@pytest.fixture(autouse=True)
def catalogue(db: None) -> dict[str, int]:
    """One of everything; the id of each by its resource."""
    district = DistrictFactory()
    hobby = HobbyFactory(location=LocationFactory(district=district), categories=[HobbyCategoryFactory()])
    return {
        "hobbies": hobby.pk,
        "hobbyevents": HobbyEventFactory(hobby=hobby).pk,
        "hobbycategories": hobby.categories.get().pk,
        "organizers": hobby.organizer.pk,
        "locations": hobby.location.pk,
        "promotions": PromotionFactory(organizer=hobby.organizer, location=hobby.location).pk,
        "municipalities": district.municipality.pk,
        "districts": district.pk,
        "audiences": AudienceFactory().pk,
    }


def addresses(view: type[ReadViewSet], catalogue: dict[str, int]) -> list[tuple[str, type[Query]]]:
    """The list and the detail of a resource, with their parameters."""
    return [
        (f"{view.resource}/", view.list_query),
        (f"{view.resource}/{catalogue[view.resource]}/", view.detail_query),
    ]


def around(name: str) -> dict[str, str]:
    """What a parameter needs beside it to be wrong only in itself."""
    if name == "max_distance":
        return dict(POSITION)
    return {other: value for other, value in POSITION.items() if name in POSITION and other != name}


def all_at_once(query: type[Query]) -> Iterator[dict[str, str]]:
    """Every bad value of every parameter, in as few questions as they fit into."""
    values = {name: BAD[name] for name in query().fields}
    for turn in range(max(map(len, values.values()))):
        yield {name: bad[turn % len(bad)] for name, bad in values.items()}


each_face = pytest.mark.parametrize("face", FACES)
each_view = pytest.mark.parametrize("view", [*SHARED, *V1_ONLY], ids=lambda view: view.resource)
each_shared_view = pytest.mark.parametrize("view", SHARED, ids=lambda view: view.resource)


def test_the_table_has_every_parameter_and_no_other() -> None:
    queries = [query for view in (*SHARED, *V1_ONLY) for query in (view.list_query, view.detail_query)]
    assert {name for query in queries for name in query().fields} == set(BAD)


@each_view
def test_v1_names_the_parameter(view: type[ReadViewSet], catalogue: dict[str, int]) -> None:
    for path, query in addresses(view, catalogue):
        for name in query().fields:
            assert refused(path, around(name) | {name: BAD[name][0]}) == {name}, (path, name)


@each_view
def test_v1_names_all_that_is_bad_whatever_the_value(view: type[ReadViewSet], catalogue: dict[str, int]) -> None:
    for path, query in addresses(view, catalogue):
        for params in all_at_once(query):
            assert refused(path, params) == set(params), params


@each_view
def test_v1_names_an_unknown_parameter_and_every_bad_one(view: type[ReadViewSet], catalogue: dict[str, int]) -> None:
    for path, query in addresses(view, catalogue):
        assert refused(path, {"colour": "red"}) == {"colour"}
        assert refused(path, {"lang": "de", "colour": "red", "LANG": "fi"}) == {"lang", "colour", "LANG"}
        if "page" not in query().fields:
            assert refused(path, {"page": 1, "ordering": "name"}) == {"page", "ordering"}


@each_view
def test_v1_refuses_a_list_with_one_bad_value_or_too_many(view: type[ReadViewSet], catalogue: dict[str, int]) -> None:
    good = {"category": "1", "include": "translations", "municipality": "091", "code": "091", "kind": "club"}
    for path, query in addresses(view, catalogue):
        for name in good.keys() & query().fields.keys():
            value = "child_categories" if view.resource == "hobbycategories" and name == "include" else good[name]
            ok(V1, path, {name: [value] * 100})
            assert refused(path, {name: [value, BAD[name][0]]}) == {name}
            assert refused(path, {name: [value] * 101}) == {name}


@each_shared_view
def test_mobile_leaves_them_out_of_account(view: type[ReadViewSet], catalogue: dict[str, int]) -> None:
    for path, query in addresses(view, catalogue):
        expected = ok(MOBILE, path)
        for params in ({"colour": "red"}, *all_at_once(query)):
            assert ok(MOBILE, path, params) == expected, params


def test_mobile_takes_what_is_good_of_a_list(catalogue: dict[str, int]) -> None:
    other = HobbyFactory()
    params = {"category": ["x", str(catalogue["hobbycategories"])]}
    assert [row["id"] for row in ok(MOBILE, "hobbies/", params)["results"]] == [catalogue["hobbies"]] != [other.pk]


@each_face
def test_a_strange_id_in_a_path_is_not_found(face: str) -> None:
    numbers = ["0", "00", "2147483648", "9" * 19, "9" * 30, "9" * 5000, "-1", "1.5", "abc", "\u0661"]
    encoded = ["%00", "%FF", "%ED%A0%80", "1%0A", "%2e%2e", "1%2F"]
    for number in (*numbers, *encoded):
        for view in SHARED:
            answer = get(face, f"{view.resource}/{number}/")
            assert answer.status_code == 404, (view.resource, number)
            assert answer.json().get("code") == ("not_found" if face == V1 else None)


@each_face
def test_a_strange_query_is_no_server_error(face: str) -> None:
    names = ["%FF=1", "=1", "&&&", "?", "%00=%00", "search[]=1", "lang", "a=1;b=2", "p=1&" * 1001]
    for query in (*names, "search=%ED%A0%80", "search=%FF%FE", "search=%"):
        for resource in ("hobbies", "promotions"):
            answer = CLIENT.get(f"{face}{resource}/?{query}")
            assert answer.status_code in (200, 400)
            if answer.status_code == 400 and face == V1:
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert answer.json()["code"] == "invalid"


@each_face
def test_next_to_nothing_is_a_number(face: str) -> None:
    LocationFactory(latitude=0, longitude=0), LocationFactory(latitude=90, longitude=0)
    for value in ("0", "-0", "-0.0", "1e-300", "4.9e-324", "0.00000000000000000000000001"):
        position = {"near_latitude": value, "near_longitude": value}
        for resource in ("locations", "hobbies", "hobbyevents", "promotions"):
            ok(face, f"{resource}/", position | {"ordering": "nearest", "max_distance": value.removeprefix("-")})
            ok(face, f"{resource}/", {"bbox": ",".join([value] * 4)})


_values = st.text(max_size=20) | st.from_regex(r"-?[0-9]{1,30}([.,:-][0-9]{1,30})*([eE][0-9]{1,4})?", fullmatch=True)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    face=st.sampled_from(FACES),
    view=st.sampled_from(SHARED),
    params=st.dictionaries(st.sampled_from(sorted(BAD)), st.lists(_values, min_size=1, max_size=2), max_size=4),
)
def test_no_value_at_all_is_a_server_error(face: str, view: type[ReadViewSet], params: dict[str, Any]) -> None:
    status = get(face, f"{view.resource}/", params).status_code
    # A page beyond the last is the one thing that is not found.
    assert status in ((200, 404) if face == MOBILE else (200, 400, 404))
