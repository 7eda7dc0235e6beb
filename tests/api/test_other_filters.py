"""Filters of promotions, locations, organizers, categories and areas."""

import datetime as dt
from typing import Any

import pytest

from harrastuspassi.common import clock
from tests.api.asking import FACES, MOBILE, V1, ids, ok, refused, rows
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyCategoryFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PostalCodeFactory,
    PromotionFactory,
    make_tree,
)

pytestmark = pytest.mark.django_db
each_face = pytest.mark.parametrize("face", FACES)
placed = pytest.mark.parametrize("resource", ["locations", "promotions"])
HELSINKI = {"near_latitude": 60.1699, "near_longitude": 24.9384}
DAY = dt.timedelta(days=1)


def put(resource: str, **columns: Any) -> int:
    """Id of a new location with these columns, or of a promotion at it."""
    place = LocationFactory(**columns)
    return int(place.pk if resource == "locations" else PromotionFactory(location=place).pk)


@each_face
@placed
def test_where(face: str, resource: str) -> None:
    espoo = MunicipalityFactory(code="049")
    kallio = DistrictFactory(code="301")
    north = put(resource, latitude=60.1899, longitude=24.9384, district=kallio)
    east = put(resource, latitude=60.1699, longitude=24.9684, municipality=espoo)
    fiji = put(resource, latitude=-17.7, longitude=178.0)
    unknown = put(resource, latitude=None, longitude=None)

    assert ids(face, resource, HELSINKI | {"ordering": "nearest"}) == [east, north, fiji, unknown]
    assert set(ids(face, resource, HELSINKI | {"max_distance": 1.7})) == {east}
    assert ids(face, resource, HELSINKI | {"max_distance": 45, "ordering": "nearest"}) == [east, north]
    assert set(ids(face, resource, {"bbox": "170,-20,-170,-10"})) == {fiji}
    for value in ("049", espoo.pk):
        assert ids(face, resource, {"municipality": value}) == [east]
    assert set(ids(face, resource, {"municipality": ["049", "091"]})) == {north, east, fiji, unknown}
    for value in ("301", kallio.pk):
        assert ids(face, resource, {"district": value}) == [north]


@each_face
def test_a_promotions_own_municipality_wins_over_its_locations(face: str) -> None:
    espoo = MunicipalityFactory(code="049")
    own = PromotionFactory(municipality=espoo)
    by_place = PromotionFactory()
    assert ids(face, "promotions", {"municipality": "049"}) == [own.pk]
    assert ids(face, "promotions", {"municipality": "091"}) == [by_place.pk]


@each_face
def test_accessible_locations(face: str) -> None:
    yes, no = LocationFactory(is_accessible=True), LocationFactory(is_accessible=False)
    LocationFactory()
    assert ids(face, "locations", {"accessible": "true"}) == [yes.pk]
    assert ids(face, "locations", {"accessible": "false"}) == [no.pk]


@each_face
def test_promotions_by_organizer(face: str) -> None:
    first, second, _ = PromotionFactory(), PromotionFactory(), PromotionFactory()
    assert ids(face, "promotions", {"organizer": first.organizer_id}) == [first.pk]
    assert set(ids(face, "promotions", {"organizer": [first.organizer_id, second.organizer_id]})) == {
        first.pk,
        second.pk,
    }


@each_face
def test_promotions_over_not_begun_and_used_up(face: str) -> None:
    today = clock.local_today()
    ended_today = PromotionFactory(end_date=today, end_time=dt.time(0, 1), start_date=today - DAY)
    ended_yesterday = PromotionFactory(end_date=today - DAY)
    coming = PromotionFactory(start_date=today + DAY)
    used_up = PromotionFactory(available_count=3, used_count=3)
    usable = PromotionFactory(available_count=3, used_count=2)

    assert set(ids(face, "promotions")) == {ended_today.pk, coming.pk, used_up.pk, usable.pk}
    assert set(ids(face, "promotions", {"exclude_past_events": "true"})) == {coming.pk, used_up.pk, usable.pk}
    assert ids(face, "promotions", {"usable_only": "true"}) == [usable.pk]
    assert set(ids(face, "promotions", {"usable_only": "false"})) == {ended_today.pk, coming.pk, used_up.pk, usable.pk}
    assert ok(face, f"promotions/{ended_yesterday.pk}/")["id"] == ended_yesterday.pk


