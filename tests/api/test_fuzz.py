"""Schemathesis against the documents of both faces: what is generated from them must be answered as they say.

FUZZ_EXAMPLES says how many requests an operation gets besides the systematic ones; `make fuzz` asks for 500.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.generation import GenerationMode
from schemathesis.pytest import from_fixture

from tests.api.asking import MOBILE, V1, get
from tests.api.conftest import is_sent, read
from tests.api.documented import OPERATIONS, fill_catalogue
from tests.shared import made_once

FUZZ_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))

settings = hypothesis.settings(
    max_examples=FUZZ_EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)

pytestmark = [pytest.mark.django_db, pytest.mark.generated]

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


filled = made_once(fill_catalogue)


@pytest.fixture(autouse=True)
def catalogue(filled: object, db: None) -> None:
    """Something of everything."""


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


def filter_case(context: Any, case: Any) -> bool:
    is_positive = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
    return is_sent(case) and not (is_positive and breaks_a_rule_across_parameters(case.query or {}))


@pytest.fixture(scope="session")
def reads_of_v1() -> Any:
    schema = read(V1)
    schema.hook(filter_case)
    return schema


@pytest.fixture(scope="session")
def reads_of_mobile() -> Any:
    schema = read(MOBILE)
    # Invalid values are left out of account on this face, as the old backend did.
    schema.config.checks.negative_data_rejection.enabled = False
    return schema


@pytest.mark.parametrize(
    ("query", "is_broken"),
    [
        ({"near_latitude": 60.0}, True),
        ({"near_longitude": 25.0}, True),
        ({"near_latitude": 60.0, "near_longitude": 25.0, "max_distance": 1.0, "ordering": "nearest"}, False),
        ({"max_distance": 1.0}, True),
        ({"ordering": "nearest"}, True),
        ({"ordering": "name"}, False),
        ({"period_start": "2026-09-02", "period_end": "2026-09-01"}, True),
        ({"period_start": "2026-09-01", "period_end": "2026-09-01"}, False),
        ({"bbox": "25.0,60.1,24.0,60.0"}, True),
        ({"bbox": "0.0,-91.0,1.0,0.0"}, True),
        ({"bbox": "25.0,60.0,24.0,60.0"}, False),
    ],
)
def test_only_what_is_refused_is_left_out(query: dict[str, Any], is_broken: bool) -> None:
    assert breaks_a_rule_across_parameters(query) == is_broken
    assert get(V1, "hobbies/", query).status_code == (400 if is_broken else 200)


def fuzzing(face: str, path: str) -> Callable[..., None]:
    """A test of one operation."""
    schema = from_fixture("reads_of_v1" if face == V1 else "reads_of_mobile")

    @schema.include(path=path, method="GET").parametrize()
    @settings
    def answers_as_documented(case: Any) -> None:
        case.call_and_validate(headers=PLAIN)

    test: Callable[..., None] = answers_as_documented
    return test


# One test function an operation, for xdist to deal out.
for face, path, operation in OPERATIONS:
    name = "v1" if face == V1 else "mobile"
    globals()[f"test_{name}_{operation['operationId']}"] = fuzzing(face, path)
