"""Filters of hobbies and events by what, for whom and where, on both faces: each list picks the same hobbies."""

from typing import Any

import pytest

from harrastuspassi.catalogue.models import Hobby
from tests.api.asking import FACES, V1, ids, ok, refused, rows
from tests.factories.catalogue import (
    DistrictFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
    make_tree,
)

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("face", FACES)]
HELSINKI = {"near_latitude": 60.1699, "near_longitude": 24.9384}


def offer(**columns: Any) -> Hobby:
    """A hobby with an event tomorrow."""
    hobby: Hobby = HobbyFactory(**columns)
    HobbyEventFactory(hobby=hobby)
    return hobby


def found(face: str, **params: Any) -> list[int]:
    """Ids of the hobbies that both hobbies/ and hobbyevents/ pick, ascending."""
    listed = sorted(ids(face, "hobbies", params))
    assert sorted(row["hobby"] for row in rows(face, "hobbyevents", params)) == listed
    return listed


def of(*hobbies: Hobby) -> list[int]:
    """Their ids, ascending."""
    return sorted(hobby.pk for hobby in hobbies)


def test_nothing_asked_is_everything_on_offer(face: str) -> None:
    first, second = offer(), offer()
    assert found(face) == of(first, second)


def test_a_category_holds_everything_below_it(face: str) -> None:
    tree = make_tree({"Liikunta": {"Palloilu": {"Jalkapallo": {}}, "Uinti": {}}, "Musiikki": {}})
    sport, ball, football, swimming, music = (offer(categories=[category]) for category in tree.values())
    bare = offer()
    by_name = {name: category.pk for name, category in tree.items()}
    assert found(face, category=by_name["Liikunta"]) == of(sport, ball, football, swimming)
    assert found(face, category=by_name["Palloilu"]) == of(ball, football)
    assert found(face, category=by_name["Jalkapallo"]) == of(football)
    assert found(face, category=[by_name["Musiikki"], by_name["Uinti"]]) == of(swimming, music)
    assert found(face, category=max(by_name.values()) + 1) == []
    assert found(face) == of(sport, ball, football, swimming, music, bare)


def test_a_hobby_in_several_matching_categories_appears_once(face: str) -> None:
    tree = make_tree({"Liikunta": {"Palloilu": {"Jalkapallo": {}}}})
    hobby = offer(categories=list(tree.values()))
    assert found(face, category=[category.pk for category in tree.values()], search="liikunta") == of(hobby)


def test_a_hidden_category_still_filters(face: str) -> None:
    tree = make_tree({"Liikunta": {"Palloilu": {}}})
    hobby = offer(categories=[tree["Palloilu"]])
    type(tree["Palloilu"]).objects.filter(pk=tree["Palloilu"].pk).update(is_hidden=True)
    assert found(face, category=tree["Palloilu"].pk) == found(face, category=tree["Liikunta"].pk) == of(hobby)


def test_price_type_repeats(face: str) -> None:
    free, paid, seasonal = offer(), offer(price_type="paid", price_amount=5), offer(price_type="seasonal")
    assert found(face, price_type="free") == of(free)
    assert found(face, price_type=["paid", "seasonal"]) == of(paid, seasonal)


def test_max_price_is_inclusive_and_to_the_cent(face: str) -> None:
    free, cheap, dear = (
        offer(),
        offer(price_type="paid", price_amount="12.50"),
        offer(price_type="paid", price_amount="12.51"),
    )
    assert found(face, max_price="0") == of(free)
    assert found(face, max_price="12.5") == of(free, cheap)
    assert found(face, max_price="12.51") == of(free, cheap, dear)


def test_age_suits_a_person_of_that_age_open_ends_included(face: str) -> None:
    young, old, middle, anyone = offer(age_to=12), offer(age_from=13), offer(age_from=10, age_to=14), offer()
    assert found(face, age=9) == of(young, anyone)
    assert found(face, age=12) == of(young, middle, anyone)
    assert found(face, age=13) == of(old, middle, anyone)
    assert found(face, age=15) == of(old, anyone)
    assert found(face, age=0) == of(young, anyone)


def test_language_is_a_whole_code_of_the_list(face: str) -> None:
    finnish, both, russian, unknown = (offer(languages=codes) for codes in ("fi", "fi sv", "en ru", ""))
    assert found(face, language="fi") == of(finnish, both)
    assert found(face, language="sv") == of(both)
    assert found(face, language=["sv", "ru"]) == of(both, russian)
    assert found(face, language="et") == []
    assert unknown.pk in found(face)


def test_organizer_repeats(face: str) -> None:
    club, other = OrganizerFactory(), OrganizerFactory()
    ours, theirs, nobodys = offer(organizer=club), offer(organizer=other), offer(organizer=None)
    assert found(face, organizer=club.pk) == of(ours)
    assert found(face, organizer=[club.pk, other.pk]) == of(ours, theirs)
    assert nobodys.pk in found(face)


def test_municipality_by_code_and_id_and_the_hobbys_own_wins(face: str) -> None:
    helsinki, espoo = MunicipalityFactory(), MunicipalityFactory(code="049")
    in_espoo = LocationFactory(municipality=espoo)
    by_place, own, nowhere = (
        offer(location=in_espoo),
        offer(location=in_espoo, municipality=helsinki),
        offer(location=None),
    )
    for value in ("049", str(espoo.pk)):
        assert found(face, municipality=value) == of(by_place)
    for value in ("091", str(helsinki.pk)):
        assert found(face, municipality=value) == of(own)
    assert found(face, municipality=["091", str(espoo.pk)]) == of(by_place, own)
    assert found(face, municipality="092") == []
    assert nowhere.pk in found(face)


