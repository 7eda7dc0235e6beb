"""The strictest validators that the generators bring have nothing to say about the documents."""

import pytest

from tests.clients import toolbox
from tests.clients.generating import DOCUMENTS, OPTIONS, run

every_document = pytest.mark.parametrize("face", DOCUMENTS)


@pytest.mark.skipif(not toolbox.REQUIRED and bool(toolbox.missing_java()), reason=f"{toolbox.missing_java()}")
@every_document
def test_openapi_generator_recommends_nothing(face: str) -> None:
    printed = run("java", "-jar", toolbox.generator_jar() or "", "validate", "--recommend", "-i", DOCUMENTS[face])
    assert "No validation issues detected." in printed


@pytest.mark.skipif(not toolbox.REQUIRED and bool(toolbox.missing_node()), reason=f"{toolbox.missing_node()}")
@every_document
def test_the_strictest_rules_of_redocly_hold(face: str) -> None:
    assert run("node", OPTIONS / "lint.mjs", DOCUMENTS[face], cwd=toolbox.NODE) == ""
