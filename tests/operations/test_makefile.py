"""`make run` as a newcomer meets it; only the installation of packages is left to CI's own set-up."""

import os
import re
import signal
import sys
from pathlib import Path

import httpx
import pytest

from tests.operations.demo import BIN, make_run
from tests.operations.system import ROOT, System, wait_for

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.either("`make run` as it is in a fresh clone: on SQLite")]


def count(system: System) -> int:
    return httpx.get(f"{system.url}/api/v1/hobbies/?page_size=1", timeout=20).json()["count"]


def releases(system: System) -> int:
    return httpx.get(f"{system.url}/api/v1/statistics/releases/", timeout=20).json()["count"]


def interrupt(system: System, process_id: int) -> None:
    os.killpg(process_id, signal.SIGINT)  # what Ctrl-C sends
    assert wait_for(lambda: not system.processes(), 20), system.log.read_text()


def test_run_serves_demo_data_stops_whole_and_starts_again_quickly_with_nothing_lost(demo):
    system, first = demo
    addresses = set(re.findall(rf"{system.url}/\S+", first.printed))
    assert len(addresses) >= 5
    for address in addresses:
        assert httpx.get(address, timeout=20, follow_redirects=True).status_code == 200, address
    hobbies = count(system)
    assert hobbies > 100
    assert releases(system) or "no release on" in first.printed
    assert len(system.processes()) >= 5  # make, honcho, API, worker, beat
    interrupt(system, first.process_id)

    again = make_run(system)
    assert again.seconds < 60  # 5 s on a machine that does nothing else, 25 s on a busy one
    assert count(system) == hobbies
    assert "There are passes already" in again.printed


@pytest.mark.parametrize(
    ("python", "why"),
    [
        ("import sys; sys.exit(not sys.argv[1:2] == ['--version'])", "Python 3.11 or newer is needed"),
        ("import sys; sys.exit('venv' in sys.argv[-1])", "lacks its venv module"),
    ],
)
def test_set_up_says_what_is_missing(system, tmp_path, python, why):
    unfit = tmp_path / "python3"
    unfit.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{python}" "$@"\n')
    unfit.chmod(0o755)
    done = system.run("make", "--what-if=requirements.lock", "lint", f"PYTHON={unfit}", f"BIN={BIN}")
    assert done.returncode != 0
    assert why in done.stdout


@pytest.mark.parametrize("target", ["run", "test", "clients", "faults", "lint", "fuzz", "lock"])
def test_every_target_names_commands_and_files_that_exist(system, target):
    planned = system.run("make", "--dry-run", "--old-file=.venv/runtime", "--old-file=.venv/dev", target, f"BIN={BIN}")
    assert planned.returncode == 0, planned.stdout
    for word in planned.stdout.split():
        if word.startswith(f"{BIN}/"):
            assert Path(word).exists(), word
        if re.fullmatch(r"(tests|api)/[\w/.-]+|[\w-]+\.(py|lock|toml)", word):
            assert (ROOT / word).exists(), word
