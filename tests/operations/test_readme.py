"""Every command in README.md is run, or is a target that CI runs; every variable it lists exists, and the reverse.

A block marked `sh` is a script. `make` and Compose lines are checked against their files; a block of anything
else runs as a whole, in order, against what `make run` serves, and each command must succeed.
"""

import re
import sys
from pathlib import Path

import pytest
import yaml

from tests.operations.system import ROOT

README = (ROOT / "README.md").read_text()
SCRIPT = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = SCRIPT.findall(README)
EARLIER = {
    block: "".join(earlier for earlier in blocks[:number] if "() {" in earlier)
    for blocks in map(SCRIPT.findall, re.split(r"^##+ ", README, flags=re.MULTILINE))
    for number, block in enumerate(blocks)
}
"""What a reader of the same section has pasted before a block, and may use in it: functions."""
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
SERVED_AT = "http://127.0.0.1:8000"
# A tour's command that is answered with an error has failed, and one that prints nothing shows nothing.
STRICT = """
set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body --max-time 30 "$@" | grep --text "" ; echo; }
"""

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.either("tours of `make run`, which is on SQLite")]


def is_set_up(block: str) -> bool:
    """Whether a block only sets up, serves or deploys, which other tests and CI itself do."""
    return all(re.match(r"make |docker compose |export ", line) for line in block.splitlines())


SET_UP = [block for block in BLOCKS if is_set_up(block)]
TOURS = [block for block in BLOCKS if not is_set_up(block)]


@pytest.fixture(scope="module")
def checkout(demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as `make run` leaves it, with the packages and the data of this run."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("manage.py", "harrastuspassi", "api", "workers"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "var").symlink_to(demo[0].var_dir)
    return folder


@pytest.mark.parametrize("block", TOURS, ids=[block.splitlines()[0] for block in TOURS])
def test_a_tour_does_as_it_says(demo, checkout, block):
    system, _ = demo
    script = f"{{\n{EARLIER[block]}\n}} >/dev/null\n{block}" if EARLIER[block] else block
    done = system.run("bash", "-c", f"cd {checkout}\n" + STRICT + script.replace(SERVED_AT, system.url))
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip()


@pytest.mark.parametrize("block", SET_UP, ids=[block.splitlines()[0] for block in SET_UP])
def test_set_up_names_what_exists(block):
    compose = (ROOT / "docker-compose.yml").read_text()
    for line in block.splitlines():
        if line.startswith("make "):
            assert line.removeprefix("make ").strip() in TARGETS
        elif line.startswith("export "):
            for name in re.findall(r"(\w+)=", line):
                assert f"${{{name}:?" in compose
        else:
            assert yaml.safe_load(compose)["services"]
            assert re.fullmatch(r"docker compose up( --detach| --build)*", line)


def test_the_first_screen_has_both_commands():
    first_screen = "\n".join(README.splitlines()[:30])
    assert "make run" in first_screen
    assert "make test" in first_screen


def test_every_variable_is_listed_and_every_listed_one_is_read():
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    sources = [*(ROOT / "harrastuspassi").rglob("*.py"), *(ROOT / "workers").glob("*.py")]
    code = "\n".join(path.read_text() for path in sources)
    read_by = ("legs.py", "api/test_fuzz.py", "clients/toolbox.py")
    tests = "\n".join((ROOT / "tests" / path).read_text() for path in read_by)
    read = set(re.findall(r"""(?:env\.\w+|required)\(["'](\w+)["']""", code))
    read |= set(re.findall(r'environ\.get\("(\w+)"', tests))
    for name in ("Procfile", "docker-compose.yml"):
        read |= set(re.findall(r"\$\{(\w+)", (ROOT / name).read_text()))
    assert listed == read
