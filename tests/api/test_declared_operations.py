"""The operations that need a sign-in: documented whole, and none that is not there; nothing breaks them."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache

from api.common.errors import CODES
from api.urls import auth, of_passes, own
from harrastuspassi.catalogue.models import Organizer
from harrastuspassi.config.wsgi import application
from tests.api.callers import bearer
from tests.api.documented import DECLARED, DOCUMENTS, IDS, faults, fill_catalogue
from tests.api.test_fuzz import FUZZ_EXAMPLES, PLAIN, connection_stays_open
from tests.factories.accounts import member

__all__ = ["connection_stays_open"]
V1 = "/api/v1/"
each = pytest.mark.parametrize(
    ("path", "method", "operation"), DECLARED, ids=[operation["operationId"] for _, _, operation in DECLARED]
)


def test_every_address_and_method_is_documented() -> None:
    there = set()
    for prefix, patterns in ((V1, own), (V1, of_passes), ("/auth/", auth)):
        for pattern in patterns:
            path = (
                f"{prefix}{pattern.pattern}".replace("<int:pk>", "{id}")
                .replace("<int:", "{")
                .replace("<str:", "{")
                .replace(">", "}")
            )
            view: Any = pattern.callback
            methods = {name for name in ("get", "post", "put", "patch", "delete") if hasattr(view.view_class, name)}
            there |= {(path, method) for method in methods}
    assert {(path, method) for path, method, _ in DECLARED} == there


@each
def test_each_is_explained_with_examples_that_hold(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENTS[V1]["tags"]} & {"Accounts", "Passes"}
    assert all(found["description"] and found["schema"]["examples"] for found in operation.get("parameters", ()))
    contents = [content for answer in operation["responses"].values() for content in answer.get("content", {}).values()]
    contents += operation.get("requestBody", {}).get("content", {}).values()
    assert contents
    for content in contents:
        assert content["examples"]
        for example in content["examples"].values():
            assert faults(V1, content["schema"], example["value"]) == []


@each
def test_each_tells_with_which_codes_it_refuses(path: str, method: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        for content in answer.get("content", {}).values():
            codes = [example["value"]["code"] for example in content["examples"].values() if int(status) >= 400]
            assert all(CODES[code][0] == int(status) for code in codes)
    is_open = path.startswith("/auth/")
    is_open = is_open or operation["operationId"] == "create_pass"
    assert is_open or operation["security"] in ([{"bearer": []}], [{"pass": []}])
    assert is_open or "401" in operation["responses"]


# --- whatever is sent -----------------------------------------------------------------------------
document = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
settings = hypothesis.settings(
    max_examples=FUZZ_EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)


def fuzzing(path: str, method: str) -> Any:
    """A test of one operation, called by a member."""

    @document.include(path=path, method=method.upper()).parametrize()
    @settings
    def does_not_break(case: Any, member_calls: dict[str, str]) -> None:
        cache.clear()
        case.call_and_validate(
            headers={**PLAIN, **member_calls},
            checks=[schemathesis.checks.not_a_server_error],
        )

    return pytest.mark.django_db(does_not_break)


@pytest.fixture
def member_calls(db: None) -> dict[str, str]:
    fill_catalogue()
    return bearer(member(Organizer.objects.get(pk=IDS["Organizer"])))


for path, method, operation in DECLARED:
    globals()[f"test_nothing_breaks_{operation['operationId']}"] = fuzzing(path, method)
