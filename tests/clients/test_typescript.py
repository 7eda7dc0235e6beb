"""The TypeScript types, as openapi-typescript makes them, fit what a running server answers, by `tsc --strict`."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.clients.answers import FACES, Answer
from tests.clients.generating import GENERATED, generate, run
from tests.clients.toolbox import HERE, NODE, NODE_MODULES, REQUIRED, missing_node

pytestmark = pytest.mark.skipif(not REQUIRED and bool(missing_node()), reason=f"No TypeScript: {missing_node()}")
STRICT = ("--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit", "--target", "es2022")


@pytest.fixture(scope="module", params=FACES)
def types(request: pytest.FixtureRequest) -> Path:
    """The generated types of a face."""
    assert generate("typescript", request.param) == []
    return GENERATED / "typescript" / request.param / "api.ts"


def compile_strictly(*paths: Path) -> None:
    run("node", NODE_MODULES / "typescript/bin/tsc", *STRICT, "--module", "nodenext", *paths, cwd=NODE)


def constant(name: str, answer: Answer, body: object) -> str:
    shape = answer.operation.shape + ("[]" if answer.operation.is_bare else "")
    return f"export const {name}: {shape} = {json.dumps(body)};\n"


def program(answers: list[Answer], declared: str) -> str:
    shapes = sorted({answer.operation.shape for answer in answers})
    return f"import type {{ {', '.join(shapes)} }} from './api.js';\n{declared}"


def test_every_answer_is_what_its_type_says(types: Path, answers: list[Answer]) -> None:
    own = [answer for answer in answers if answer.operation.face == types.parent.name]
    assert len(own) > 20
    written = types.with_name("answers.ts")
    written.write_text(program(own, "".join(constant(f"a{n}", own[n], own[n].body) for n in range(len(own)))))
    compile_strictly(written)


def test_the_compiler_sees_what_is_no_answer(types: Path, answers: list[Answer]) -> None:
    own = [answer for answer in answers if answer.operation.face == types.parent.name]
    hobby = next(answer for answer in own if answer.operation.name == "get_hobby")
    wrong = types.with_name("wrong.ts")
    changes = ({"age_from": "13"}, {"price_type": "barter"}, {"undocumented": 1}, {"organizer": {"id": 1}})
    bodies = [{**hobby.body, **change} for change in changes] + [hobby.body]
    wrong.write_text(program([hobby], "".join(constant(f"a{n}", hobby, body) for n, body in enumerate(bodies))))
    with pytest.raises(AssertionError) as caught:
        compile_strictly(wrong)
    assert re.findall(r"wrong[.]ts\((\d+),", str(caught.value)) == ["2", "3", "4", "5"]


def test_a_program_by_hand_compiles(tmp_path: Path) -> None:
    for face in FACES:
        generate("typescript", face)
        shutil.copy(GENERATED / "typescript" / face / "api.ts", tmp_path / f"{face}.ts")
    sample = shutil.copy(HERE / "typescript" / "sample.ts", tmp_path)
    compile_strictly(sample)
