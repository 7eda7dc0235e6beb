"""Writing as the documents say it: explained, with examples that hold; whatever is sent is answered as documented."""

from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from schemathesis import checks
from schemathesis.pytest import from_fixture

from api.docs import examples
from harrastuspassi.catalogue.models import Organizer
from tests.api.asking import MOBILE, V1
from tests.api.callers import bearer, call
from tests.api.documented import DOCUMENTS, IDS, WRITTEN, faults, fill_catalogue
from tests.api.test_fuzz import FUZZ_EXAMPLES, PLAIN, connection_stays_open
from tests.factories.accounts import member
from tests.shared import made_once

__all__ = ["connection_stays_open"]
NAMES = [f"{'v1' if face == V1 else 'mobile'}_{operation['operationId']}" for face, _, _, operation in WRITTEN]
each = pytest.mark.parametrize(("face", "path", "method", "operation"), WRITTEN, ids=NAMES)
ON_V1 = [item[1:] for item in WRITTEN if item[0] == V1]
each_of_v1 = pytest.mark.parametrize(
    ("path", "method", "operation"), ON_V1, ids=[op["operationId"] for *_, op in ON_V1]
)


def content_of(part: dict[str, Any]) -> list[dict[str, Any]]:
    return list(part.get("content", {}).values())


# --- what is said ---------------------------------------------------------------------------------
@each
def test_each_is_explained(face: str, path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert operation["security"] == [{"bearer": []}]
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENTS[face]["tags"]}
    assert all(found["description"] and found["schema"]["examples"] for found in operation["parameters"])
    assert all(answer["description"] for answer in operation["responses"].values())


@each_of_v1
def test_every_example_is_valid(path: str, method: str, operation: dict[str, Any]) -> None:
    parts = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in [found for part in parts for found in content_of(part)]:
        assert content["examples"]
        for example in content["examples"].values():
            assert faults(V1, content["schema"], example["value"]) == []


@each_of_v1
def test_a_change_has_to_say_of_what(path: str, method: str, operation: dict[str, Any]) -> None:
    asked = {found["name"] for found in operation["parameters"] if found.get("required")}
    is_change = method != "post"
    assert ("If-Match" in asked) == is_change
    assert ({"412", "428"} <= set(operation["responses"])) == is_change
    assert ("ETag" in next(iter(operation["responses"].values())).get("headers", {})) == (method != "delete")


@each
def test_no_body_has_a_default_that_clients_would_send(
    face: str, path: str, method: str, operation: dict[str, Any]
) -> None:
    for content in content_of(operation.get("requestBody", {})):
        name = content["schema"]["$ref"].rpartition("/")[2]
        shape = DOCUMENTS[face]["components"]["schemas"][name]
        assert not any("default" in part for part in shape["properties"].values())
        # What is not known is refused on the one face, and left out of account on the other.
        assert shape.get("additionalProperties", True) == (face == MOBILE)


# --- what is done -----------------------------------------------------------------------------------
filled = made_once(fill_catalogue)


@pytest.fixture
def member_calls(filled: object, db: None) -> dict[str, str]:
    cache.clear()
    return bearer(member(Organizer.objects.get(pk=IDS["Organizer"])))


@each_of_v1
def test_an_example_is_taken_and_answered_as_documented(
    path: str, method: str, operation: dict[str, Any], member_calls: dict[str, str]
) -> None:
    (content,) = content_of(operation.get("requestBody", {})) or ({},)
    (example,) = content.get("examples", {"": {"value": None}}).values()
    ids = [str(found["schema"]["examples"][0]) for found in operation["parameters"] if found["in"] == "path"]
    address = path.replace("{id}", "".join(ids))
    answer = call(method, address, example["value"], If_Match="*", **member_calls)
    status = str(answer.status_code)
    # The example's location is where a hobby takes place.
    assert status in (("409",) if operation["operationId"] == "delete_location" else ("200", "201", "204")), (
        answer.content
    )
    for content in content_of(operation["responses"][status]):
        assert faults(V1, content["schema"], answer.json()) == []
    assert set(operation["responses"][status].get("headers", {})) <= set(answer.headers)


def test_the_examples_are_of_what_there_is() -> None:
    shapes = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in ON_V1
        for content in content_of(operation.get("requestBody", {}))
    }
    assert set(examples.BODIES) == {name for name in shapes if not name.startswith("Patched")}


# --- whatever is sent -------------------------------------------------------------------------------
SCHEMAS = {V1: from_fixture("schema_of_v1"), MOBILE: from_fixture("schema_of_mobile")}
settings = hypothesis.settings(
    max_examples=FUZZ_EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
# Whether a body is right depends on what there is, which no schema says: its refusal is as good as its being taken.
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


def fuzzing(face: str, path: str, method: str) -> Any:
    """A test of one operation, called by a member."""

    @SCHEMAS[face].include(path=path, method=method.upper()).parametrize()
    @settings
    def is_answered_as_documented(case: Any, member_calls: dict[str, str]) -> None:
        cache.clear()
        # What cannot be read at all has a text there in place of texts by field.
        kept = CHECKS if face == V1 else [check for check in CHECKS if check is not checks.response_schema_conformance]
        case.call_and_validate(headers={**PLAIN, **member_calls}, checks=kept)

    marked = pytest.mark.usefixtures("filled")(pytest.mark.django_db(is_answered_as_documented))
    return pytest.mark.generated(marked)


for name, (face, path, method, _) in zip(NAMES, WRITTEN, strict=True):
    globals()[f"test_fuzz_{name}"] = fuzzing(face, path, method)
