"""Events of known totals, sent by phones that send again until they are answered, as the documents tell them to."""

import gzip
import http.client
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson

from harrastuspassi.common import clock
from harrastuspassi.participation.kinds import key_of

PATH = "/api/v1/participation/batches/"
KINDS = ("hobby_viewed", "favourite_added", "contact_opened", "registration_opened")
TWICE, AT_ONCE = 0.20, 0.05
"""Shares of events that are sent once more later, and in two batches at the same time."""
GIVE_UP_S = 120


@dataclass(frozen=True, slots=True)
class Sending:
    """A batch as it is sent. `header` is of the pass that sends it, if one does."""

    body: bytes
    events: int
    header: dict[str, str]


Total = tuple[str, int, str | None]
"""Kind, hobby and pass of events."""


@dataclass
class Plan:
    """What is to be sent, in this order; sendings that stand together go at the same time. `expected`: how many events
    there are of each sort, and `keys` what each is known by."""

    groups: list[list[Sending]] = field(default_factory=list)
    expected: Counter[Total] = field(default_factory=Counter)
    keys: set[uuid.UUID] = field(default_factory=set)


def plan(number: int, a_batch: int, passes: list[dict[str, str]], seed: int = 1) -> Plan:
    """So many events in batches, a quarter of these with passes: `id` and `secret`, which have consented."""
    drawn, made = Random(seed), Plan()
    ordered: list[tuple[float, list[Sending]]] = []
    for start in range(0, number, a_batch):
        held = drawn.choice(passes) if passes and drawn.random() < 0.25 else None
        events = [_event(drawn) for _ in range(min(a_batch, number - start))]
        for event in events:
            made.keys.add(key_of(event["id"]))
            made.expected[event["kind"], event["hobby"], held["id"] if held else None] += 1
        at_once = round(len(events) * AT_ONCE)
        group = [_sending(events, held)]
        if at_once:
            # Beside others' copies of the same, in another order.
            group.append(_sending(events[:at_once][::-1], held))
        ordered.append((start, group))
        again = round(len(events) * TWICE)
        # Somewhere after the batch that it repeats.
        ordered.append((drawn.uniform(start, number), [_sending(events[at_once : at_once + again], held)]))
    made.groups = [group for _, group in sorted(ordered, key=lambda one: one[0])]
    return made


def _event(drawn: Random) -> dict[str, Any]:
    return {
        "id": str(uuid.UUID(int=drawn.getrandbits(128), version=4)),
        "kind": drawn.choice(KINDS),
        "occurred_at": clock.now().isoformat(),
        "hobby": drawn.randint(1, 20),
    }


def _sending(events: list[dict[str, Any]], held: dict[str, str] | None) -> Sending:
    body = gzip.compress(orjson.dumps({"sent_at": clock.now().isoformat(), "events": events}), 1)
    header = {"Authorization": f"Pass {held['id']}:{held['secret']}"} if held else {}
    return Sending(body, len(events), {**header, "Content-Type": "application/json", "Content-Encoding": "gzip"})


def post(port: int, path: str, body: bytes, header: dict[str, str], method: str = "POST") -> tuple[int, Any]:
    """Status and body of an answer. Raises OSError or HTTPException where there is none."""
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        server.request(method, path, body, header)
        answer = server.getresponse()
        told = answer.read()
    finally:
        server.close()
    return answer.status, orjson.loads(told) if told.startswith((b"{", b"[")) else told


class Phones:
    """Sends a plan from several threads, evenly over some seconds or more slowly where the server is slower."""

    def __init__(self, port: int, plan: Plan, *, over_s: float, threads: int = 4):
        self._port, self._plan, self._over_s = port, plan, over_s
        self._next, self._lock = 0, threading.Lock()
        self.acknowledged = self.sent_again = 0
        self.wrong: list[str] = []
        self._began = time.monotonic()
        self._threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(threads)]

    @property
    def progress(self) -> float:
        """How much of the plan has been taken on, from 0 to 1."""
        return self._next / len(self._plan.groups)

    def start(self) -> None:
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _send_all(self) -> None:
        while not self.wrong:
            with self._lock:
                number = self._next
                self._next += 1
            if number >= len(self._plan.groups):
                return
            time.sleep(max(0.0, self._began + number * self._over_s / len(self._plan.groups) - time.monotonic()))
            group = self._plan.groups[number]
            beside = [threading.Thread(target=self._send, args=[one], daemon=True) for one in group[1:]]
            for thread in beside:
                thread.start()
            self._send(group[0])
            for thread in beside:
                thread.join()

    def _send(self, sending: Sending) -> None:
        """Sends until it is answered."""
        deadline = time.monotonic() + GIVE_UP_S
        last = ""
        while time.monotonic() < deadline:
            try:
                status, told = post(self._port, PATH, sending.body, sending.header)
            except (OSError, http.client.HTTPException) as error:
                last = f"{type(error).__name__}: {error}"
            else:
                last = f"{status} {told!r}"[:500]
                if status == 202 and told["accepted"] == sending.events:
                    with self._lock:
                        self.acknowledged += sending.events
                    return
                if status < 500:  # what phones must not send again
                    break
            with self._lock:
                self.sent_again += 1
            time.sleep(0.2)
        self.wrong.append(last)
