"""The mobile face over the wire, from gunicorn as it is deployed: requests byte by byte as the phones send them."""

import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from tests.contracts import calls, clients
from tests.contracts.conftest import ROOT
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, PromotionFactory, make_tree
from tests.operations.system import database_of_tests

# The server is another process: it sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        assert self.status == 200, self.body
        return orjson.loads(self.body)


@dataclass(frozen=True)
class Server:
    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}{ROOT}"

    def send(self, target: str | bytes, *headers: str, method: str = "GET") -> Answer:
        """One request on a connection of its own; the target goes out as it is, after the mobile root."""
        raw = target.encode() if isinstance(target, str) else target
        lines = [f"{method} {ROOT}".encode() + raw + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close"]
        with socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS) as connected:
            connected.sendall(b"\r\n".join([*lines, *(header.encode() for header in headers), b"", b""]))
            with HTTPResponse(connected, method=method) as response:
                response.begin()
                return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server did not start"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not listen within {START_SECONDS} seconds")


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """gunicorn, configured as in operation, over the tests' database."""
    port = _free_port()
    environment = os.environ | {"PORT": str(port), "WEB_WORKERS": "1", "DATABASE_URL": database_of_tests()}
    command = ["-m", "gunicorn", "--config", "python:harrastuspassi.config.gunicorn", "harrastuspassi.config.wsgi"]
    process = subprocess.Popen([sys.executable, *command], cwd=REPOSITORY, env=environment)
    try:
        _wait_for(process, port)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def names(answer: Answer) -> set[str]:
    return {row["hobby"]["name"] for row in clients.android_events(answer.json())}


@pytest.fixture
def sports() -> None:
    for name in ("Jalkapallo", "Tennis", "Jääkiekko", "Kävely 100% rauhassa"):
        HobbyEventFactory(hobby=HobbyFactory(name_fi=name))


# --- trap 19: searches as Android sends them --------------------------------------------------------
@pytest.mark.usefixtures("sports")
def test_searches_as_typed(server: Server) -> None:
    """Raw bytes, spaces and signs in the request line; newer phones percent-encode some of them."""
    for typed, found in {
        "jalkapallo&tennis": {"Jalkapallo"},
        "jalkapallo & tennis": {"Jalkapallo"},
        "jääkiekko": {"Jääkiekko"},
        "kävely 100": {"Kävely 100% rauhassa"},
        "100%": {"Kävely 100% rauhassa"},
        "kävely 100% rauhassa": {"Kävely 100% rauhassa"},
        "100%25": {"Kävely 100% rauhassa"},
        "tennis%": {"Tennis"},
        "": {"Jalkapallo", "Tennis", "Jääkiekko", "Kävely 100% rauhassa"},
    }.items():
        raw = calls.android_search(typed)
        for sent in (raw, raw.replace(" ", "%20"), quote(raw, safe="/?&=%")):
            assert names(server.send(sent)) == found, sent


@pytest.mark.usefixtures("sports")
def test_a_hash_in_a_search(server: Server) -> None:
    """A phone drops what follows; a client that does not still gets an answer."""
    for target in ("hobbyevents/?search=tennis", f"hobbyevents/?search=tennis#1&{calls.DETAILS}"):
        assert len(server.send(target).json()["results"]) == 1


def test_other_malformed_requests_are_refused(server: Server) -> None:
    for target in ("hobbyevents/?search=a\tb", "hobby events/", "hobbyevents/ä/", "hobbyevents/?search=\x7f"):
        assert server.send(target).status == 400
    assert server.send("benefits/?search=a b", method="POST").status == 400


# --- trap 4 and 2.2: paths ---------------------------------------------------------------------------
def test_no_read_is_redirected(server: Server) -> None:
    event = HobbyEventFactory()
    PromotionFactory(organizer=event.hobby.organizer)
    for target in (
        calls.android_front(),
        calls.android_event(event.pk),
        calls.android_events_of(event.hobby_id),
        calls.ios_list(),
        calls.ios_map(),
        calls.IOS_FAVOURITES,
        calls.ios_event(event.pk),
        calls.ios_events_of(event.hobby_id),
        calls.CATEGORIES,
        calls.CATEGORY_TREE,
        calls.android_promotions(),
        calls.ios_promotions(),
        calls.WEB_HOBBIES,
        calls.WEB_PROMOTIONS,
        "hobbycategories",
        "promotions",
        "locations/",
        "organizers/",
    ):
        assert server.send(target).status == 200, target


