"""Sports places as they really are: anything may be missing, of a wrong type, or nonsense."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.models import PriceType
from harrastuspassi.importers.lipas.mapping import Place, origin_id, parse_place
from harrastuspassi.importers.upsert import BrokenRecord
from tests.factories.lipas import ABSENT, change, sports_place

pytestmark = pytest.mark.once("computes, and touches no database")

AREAS = Areas(
    municipalities={"091": 1, "005": 2}, named={}, districts={(1, "kallio"): 7}, postal_codes={"00530": (7, 1)}
)


def parse(**changes: Any) -> tuple[Place, list[str]]:
    warnings: list[str] = []
    place = parse_place(sports_place(1, **changes), warnings.append, AREAS)
    assert place is not None
    return place, warnings


@pytest.mark.parametrize(
    ("changes", "column", "value", "warns"),
    [
        ({"location__address": "-"}, "address", "", False),
        ({"location__address": ABSENT}, "address", "", False),
        ({"location__address": "Katu\x00 1"}, "address", "Katu 1", False),
        ({"location__address": ["Katu"]}, "address", "", True),
        ({"location__postalCode": 530}, "zip_code", "00530", False),
        ({"location__postalCode": "530"}, "zip_code", "", True),
        ({"location__postalCode": "٠٠٥٣٠"}, "zip_code", "", True),
        ({"location__postalCode": True}, "zip_code", "", True),
        ({"location__city": ABSENT}, "city", "Helsinki", True),
        ({"location__city": ABSENT}, "municipality_id", None, True),
        ({"location__city__cityCode": 5}, "municipality_id", 2, False),
        ({"location__city__cityCode": "091"}, "municipality_id", 1, False),
        ({"location__city__cityCode": 999}, "municipality_id", None, True),
        ({"location__coordinates": ABSENT}, "latitude", None, False),
        ({"location__coordinates__wgs84__lat": 91}, "latitude", None, True),
        ({"location__coordinates__wgs84__lat": 91}, "longitude", None, True),
        ({"location__coordinates__wgs84__lon": float("nan")}, "latitude", None, True),
        ({"location__coordinates__wgs84__lon": "24.9"}, "latitude", None, True),
        ({"location__coordinates__wgs84__lat": ABSENT}, "longitude", None, True),
        ({"reservationsLink": "soita"}, "reservation_link", "", True),
        ({"properties__accessibilityInfo": "Luiska"}, "accessibility_fi", "Luiska", False),
    ],
)
def test_location(changes, column, value, warns):
    changes = {"location__neighborhood": "Kallio", **changes}
    place, warnings = parse(**changes)
    assert place.location[column] == value
    assert bool(warnings) is warns


@pytest.mark.parametrize(
    ("changes", "column", "value", "warns"),
    [
        ({"freeUse": ABSENT}, "price_type", PriceType.FREE, False),
        ({"freeUse": True}, "price_type", PriceType.FREE, False),
        ({"freeUse": False}, "price_type", PriceType.PAID, False),
        ({"www": "www.hel.fi"}, "web_address", "http://www.hel.fi", False),
        ({"www": "www.hel.fi www.espoo.fi"}, "web_address", "", True),
        ({"www": {"fi": "x"}}, "web_address", "", True),
        ({"phoneNumber": "0204628320, Pamilo Oy"}, "contact_phone", "0204628320, Pamilo Oy", True),
        ({"phoneNumber": 204628320}, "contact_phone", "+358204628320", False),
        ({"email": "ei ole"}, "contact_email", "", True),
        ({"email": ABSENT}, "contact_email", "", False),
        ({"properties": ABSENT, "marketingName": ABSENT}, "description_fi", "Tyyppi", False),
        ({"properties__infoFi": "<b>1</b>", "marketingName": ABSENT}, "description_fi", "Tyyppi\n\n1", False),
        ({"properties": ABSENT, "marketingName": "Liikuntapaikka 1"}, "description_fi", "Tyyppi", False),
        ({"name": "a" * 300}, "name_fi", "a" * 199 + "…", True),
        ({"name": 17}, "name_fi", "17", False),
        ({"name": " Iso \n kenttä "}, "name_fi", "Iso kenttä", False),
    ],
)
def test_hobby(changes, column, value, warns):
    changes = {"location__neighborhood": "Kallio", "type": {"typeCode": 301, "name": "Tyyppi"}, **changes}
    place, warnings = parse(**changes)
    assert place.hobby[column] == value
    assert bool(warnings) is warns


@pytest.mark.parametrize("name", [ABSENT, None, "", " \x00 ", [], {}, True])
def test_without_a_name_a_record_is_broken(name):
    with pytest.raises(BrokenRecord, match="name"):
        parse(name=name)


@pytest.mark.parametrize(("raw", "found"), [(72359, "72359"), ("72359", "72359"), ("072359", "72359")])
def test_origin_id(raw, found):
    assert origin_id({"sportsPlaceId": raw}) == found


@pytest.mark.parametrize("raw", [None, "", "abc", True, 1.5, -3, [1], {}, "٧٢", 10**30, "1" * 5000])
def test_an_id_that_is_no_whole_number_breaks_the_record(raw):
    with pytest.raises(BrokenRecord, match="sportsPlaceId"):
        origin_id({"sportsPlaceId": raw})


def _paths(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [*([path] if path else []), *(found for key in value for found in _paths(value[key], (*path, key)))]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(_paths(sports_place(1))), JSON | st.just(ABSENT))
def test_no_value_anywhere_breaks_the_parser(path, value):
    raw = copy.deepcopy(sports_place(1))
    change(raw, list(path), value)
    try:
        origin_id(raw)
        place = parse_place(raw, lambda message: None, AREAS)
    except BrokenRecord:
        return
    if place is not None:
        assert place.hobby["name_fi"]
        assert (place.location["latitude"] is None) == (place.location["longitude"] is None)
        assert len(place.location["address"]) <= 200
