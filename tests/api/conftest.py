"""The documents as Schemathesis takes them, read once where a test asks for them.

Requests are generated as their test runs. Were they while tests are collected, every worker would make those of all
operations, and that takes longer than half of the tests.
"""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application


def read(face: str, blocker: Any) -> Any:
    # Before each request Django looks after its connections.
    with blocker.unblock():
        schema = schemathesis.openapi.from_wsgi(f"{face}schema/", get_wsgi_application())
    # What a module has for literals says nothing of the values that an operation takes, and is looked for each time.
    schema.config.analysis.constants.enabled = False
    return schema


@pytest.fixture(autouse=True)
def name_of_test(request: pytest.FixtureRequest) -> None:
    """Puts it where Schemathesis 4.32 looks for it, and pytest 9.2 no longer has it."""
    request.node._nodeid = request.node.nodeid


@pytest.fixture(scope="session")
def schema_of_v1(django_db_setup: None, django_db_blocker: Any) -> Any:
    return read("/api/v1/", django_db_blocker)


@pytest.fixture(scope="session")
def schema_of_mobile(django_db_setup: None, django_db_blocker: Any) -> Any:
    return read("/mobile-api/v1/", django_db_blocker)