def test_all_calls_of_a_starting_app_at_once(server: Server) -> None:
    """2.1: Android sends about seven."""
    event = HobbyEventFactory()
    starting = [
        calls.CATEGORIES,
        calls.CATEGORY_TREE,
        calls.android_front(),
        calls.android_list(),
        calls.android_map(),
        calls.ANDROID_FAVOURITES,
        calls.android_promotions(),
    ]
    with ThreadPoolExecutor(len(starting)) as phone:
        answers = list(phone.map(server.send, starting * 3))
    assert {answer.status for answer in answers} == {200}
    for target, answer in zip(starting * 3, answers, strict=True):
        if target.startswith("hobbyevents"):
            assert [row["id"] for row in clients.android_events(answer.json())] == [event.pk]


def test_the_slashless_answer_keeps_its_query(server: Server) -> None:
    event = HobbyEventFactory()
    assert server.send(f"hobbyevents/{event.pk}?{calls.DETAILS}").json()["hobby"]["id"] == event.hobby_id
    assert server.send(f"hobbyevents/{event.pk}/?&{calls.DETAILS}").json()["hobby"]["id"] == event.hobby_id
    assert server.send(f"hobbyevents?hobby={event.hobby_id + 1}").json()["results"] == []


def test_a_post_is_not_redirected(server: Server) -> None:
    answer = server.send("benefits", "Content-Length: 0", "Authorization: Token x", method="POST")
    assert answer.status in (404, 405)
    assert "location" not in answer.headers


# --- 1.2: headers ------------------------------------------------------------------------------------
def test_headers_as_the_phones_send_them(server: Server) -> None:
    """Android sends no Accept, iOS any; both take gzip."""
    HobbyEventFactory.create_batch(5)
    plain = server.send(calls.android_front())
    assert "content-encoding" not in plain.headers
    for headers in (
        ("Accept-Encoding: gzip", "User-Agent: Dalvik/2.1.0 (Linux; U; Android 11)"),
        ("Accept: */*", "Accept-Encoding: gzip, deflate, br", "Accept-Language: sv-FI;q=1.0, en;q=0.9"),
    ):
        answer = server.send(calls.android_front(), *headers)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert gzip.decompress(answer.body) == plain.body


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    event = HobbyEventFactory()
    for target in (calls.ios_list(), calls.android_event(event.pk), "promotions", "hobbyevents/7/"):
        head, got = server.send(target, method="HEAD"), server.send(target)
        assert (head.status, head.body) == (got.status, b"")
        for name in ("content-type", "content-length"):
            assert head.headers[name] == got.headers[name]


# --- 1.4: next ---------------------------------------------------------------------------------------
def test_next_is_followed_over_the_wire(server: Server) -> None:
    """Through all pages, as it stands, every filter kept; Host does not decide where it leads."""
    tree = make_tree({"Liikunta": {}})
    wanted = {
        HobbyEventFactory(hobby=HobbyFactory(name_fi="Jääpallo", categories=[tree["Liikunta"]])).pk for _ in range(8)
    }
    HobbyEventFactory(hobby=HobbyFactory(name_fi="Jääpallo"))
    target: str | None = calls.ios_list(calls.HELSINKI, "jääpallo", f"&category={tree['Liikunta'].pk}")
    target = str(target).replace("page_size=50", "page_size=3")
    found: list[int] = []
    while target:
        answer = server.send(target, "X-Forwarded-Host: elsewhere.example", "X-Forwarded-Proto: https").json()
        found += [row["id"] for row in clients.ios_events(answer)]
        following = answer["next"]
        assert following is None or following.startswith(server.base)
        target = following and following.removeprefix(server.base)
    assert len(found) == len(wanted)
    assert set(found) == wanted