@each_face
def test_promotions_in_order(face: str) -> None:
    today = clock.local_today()
    late = PromotionFactory(name_fi="Aamu", start_date=today - DAY)
    early = PromotionFactory(name_fi="Ilta", start_date=today - 3 * DAY)
    assert ids(face, "promotions") == ids(face, "promotions", {"ordering": "start_date"}) == [early.pk, late.pk]
    assert ids(face, "promotions", {"ordering": "name"}) == [late.pk, early.pk]


@each_face
def test_organizers_by_kind_and_municipality(face: str) -> None:
    espoo = MunicipalityFactory(code="049")
    club = OrganizerFactory(kind="club", municipality=espoo)
    company, school = OrganizerFactory(kind="company"), OrganizerFactory(kind="school")
    assert set(ids(face, "organizers", {"kind": ["company", "school"]})) == {company.pk, school.pk}
    for value in ("049", espoo.pk):
        assert ids(face, "organizers", {"municipality": value}) == [club.pk]


@each_face
def test_categories_by_parent(face: str) -> None:
    tree = {
        name: category.pk
        for name, category in make_tree({"Musiikki": {}, "Liikunta": {"Uinti": {}, "Palloilu": {"Golf": {}}}}).items()
    }
    in_order = [tree[name] for name in ("Liikunta", "Palloilu", "Golf", "Uinti", "Musiikki")]
    assert ids(face, "hobbycategories") == in_order
    assert ids(face, "hobbycategories", {"parent": "null"}) == [tree["Liikunta"], tree["Musiikki"]]
    assert ids(face, "hobbycategories", {"parent": tree["Liikunta"]}) == [tree["Palloilu"], tree["Uinti"]]
    assert ids(face, "hobbycategories", {"parent": tree["Golf"]}) == []
    nested = rows(face, "hobbycategories", {"parent": "null", "include": "child_categories"})
    assert [child["id"] for child in nested[0]["child_categories"]] == [tree["Palloilu"], tree["Uinti"]]
    assert nested[0]["child_categories"][0]["child_categories"][0]["id"] == tree["Golf"]


@each_face
def test_a_hidden_category_is_no_longer_on_offer_but_stays_by_id_and_in_the_apps_flat_list(face: str) -> None:
    shown, hidden = HobbyCategoryFactory(name_fi="A"), HobbyCategoryFactory(name_fi="B", is_hidden=True)
    assert ids(face, "hobbycategories") == ([shown.pk, hidden.pk] if face == MOBILE else [shown.pk])
    assert ids(face, "hobbycategories", {"parent": "null"}) == [shown.pk]
    assert ok(face, f"hobbycategories/{hidden.pk}/")["id"] == hidden.pk


def test_municipalities_districts_and_audiences() -> None:
    espoo, helsinki = MunicipalityFactory(code="049"), MunicipalityFactory()
    kallio, leppavaara = DistrictFactory(code="301"), DistrictFactory(code="1", municipality=espoo)
    PostalCodeFactory(code="00530", district=kallio), PostalCodeFactory(code="00500", district=kallio)
    young, _ = AudienceFactory(), AudienceFactory(is_hidden=True)
    assert ids(V1, "municipalities") == [espoo.pk, helsinki.pk]
    assert ids(V1, "municipalities", {"code": "091"}) == [helsinki.pk]
    assert ids(V1, "municipalities", {"code": ["091", "049", "092"]}) == [espoo.pk, helsinki.pk]
    assert ids(V1, "districts") == [leppavaara.pk, kallio.pk]
    assert (
        ids(V1, "districts", {"municipality": "091"})
        == ids(V1, "districts", {"municipality": helsinki.pk})
        == [kallio.pk]
    )
    assert ok(V1, f"districts/{kallio.pk}/")["postal_codes"] == ["00500", "00530"]
    assert ids(V1, "audiences") == [young.pk]


@placed
def test_a_rule_across_parameters_is_refused(resource: str) -> None:
    assert refused(f"{resource}/", {"max_distance": 1}) == {"max_distance"}
    assert refused(f"{resource}/", {"ordering": "nearest"}) == {"ordering"}
    assert refused(f"{resource}/", {"near_longitude": 25}) == {"near_latitude"}


@placed
def test_on_mobile_a_broken_rule_is_without_effect(resource: str) -> None:
    place = put(resource)
    for params in (
        {"max_distance": 1},
        {"ordering": "nearest"},
        {"near_longitude": 25},
        {"ordering": ["nearest", "nearest"]},
    ):
        assert ids(MOBILE, resource, params) == [place]
