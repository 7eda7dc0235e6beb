"""Generates clients from the committed documents into `var/clients/`, and says what a generator warned of."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.clients import toolbox

ROOT = toolbox.HERE.parents[1]
GENERATED = ROOT / "var" / "clients"
DOCUMENTS = {"v1": ROOT / "api/openapi.yaml", "mobile": ROOT / "api/openapi-mobile.yaml"}
OPTIONS = toolbox.HERE / "options"
"""Of each generator. Swift has a Progress of its own, so that what a dimension is called is mapped there."""
# What openapi-generator says of itself, whatever the document: that it is new to OpenAPI 3.1, and that it does not
# find the name of a choice between a number and an object, for which it then makes the right class.
OF_ITSELF = ("OpenAPI 3.1 support is still in beta", "Failed to get the schema name: null")


def run(*command: str | Path, cwd: Path = ROOT, seconds: int = 600, **variables: str) -> str:
    """What a command printed, standard error included; an AssertionError with it if it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def fresh(language: str, face: str) -> Path:
    """An empty place for a client."""
    folder = GENERATED / language / face
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def package(face: str) -> str:
    """Name of a face's Python package."""
    return f"harrastuspassi_{face}"


def generate_python(face: str) -> list[str]:
    """Generates a Python package with openapi-python-client. Any warning fails it."""
    bin_folder = toolbox.PYTHON / "bin"
    run(
        bin_folder / "openapi-python-client",
        *("generate", "--fail-on-warning", "--overwrite", "--meta", "none", "--path", DOCUMENTS[face]),
        # Of pictures and files it knows nothing but that they are bytes.
        *("--config", OPTIONS / "python.json"),
        *("--output-path", fresh("python", face) / package(face)),
        PATH=f"{bin_folder}:{os.environ['PATH']}",
    )
    return []


def generate_typescript(face: str) -> list[str]:
    """Generates types with openapi-typescript; returns what it warned of."""
    printed = run(
        toolbox.NODE_MODULES / ".bin/openapi-typescript",
        *(DOCUMENTS[face], "--root-types", "--root-types-no-schema-prefix"),
        *("--output", fresh("typescript", face) / "api.ts"),
        cwd=toolbox.NODE,
    )
    return [line for line in printed.splitlines() if not re.match("✨ openapi-typescript|🚀 ", line)]


def generate_with_java(language: str, face: str) -> list[str]:
    """Generates a Kotlin or Swift client with openapi-generator at its strictest; returns what it warned of."""
    folder = fresh(language, face)
    options = json.loads((OPTIONS / f"{language}.json").read_text())
    options |= {"inputSpec": str(DOCUMENTS[face]), "outputDir": str(folder), "strictSpec": True}
    if "packageName" in options:
        options["packageName"] += f".{face}"
    chosen = folder / "options.json"
    chosen.write_text(json.dumps(options))
    return warnings(run("java", "-jar", toolbox.generator_jar() or "", "generate", "--config", chosen))


def warnings(printed: str) -> list[str]:
    """Warnings and errors of openapi-generator about a document."""
    lines = [line for line in printed.splitlines() if re.search(r"\] (WARN|ERROR) ", line)]
    return [line for line in lines if not any(known in line for known in OF_ITSELF)]


def generate(language: str, face: str) -> list[str]:
    """Generates a client into `var/clients/LANGUAGE/FACE`; returns what the generator warned of."""
    if language == "python":
        return generate_python(face)
    return generate_typescript(face) if language == "typescript" else generate_with_java(language, face)
