"""The two ways of making an answer's bytes: a compiled shape over columns, and the serializer over instances."""

from itertools import combinations
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.test import APIClient

from api.common.faces import V1, Face
from api.common.rendering import dump
from api.common.shapes import Answer, Plan, Reader, part_of, reader
from api.common.views import ReadViewSet
from api.mobile import MOBILE
from api.urls import SHARED, V1_ONLY
from harrastuspassi.catalogue import listing
from harrastuspassi.catalogue.criteria import Position
from harrastuspassi.catalogue.models import Hobby, HobbyEvent, Promotion
from harrastuspassi.common.languages import LANGUAGES
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PostalCodeFactory,
    PromotionFactory,
    make_tree,
)
from tests.shared import made_once

pytestmark = pytest.mark.django_db

ENDPOINTS = [(V1, view) for view in [*SHARED, *V1_ONLY]] + [(MOBILE, view) for view in SHARED]
POSITIONS = [None, Position(60.17, 24.94), Position(-90, 180)]


def make_rows() -> None:
    """Rows with everything there is, and rows with nothing that may be left out."""
    root, leaf, _ = make_tree({"Liikunta": {"Uinti": {}}, "Musiikki": {}}).values()
    district = DistrictFactory()
    PostalCodeFactory.create_batch(2, district=district)
    full = HobbyFactory(
        location=LocationFactory(district=district, is_accessible=True, accessibility_sv="Hiss", longitude=0.1 + 0.2),
        municipality=district.municipality,
        categories=[leaf, root],
        audiences=AudienceFactory.create_batch(2),
        price_type="paid",
        price_amount="12.5",
        languages="fi sv",
        cover_image="hobbies/äiti 1.jpg",
        contact_phone="+35893108771",
        web_address="https://example.org/?a=1&b=2",
        age_from=13,
    )
    PromotionFactory(location=full.location, municipality=full.municipality, cover_image="promotions/x.png")
    bare = HobbyFactory(
        organizer=None,
        location=LocationFactory(latitude=None, longitude=None, municipality=None, zip_code=""),
        name_fi="",
        description_fi="",
        description_sv="",
        description_en='Only in <English> \u2028 "quoted" \\ \x7f 🏊',
        contact_phone="call us",
    )
    HobbyFactory(location=None, organizer=OrganizerFactory(municipality=None, phone="0401234567"))
    for hobby in (full, bare):
        HobbyEventFactory(hobby=hobby)
    HobbyEventFactory(hobby=full, cancelled_at="2026-05-01T10:00:00.123456Z", cancellation_reason_sv="Snö")


rows = made_once(make_rows)


@pytest.fixture(autouse=True)
def _rows(rows: object, db: None) -> None:
    """Made once for all tests."""


def includes(view: type[ReadViewSet]) -> list[frozenset[str]]:
    """Every set of what `include` can ask of a resource."""
    field = view.list_query().fields.get("include")  # type: ignore[attr-defined]
    names = list(field.child.choices) if field else []
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def by_serializer(view: type[ReadViewSet], plan: Plan, position: Position | None) -> bytes:
    context = {**plan.context, "answer": Answer(position)}
    rows: Any = view.model._default_manager.order_by("pk")
    return dump(view.serializer_class(rows, many=True, context=context).data)


@pytest.mark.parametrize(("face", "view"), ENDPOINTS, ids=lambda value: getattr(value, "name", None) or value.resource)
def test_both_ways_give_the_same_bytes(face: Face, view: type[ReadViewSet]) -> None:
    ids = list(view.model._default_manager.order_by("pk").values_list("pk", flat=True))
    assert ids
    for include in includes(view):
        for language in LANGUAGES:
            shape = reader(view.serializer_class, view.model, face, include, language)
            plan = Plan(face=face, include=include, language=language)
            for position in POSITIONS:
                compiled = dump(shape.objects(ids, Answer(position)))
                assert compiled == by_serializer(view, plan, position), (include, language, position)


def test_a_page_takes_one_query_for_its_rows_whatever_it_shows(django_assert_num_queries: Any) -> None:
    include = frozenset({"hobby_detail", "location_detail", "organizer_detail", "translations"})
    view = next(view for view in SHARED if view.model is HobbyEvent)
    shape = reader(view.serializer_class, HobbyEvent, V1, include, "sv")
    ids = list(HobbyEvent.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert len(shape.objects(ids, Answer(POSITIONS[1]))) == len(ids) == 3


def test_rows_come_in_the_order_of_the_ids_and_those_that_are_gone_are_left_out() -> None:
    view = next(view for view in SHARED if view.model is HobbyEvent)
    shape = reader(view.serializer_class, HobbyEvent, V1, frozenset(), "fi")
    first, second, third = HobbyEvent.objects.order_by("pk").values_list("pk", flat=True)
    found = shape.objects([third, 999_999_999, first, second], Answer())
    assert [row["id"] for row in found] == [third, first, second]
    assert shape.objects([], Answer()) == []


def test_a_page_of_the_nearest_is_the_same_however_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer() -> Any:
        return APIClient().get("/api/v1/hobbyevents/?ordering=nearest&near_latitude=60.2&near_longitude=25").json()

    by_ids = answer()
    assert by_ids["count"] > 1
    monkeypatch.setattr(listing, "MANY", 0)
    # Not all have a place; then without those that have none, in one query.
    assert answer() == by_ids
    Hobby.objects.filter(location__z__isnull=True).delete()
    assert [row["id"] for row in answer()["results"]] == [row["id"] for row in by_ids["results"]][: answer()["count"]]


def test_what_not_everyone_may_read_is_not_read_as_public() -> None:
    view = next(view for view in SHARED if view.model is Promotion)
    shape: Reader = reader(view.serializer_class, Promotion, V1, frozenset(), "fi")
    promotion = Promotion.objects.get()
    promotion.organizer.state = "suspended"
    promotion.organizer.save()
    assert shape.objects([promotion.pk], Answer(), public=True) == []
    assert len(shape.objects([promotion.pk], Answer())) == 1


def test_a_field_that_cannot_be_compiled_says_so() -> None:
    field = serializers.SerializerMethodField()
    field.bind("anything", SHARED[0].serializer_class())
    with pytest.raises(TypeError, match="SerializerMethodField"):
        part_of(field, Plan(face=V1, include=frozenset(), language="fi"), "")
