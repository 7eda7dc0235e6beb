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

from harrastuspassi.config.wsgi import application
from tests.api.documented import fill_catalogue

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
    fill_catalogue()


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
