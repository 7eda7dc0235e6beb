"""The operations that need a sign-in: documented whole, and none that is not there; nothing breaks them."""

import re
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from schemathesis import checks
from schemathesis.pytest import from_fixture

from api.common.errors import CODES
from api.common.private import PrivateView
from api.urls import auth, mobile, v1
from harrastuspassi.accounts.machines import LONGEST, issue_token
from harrastuspassi.accounts.models import Scope
from harrastuspassi.catalogue.models import Organizer
from tests.api.asking import MOBILE, V1
from tests.api.callers import bearer
from tests.api.documented import DECLARED, DOCUMENTS, IDS, OPERATIONS, faults, fill_catalogue
from tests.api.test_fuzz import FUZZ_EXAMPLES, PLAIN, connection_stays_open
from tests.factories.accounts import member
from tests.shared import made_once

__all__ = ["connection_stays_open"]
NAMES = [f"{'v1' if face == V1 else 'mobile'}_{operation['operationId']}" for face, _, _, operation in DECLARED]
each = pytest.mark.parametrize(("face", "path", "method", "operation"), DECLARED, ids=NAMES)
BEARER, MACHINE, PASS = [{"bearer": []}], [{"machine": []}], [{"pass": []}]
PASS_OR_NONE = [{"pass": []}, {}]
BY_DOOR_TOO = [{"bearer": []}, {"door": []}]
EVALUATING = [{"bearer": []}, {"machine": []}]
TICKET = [{"ticket": []}]
ANYBODY = [{"bearer": []}, {"machine": []}, {}]


def test_every_address_and_method_is_documented() -> None:
    there = set()
    for prefix, patterns in ((V1, v1), (MOBILE, mobile), ("/auth/", auth)):
        for pattern in patterns:
            path = re.sub(r"<\w+:(\w+)>", r"{\1}", f"{prefix}{pattern.pattern}".replace("<int:pk>", "{id}"))
            view: Any = getattr(pattern.callback, "view_class", object)
            if issubclass(view, PrivateView):
                methods = {name for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)}
                there |= {(path, method) for method in methods}
    declared = {(path, method) for _, path, method, _ in DECLARED}
    public = {(path, "get") for _, path, _ in OPERATIONS}
    assert declared <= there <= declared | public


@each
def test_each_is_explained_with_examples_that_hold(
    face: str, path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    assert operation["description"]
    (tag,) = operation["tags"]
    assert tag in {tag["name"] for tag in DOCUMENTS[face]["tags"]}
    assert all(found["description"] and found["schema"]["examples"] for found in operation.get("parameters", ()))
    contents = [content for answer in operation["responses"].values() for content in answer.get("content", {}).values()]
    contents += operation.get("requestBody", {}).get("content", {}).values()
    assert contents
    for content in contents:
        if content["schema"].get("format") == "binary":
            continue
        assert content["examples"]
        for example in content["examples"].values():
            assert faults(face, content["schema"], example["value"]) == []


@each
def test_each_tells_with_which_codes_it_refuses(face: str, path: str, method: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        for content in answer.get("content", {}).values():
            values = [example["value"] for example in content.get("examples", {}).values() if int(status) >= 400]
            if face == MOBILE:
                assert all(value.keys() <= {"detail", "non_field_errors"} for value in values)
            else:
                assert all(CODES[value["code"]][0] == int(status) for value in values)
    is_open = path.startswith("/auth/")
    is_open = is_open or operation["operationId"] in ("create_pass", "create_report")
    assert is_open or operation["security"] in (
        BEARER,
        MACHINE,
        PASS,
        PASS_OR_NONE,
        ANYBODY,
        BY_DOOR_TOO,
        EVALUATING,
        TICKET,
    )
    assert is_open or "401" in operation["responses"]


# --- whatever is sent -----------------------------------------------------------------------------
SCHEMAS = {V1: from_fixture("schema_of_v1"), MOBILE: from_fixture("schema_of_mobile")}
settings = hypothesis.settings(
    max_examples=FUZZ_EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)


def fuzzing(face: str, path: str, method: str, operation: dict[str, Any]) -> Any:
    """A test of one operation, called by whoever may call it."""
    is_machine = operation.get("security") == MACHINE

    @SCHEMAS[face].include(path=path, method=method.upper()).parametrize()
    @settings
    def does_not_break(case: Any, member_calls: dict[str, str], machine_calls: dict[str, str]) -> None:
        cache.clear()
        case.call_and_validate(
            headers={**PLAIN, **(machine_calls if is_machine else member_calls)},
            checks=[checks.not_a_server_error],
        )

    marked = pytest.mark.usefixtures("filled")(pytest.mark.django_db(does_not_break))
    return pytest.mark.generated(marked)


filled = made_once(fill_catalogue)


@pytest.fixture
def member_calls(filled: object, db: None) -> dict[str, str]:
    return bearer(member(Organizer.objects.get(pk=IDS["Organizer"])))


@pytest.fixture
def machine_calls(member_calls: dict[str, str]) -> dict[str, str]:
    _, text = issue_token(name="sovellus", scope=Scope.BENEFITS, valid_for=LONGEST)
    return {"Authorization": f"Token {text}"}


for name, (face, path, method, operation) in zip(NAMES, DECLARED, strict=True):
    globals()[f"test_nothing_breaks_{name}"] = fuzzing(face, path, method, operation)
