"""Schemathesis against the documents of both faces: what is generated from them must be answered as they say.

FUZZ_EXAMPLES says how many requests an operation gets besides the systematic ones; `make fuzz` asks for 500.
"""

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.generation import GenerationMode

from api.docs import examples
from harrastuspassi.catalogue.models import HobbyCategory
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.config.wsgi import application
from tests.factories import catalogue as factories

FUZZ_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "50"))

v1 = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
mobile = schemathesis.openapi.from_wsgi("/mobile-api/v1/schema/", application)
# Invalid values are left out of account on this face, as the old backend did.
mobile.config.checks.negative_data_rejection.enabled = False

settings = hypothesis.settings(
    max_examples=FUZZ_EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
pytestmark = pytest.mark.django_db


IDS = examples.IDS
PLAIN = {"Accept-Encoding": "identity"}
"""In process, Schemathesis asks for gzip but does not unpack it."""


@pytest.fixture(autouse=True)
def connection_stays_open() -> Iterator[None]:
    """Keeps requests from closing the connection in the middle of the test's transaction, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    """Something of everything, under the ids that the documents' examples name, and odd rows besides."""
    turku = factories.MunicipalityFactory(id=IDS["Municipality"], code="853")
    district = factories.DistrictFactory(id=IDS["District"], municipality=turku, code="101")
    factories.PostalCodeFactory(district=district)
    root = HobbyCategory.objects.create(id=examples.ROOT_CATEGORY["id"], name_fi="Liikunta")
    leaf = HobbyCategory.objects.create(id=IDS["HobbyCategory"], name_sv="Parkour", parent=root)
    rebuild_tree()
    audience = factories.AudienceFactory(id=IDS["Audience"])
    organizer = factories.OrganizerFactory(id=IDS["Organizer"], municipality=turku, phone="+35822623221")
    place = factories.LocationFactory(id=IDS["Location"], municipality=turku, district=district, is_accessible=True)
    hobby = factories.HobbyFactory(
        id=IDS["Hobby"],
        organizer=organizer,
        location=place,
        categories=[root, leaf],
        audiences=[audience],
        cover_image="hobbies/pärkour 1.jpg",
        languages="en fi",
        age_from=13,
    )
    factories.HobbyEventFactory(id=IDS["HobbyEvent"], hobby=hobby)
    factories.HobbyEventFactory(hobby=hobby, cancelled=True)
    factories.HobbyEventFactory(hobby=factories.HobbyFactory(organizer=None, location=None), all_day=True)
    nowhere = factories.LocationFactory(latitude=None, longitude=None, municipality=None)
    factories.HobbyEventFactory(hobby__location=nowhere)
    factories.PromotionFactory(id=IDS["Promotion"], organizer=organizer, location=place)
    factories.PromotionFactory(location=None)


def breaks_a_rule_across_parameters(query: dict[str, Any]) -> bool:
    """Whether valid values do not go together; no schema can say so, and the answer is 400 (DESIGN.md, "Settled")."""
    position = {"near_latitude", "near_longitude"} & query.keys()
    start, end = query.get("period_start"), query.get("period_end")
    # A comma-separated array is one string by now.
    box = [float(edge) for edge in query["bbox"].split(",")] if query.get("bbox") else None
    return (
        len(position) == 1
        or (not position and ("max_distance" in query or query.get("ordering") == "nearest"))
        or (start is not None and end is not None and end < start)
        or (box is not None and not -90 <= box[1] <= box[3] <= 90)
    )


@v1.hook
def filter_case(context: Any, case: Any) -> bool:
    is_positive = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
    return not (is_positive and breaks_a_rule_across_parameters(case.query or {}))


@v1.parametrize()
@settings
def test_v1_answers_as_documented(case: Any) -> None:
    case.call_and_validate(headers=PLAIN)


@mobile.parametrize()
@settings
def test_mobile_answers_as_documented(case: Any) -> None:
    case.call_and_validate(headers=PLAIN)
