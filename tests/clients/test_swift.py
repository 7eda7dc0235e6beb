"""The Swift client, as openapi-generator makes it; it compiles where there is a compiler."""

import pytest

from tests.clients.answers import FACES
from tests.clients.generating import GENERATED, generate, run
from tests.clients.toolbox import REQUIRED, missing_java, missing_swift

needs_java = pytest.mark.skipif(not REQUIRED and bool(missing_java()), reason=f"No Swift client: {missing_java()}")
every_face = pytest.mark.parametrize("face", FACES)


@needs_java
@every_face
def test_the_generator_warns_of_nothing(face: str) -> None:
    assert generate("swift", face) == []
    assert list((GENERATED / "swift" / face).rglob("HobbyEvent.swift"))


# No registry that is asked here has a Swift compiler, so CI does not require it.
@needs_java
@pytest.mark.skipif(bool(missing_swift()), reason=f"Not compiled: {missing_swift()}")
@every_face
def test_the_client_compiles(face: str) -> None:
    generate("swift", face)
    run("swiftc", "-typecheck", "-swift-version", "6", *(GENERATED / "swift" / face / "Sources").rglob("*.swift"))
