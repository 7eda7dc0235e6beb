"""The Kotlin client, as openapi-generator makes it, compiles, and its models read what a running server answers."""

import copy
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.clients.answers import FACES, Answer
from tests.clients.generating import GENERATED, generate, run
from tests.clients.toolbox import (
    HERE,
    NODE_MODULES,
    REQUIRED,
    file_of_package,
    missing_java,
    missing_kotlin,
)

COMPILER = NODE_MODULES / "kotlin-compiler" / "lib"
PARTS = ("kotlin-compiler", "kotlin-stdlib", "kotlin-script-runtime", "kotlin-reflect", "kotlinx-coroutines-core-jvm")
CONNECTING = ("ApiClient.kt", "ResponseExt.kt", "auth")  # see kotlin/Retrofit.kt

needs_java = pytest.mark.skipif(not REQUIRED and bool(missing_java()), reason=f"No Kotlin client: {missing_java()}")
needs_kotlin = pytest.mark.skipif(not REQUIRED and bool(missing_kotlin()), reason=f"Not compiled: {missing_kotlin()}")


@pytest.fixture(scope="module")
def warnings() -> dict[str, list[str]]:
    """What the generator warned of, by face, once the clients are there."""
    return {face: generate("kotlin", face) for face in FACES}


@pytest.fixture(scope="module")
def class_path(warnings: dict[str, list[str]]) -> str:
    """Where the compiled clients and what they run on are."""
    carried = file_of_package("run_kotlin_kernel/jars")
    assert carried is not None
    libraries = [COMPILER / "kotlin-stdlib.jar", *carried.glob("kotlinx-serialization-*.jar")]
    generated = [path for face in FACES for path in (GENERATED / "kotlin" / face / "src/main").rglob("*.kt")]
    sources = [path for path in generated if not {path.name, path.parent.name} & set(CONNECTING)]
    assert len(sources) > 100
    classes = GENERATED / "kotlin" / "classes"
    run(
        *("java", "-cp", ":".join(str(COMPILER / f"{part}.jar") for part in PARTS)),
        "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
        *("-no-stdlib", "-no-reflect", "-nowarn", f"-Xplugin={COMPILER / 'kotlinx-serialization-compiler-plugin.jar'}"),
        *("-cp", ":".join(map(str, libraries)), "-d", classes, *(HERE / "kotlin").glob("*.kt"), *sources),
    )
    return ":".join(map(str, [classes, *libraries]))


def read_and_written(class_path: str, answers: list[Answer], folder: Path) -> list[Any]:
    """The answers as JSON again, after the generated models have read them."""
    arguments = []
    for number, answer in enumerate(answers):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(answer.body))
        shape = answer.operation.shape + ("[]" if answer.operation.is_bare else "")
        arguments += [answer.operation.face, shape, str(path)]
    run("java", "-cp", class_path, "ReadAndWriteKt", *arguments)
    return [json.loads(path.read_text()) for path in map(Path, arguments[2::3])]


def comparable(value: Any) -> Any:
    """JSON with its instants as such: Kotlin leaves out seconds that are zero."""
    if isinstance(value, dict):
        return {name: comparable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [comparable(inner) for inner in value]
    is_instant = isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}T\d", value)
    return dt.datetime.fromisoformat(value) if is_instant else value


@needs_java
def test_the_generator_warns_of_nothing(warnings: dict[str, list[str]]) -> None:
    assert warnings == {face: [] for face in FACES}


@needs_kotlin
def test_what_is_read_becomes_models_that_have_lost_nothing(
    class_path: str, answers: list[Answer], tmp_path: Path
) -> None:
    for answer, again in zip(answers, read_and_written(class_path, answers, tmp_path), strict=True):
        assert comparable(again) == comparable(answer.body), (answer.operation.name, answer.query)


@needs_kotlin
def test_an_old_app_reads_what_a_newer_server_answers(class_path: str, answers: list[Answer], tmp_path: Path) -> None:
    hobby = next(found for found in answers if found.operation.name == "get_hobby")
    newer = copy.deepcopy(hobby.body) | {"price_type": "barter", "new_field": {"of": ["any", "kind"]}}
    later = Answer(operation=hobby.operation, query={}, body=newer)
    [again] = read_and_written(class_path, [later], tmp_path)
    assert comparable(again) == comparable(hobby.body | {"price_type": "unknown_default_open_api"})
