"""The documents as Schemathesis takes them, read once where a test asks for them.

Requests are generated as their test runs. Were they while tests are collected, every worker would make those of all
operations, and that takes longer than half of the tests.
"""

import os
import zlib
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis.generation.meta import TestPhase

from tests.api.documented import DOCUMENTS

SHARE = 3
"""Of the systematic requests, one in so many is sent, chosen by what is in it; `make fuzz` sends all."""


def is_sent(case: Any) -> bool:
    if "FUZZ_EXAMPLES" in os.environ or case.meta is None or case.meta.phase.name is not TestPhase.COVERAGE:
        return True
    said = repr((case.path_parameters, case.query, case.headers, case.body))
    return zlib.crc32(said.encode(errors="backslashreplace")) % SHARE == 0


def filter_case(context: Any, case: Any) -> bool:
    return is_sent(case)


def read(face: str) -> Any:
    schema = schemathesis.openapi.from_dict(DOCUMENTS[face])
    schema.app = get_wsgi_application()
    schema.hook(filter_case)
    # What a module has for literals says nothing of the values that an operation takes, and is looked for each time.
    schema.config.analysis.constants.enabled = False
    return schema


@pytest.fixture(autouse=True)
def name_of_test(request: pytest.FixtureRequest) -> None:
    """Puts it where Schemathesis 4.32 looks for it, and pytest 9.2 no longer has it."""
    request.node._nodeid = request.node.nodeid


@pytest.fixture(scope="session")
def schema_of_v1() -> Any:
    return read("/api/v1/")


@pytest.fixture(scope="session")
def schema_of_mobile() -> Any:
    return read("/mobile-api/v1/")