def test_a_hobby_without_a_place_has_a_municipality_of_its_own(face: str) -> None:
    online = offer(location=None, municipality=MunicipalityFactory())
    assert found(face, municipality="091") == of(online)


def test_district_by_code_and_id(face: str) -> None:
    kallio, pasila = DistrictFactory(code="301"), DistrictFactory(code="302")
    here, there = offer(location__district=kallio), offer(location__district=pasila)
    offer()
    assert found(face, district="301") == found(face, district=str(kallio.pk)) == of(here)
    assert found(face, district=["301", str(pasila.pk)]) == of(here, there)
    assert found(face, district="303") == []


def test_a_district_code_is_unique_only_within_a_municipality(face: str) -> None:
    espoo = MunicipalityFactory(code="049")
    ours = offer(location__district=DistrictFactory(code="1"))
    theirs = offer(location__municipality=espoo, location__district=DistrictFactory(code="1", municipality=espoo))
    assert found(face, district="1") == of(ours, theirs)
    assert found(face, district="1", municipality="049") == of(theirs)


def test_accessible_is_known_to_be_or_known_not_to_be(face: str) -> None:
    yes, no, unknown = offer(location__is_accessible=True), offer(location__is_accessible=False), offer()
    assert found(face, accessible="true") == of(yes)
    assert found(face, accessible="false") == of(no)
    assert found(face) == of(yes, no, unknown)


def test_bbox(face: str) -> None:
    centre = offer(location__latitude=60.17, location__longitude=24.94)
    fiji = offer(location__latitude=-17.7, location__longitude=178.0)
    samoa = offer(location__latitude=-13.8, location__longitude=-171.8)
    nowhere = offer(location__latitude=None, location__longitude=None)
    placeless = offer(location=None)
    assert found(face, bbox="24.9,60.1,25.0,60.2") == of(centre)
    assert found(face, bbox="170,-20,-170,-10") == of(fiji, samoa)
    assert found(face, bbox="-180,-90,180,90") == of(centre, fiji, samoa)
    assert found(face, bbox=["24.9", "60.1", "25.0", "60.2"]) == of(centre)
    assert found(face) == of(centre, fiji, samoa, nowhere, placeless)


@pytest.mark.parametrize("ordering", ["nearest", "start_date", "name"])
def test_max_distance_is_kilometres_under_every_ordering(face: str, ordering: str) -> None:
    near = offer(location__latitude=60.1699, location__longitude=24.9684)
    far = offer(location__latitude=60.1899, location__longitude=24.9384)
    offer(location__latitude=None, location__longitude=None)
    offer(location=None)
    assert found(face, **HELSINKI, max_distance=1.7, ordering=ordering) == of(near)
    assert found(face, **HELSINKI, max_distance=2.3, ordering=ordering) == of(near, far)


@pytest.mark.parametrize("resource", ["hobbies", "hobbyevents"])
def test_nearest_is_by_metres_and_what_has_no_position_comes_last(face: str, resource: str) -> None:
    north = offer(location__latitude=60.1899, location__longitude=24.9384)
    east = offer(location__latitude=60.1699, location__longitude=24.9684)
    unknown = offer(location__latitude=None, location__longitude=None)
    placeless = offer(location=None)
    order = [
        row["id"] if resource == "hobbies" else row["hobby"]
        for row in rows(face, resource, HELSINKI | {"ordering": "nearest"})
    ]
    assert order == [east.pk, north.pk, unknown.pk, placeless.pk]


def test_distance_m_is_given_on_v1_where_a_position_was(face: str) -> None:
    hobby = offer(location__latitude=60.1699, location__longitude=24.9684)
    promotion = PromotionFactory(location=hobby.location)
    event = hobby.events.get()
    paths = [
        f"hobbies/{hobby.pk}/",
        f"hobbyevents/{event.pk}/",
        f"locations/{hobby.location.pk}/",
        f"promotions/{promotion.pk}/",
    ]
    for path in paths:
        if face == V1:
            assert ok(face, path, HELSINKI)["distance_m"] == pytest.approx(1659, abs=1)
            assert ok(face, path)["distance_m"] is None
        else:
            assert "distance_m" not in ok(face, path, HELSINKI)


@pytest.mark.parametrize("resource", ["hobbies", "hobbyevents", "promotions", "locations", "organizers"])
def test_a_stranger_may_edit_nothing(face: str, resource: str) -> None:
    PromotionFactory(location=offer().location)
    assert rows(face, resource, {"editable_only": "true"}) == []
    assert rows(face, resource, {"editable_only": "false"}) != []


def test_filters_must_all_hold(face: str) -> None:
    club = OrganizerFactory()
    both = offer(organizer=club, age_from=13)
    offer(organizer=club, age_to=12)
    offer(age_from=13)
    assert found(face, organizer=club.pk, age=13) == of(both)


def test_a_rule_across_parameters_is_refused_on_v1_and_without_effect_on_mobile(face: str) -> None:
    hobby = offer()
    for params, named in (
        ({"max_distance": 1}, {"max_distance"}),
        ({"ordering": "nearest"}, {"ordering"}),
        ({"near_latitude": 60}, {"near_longitude"}),
        ({"near_longitude": 25, "ordering": "nearest"}, {"near_latitude"}),
    ):
        if face == V1:
            assert refused("hobbies/", params) == refused("hobbyevents/", params) == named
        else:
            assert found(face, **params) == of(hobby)
