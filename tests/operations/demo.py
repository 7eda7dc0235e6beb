"""`make run` of a system of the test's own."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.operations.system import System, wait_for

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Started:
    """What came of starting it: the process, what it printed, and the seconds until it answered."""

    process_id: int
    printed: str
    seconds: float


def make_run(system: System) -> Started:
    """Starts `make run` on the packages at hand."""
    system.log.write_text("")
    began = time.monotonic()
    make = system.start("make", "--old-file=.venv/runtime", "run", f"BIN={BIN}")
    # A minute on a machine that does nothing else.
    assert wait_for(lambda: "Ctrl-C ends it." in system.log.read_text() or make.poll() is not None, 400)
    printed = system.log.read_text()
    assert "Ctrl-C ends it." in printed, printed
    return Started(make.pid, printed, time.monotonic() - began)
