"""What dies and comes back: API, workers and beat of a system under load, and what is counted in the end."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import orjson

from tests.faults.sending import Phones, Plan, Total, plan, post
from tests.operations.system import System, wait_for

WEB = "python -m gunicorn --config python:harrastuspassi.config.gunicorn harrastuspassi.config.wsgi"
CELERY = "python -m celery --quiet --app tests.faults.app"
WORKER = f"{CELERY} worker --concurrency 1 --without-gossip --without-mingle --without-heartbeat"
BEAT = f"{CELERY} beat --pidfile="


class Harness:
    """The processes of a system by name. What ends by itself is begun anew, as operators have it, and told."""

    def __init__(self, system: System, workers: int):
        self.system = system
        self._commands = {"api": WEB, "beat": BEAT, **{f"worker {n}": WORKER for n in range(workers)}}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.killed: Counter[str] = Counter()
        self.ended_themselves: Counter[str] = Counter()

    def start(self) -> None:
        done = self.system.run("python", "manage.py", "migrate", "--verbosity", "0", seconds=300)
        assert done.returncode == 0, done.stdout
        for name in self._commands:
            self._start(name)
        assert wait_for(self.system.is_up, 60), self.system.log.read_text()

    def kill(self, name: str) -> None:
        """Kills a process and its children at once (SIGKILL), and begins it anew."""
        process = self._running[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.killed[name.split()[0]] += 1
        self._start(name)

    def look_after(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                self.ended_themselves[name.split()[0]] += 1
                self._start(name)

    def _start(self, name: str) -> None:
        self._running[name] = self.system.start(*self._commands[name].split())

    def new_passes(self, number: int) -> list[dict[str, str]]:
        """Passes that have consented."""
        made = []
        for _ in range(number):
            status, held = post(self.system.port, "/api/v1/passes/", b"", {})
            assert status == 201, held
            header = {"Authorization": f"Pass {held['id']}:{held['secret']}", "Content-Type": "application/json"}
            words = orjson.dumps({"version": "1", "is_at_least_13": True})
            status, told = post(self.system.port, "/api/v1/passes/me/consents/statistics/", words, header, "PUT")
            assert status == 200, told
            made.append(held)
        return made


Fault = Callable[[], None]


def send_through(
    harness: Harness, *, events: int, a_batch: int, passes: int, over_s: float, faults: list[tuple[float, Fault]]
) -> tuple[Plan, Phones]:
    """Sends events and lets faults happen, each when a share of the sending (0 to 1) has been taken on."""
    made = plan(events, a_batch, harness.new_passes(passes))
    phones = Phones(harness.system.port, made, over_s=over_s)
    phones.start()
    for share, fault in sorted(faults, key=lambda one: one[0]):
        while phones.progress < share and not phones.wrong:
            time.sleep(0.1)
            harness.look_after()
        fault()
    while phones.progress < 1 and not phones.wrong:
        time.sleep(0.2)
        harness.look_after()
    phones.join()
    assert phones.wrong == []
    return made, phones


def check(made: Plan, counted: list[tuple[UUID, str, int, UUID | None]]) -> str:
    """Asserts that what was counted is what was acknowledged, each once. Returns a line of figures."""
    keys = [key for key, *_ in counted]
    lost, twice, strange = made.keys - set(keys), len(keys) - len(set(keys)), set(keys) - made.keys
    assert (len(lost), twice, len(strange)) == (0, 0, 0)
    totals: Counter[Total] = Counter((kind, hobby, str(of) if of else None) for _, kind, hobby, of in counted)
    assert totals == made.expected
    return f"{len(made.keys)} events in {len(made.expected)} totals: 0 lost, 0 twice"
