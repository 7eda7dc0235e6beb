"""The import contracts bite: each is broken here on a copy of the code."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.system import ROOT

pytestmark = pytest.mark.once("which module imports which")

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    target = tmp_path_factory.mktemp("copy")
    for package in ("harrastuspassi", "api", "workers"):
        shutil.copytree(ROOT / package, target / package, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def lint(folder: Path) -> tuple[int, str]:
    environment = {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_the_code_keeps_them(copy):
    code, output = lint(copy)
    assert code == 0, output


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("harrastuspassi/catalogue/broken.py", "import api.urls", "api and workers stand on the domain"),
        ("harrastuspassi/catalogue/broken.py", "import workers.app", "api and workers stand on the domain"),
        ("api/broken.py", "import workers.app", "api and workers stand on the domain"),
        ("workers/broken.py", "import api.urls", "api and workers stand on the domain"),
        ("harrastuspassi/common/broken.py", "import harrastuspassi.catalogue", "The domain is layered"),
        ("harrastuspassi/catalogue/broken.py", "import harrastuspassi.importers", "The domain is layered"),
        ("harrastuspassi/participation/broken.py", "import harrastuspassi.passes", "The domain is layered"),
        ("api/broken.py", "import harrastuspassi.participation.models.events", "Raw rows about passes"),
        ("harrastuspassi/demo/broken.py", "import harrastuspassi.participation.models.inbox", "Raw rows about passes"),
        ("harrastuspassi/unplaced/__init__.py", "", "The domain is layered"),
        ("harrastuspassi/catalogue/broken.py", "import celery", "Celery stays behind queue.py"),
        ("api/broken.py", "import kombu", "Celery stays behind queue.py"),
        ("harrastuspassi/catalogue/broken.py", "import rest_framework", "The domain knows no HTTP API"),
    ],
)
def test_a_breach_is_named(copy, path, line, contract):
    file = copy / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{line}\n")
    try:
        code, output = lint(copy)
    finally:
        shutil.rmtree(file.parent) if file.name == "__init__.py" else file.unlink()
    assert code == 1
    assert any(text.startswith(contract) and "BROKEN" in text for text in output.splitlines()), output
