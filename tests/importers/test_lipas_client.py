"""Reading sports places from files and from a server that pages, with a stand-in for the server."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management.base import CommandError

from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.importers import reading
from harrastuspassi.importers.lipas.client import open_records
from harrastuspassi.importers.upsert import SourceUnreadable
from tests.factories.lipas import sports_places

from .helpers import run_command

PLACES = sports_places(230)
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(reading, "PAUSE_S", 0.0)


@contextmanager
def server(answer: Callable[[int, dict[str, list[str]]], Answer]) -> Iterator[tuple[str, list[str]]]:
    """A server on a free port; yields its address and the paths asked for. `answer` gets page and parameters."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            parameters = parse_qs(urlsplit(self.path).query)
            status, headers, body = answer(int(parameters.get("page", ["1"])[0]), parameters)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = Thread(target=httpd.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}/v1/sports-places", asked
        finally:
            httpd.shutdown()
            thread.join()


def page_of(number: int, size: int) -> bytes:
    return json.dumps(PLACES[(number - 1) * size : number * size]).encode()


def like_lipas(page: int, parameters: dict[str, list[str]]) -> Answer:
    """Always 206 and always a next page, by a path that only the proxy in front would know."""
    size = int(parameters["pageSize"][0])
    link = f'</sports-places/?pageSize={size}&page={page + 1}>; rel="next", </sports-places/?page=1>; rel="first"'
    return 206, {"Link": link, "X-Total-Count": "230"}, page_of(page, size)


def by_status(page: int, parameters: dict[str, list[str]]) -> Answer:
    """206 while there is more, no links."""
    return (206 if page < 3 else 200), {}, page_of(page, 100)


def by_link(page: int, parameters: dict[str, list[str]]) -> Answer:
    """A Link with a next page while there is one, always 200."""
    relation = 'rel="next"' if page < 3 else 'rel="prev"'
    return 200, {"Link": f"<?page={page + 1}>; {relation}"}, page_of(page, 100)


def until_empty(page: int, parameters: dict[str, list[str]]) -> Answer:
    """Always 206, no links, an empty page after the last."""
    return 206, {}, page_of(page, 100)


def until_missing(page: int, parameters: dict[str, list[str]]) -> Answer:
    """Always 206, no links, no page after the last."""
    return (206, {}, page_of(page, 100)) if page <= 3 else (404, {}, b"no such page")


def by_cursor(page: int, parameters: dict[str, list[str]]) -> Answer:
    """The next page by an address of its own."""
    cursor = int(parameters.get("cursor", ["1"])[0])
    headers = {"Link": f'</v1/more?cursor={cursor + 1}>; rel="next"'} if cursor < 3 else {"Link": ""}
    return 206, headers, page_of(cursor, 100)


def all_at_once(page: int, parameters: dict[str, list[str]]) -> Answer:
    """Pages mean nothing to it."""
    return 200, {}, json.dumps(PLACES).encode()


@pytest.mark.parametrize("answer", [like_lipas, by_status, by_link, until_empty, until_missing, by_cursor, all_at_once])
def test_every_place_is_read_once_however_the_server_pages(answer):
    with server(answer) as (address, asked):
        records, _ = open_records(address)
        assert [record["sportsPlaceId"] for record in records] == [place["sportsPlaceId"] for place in PLACES]
    assert len(asked) <= 4


def test_the_addresss_own_parameters_are_kept_and_pages_counted_from_the_first():
    with server(like_lipas) as (address, asked):
        records, total = open_records(f"{address}?fields=name&fields=type.typeCode&pageSize=50&page=4")
        assert (len(list(records)), total) == (230, 230)
    parameters = [parse_qs(urlsplit(path).query) for path in asked]
    assert {tuple(page["fields"]) for page in parameters} == {("name", "type.typeCode")}
    assert [page["page"] for page in parameters] == [["1"], ["2"], ["3"], ["4"], ["5"], ["6"]]


def test_a_failure_that_passes_is_asked_again():
    failures = iter([503, 429, 500])

    def answer(page: int, parameters: dict[str, list[str]]) -> Answer:
        status = next(failures, None)
        return by_status(page, parameters) if status is None else (status, {}, b"")

    with server(answer) as (address, _):
        assert len(list(open_records(address).records)) == 230


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (404, b"", "answered 404"),
        (503, b"", "in 4 attempts: it answered 503"),
        (200, b"<html>", "is not JSON"),
        (200, b'{"error": "busy"}', "no list of records"),
        (200, b"\xff\xfe", "is not JSON"),
    ],
)
def test_an_answer_that_is_no_page_says_so(status, body, message):
    with (
        server(lambda page, parameters: (status, {}, body)) as (address, _),
        pytest.raises(SourceUnreadable, match=message),
    ):
        open_records(address)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://127.0.0.1:9/sports-places", "could not be read in 4 attempts"),
        ("http://127.0.0.1:nine/", "no address"),
        ("http://", "could not be read"),
    ],
)
def test_an_address_where_nobody_answers(address, message):
    with pytest.raises(SourceUnreadable, match=message):
        open_records(address)


def test_a_next_page_elsewhere_is_not_followed():
    link = {"Link": '<http://internal.example/next?cursor=2>; rel="next"'}
    with server(lambda page, parameters: (206, link, page_of(1, 100))) as (address, asked):
        records, _ = open_records(address)
        with pytest.raises(SourceUnreadable, match="elsewhere"):
            list(records)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON"),
        (b"[{", "is not JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[1, 2] 3", "is not JSON"),
        (b'[{"name": "Ha\xff"}]', "is not JSON"),
        (b"17", "no list of records"),
        (b'{"places": {}}', "no list of records"),
        (b'{"places": [], "others": []}', "no list of records"),
        (b"[" + b"1" * 5000 + b"]", "is not JSON"),
    ],
)
def test_a_file_that_is_no_list(tmp_path, content, message):
    path = tmp_path / "places.json"
    path.write_bytes(content)
    with pytest.raises(SourceUnreadable, match=message):
        open_records(str(path))


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "places.json", tmp_path):
        with pytest.raises(SourceUnreadable, match=str(path)):
            open_records(str(path))


@pytest.mark.parametrize("wrap", [lambda places: places, lambda places: {"count": 2, "results": places}])
def test_a_list_or_an_object_with_a_list(tmp_path: Path, wrap):
    path = tmp_path / "places.json"
    path.write_text("\ufeff" + json.dumps(wrap(PLACES[:2])), encoding="utf-8")
    records, total = open_records(str(path))
    assert (list(records), total) == (PLACES[:2], 2)


@pytest.mark.django_db
def test_import_from_a_server_that_goes_away_half_way_keeps_what_came_and_archives_nothing(tmp_path):
    with server(like_lipas) as (address, _):
        out, _ = run_command("import_lipas", address)
        assert "created 230," in out
        assert "unchanged 230," in run_command("import_lipas", address)[0]

    def breaks(page: int, parameters: dict[str, list[str]]) -> Answer:
        return like_lipas(page, parameters) if page < 3 else (500, {}, b"")

    with server(breaks) as (address, _), pytest.raises(CommandError, match="nothing was archived"):
        run_command("import_lipas", address)
    assert Hobby.objects.listed().count() == 230


@pytest.mark.django_db
def test_a_source_that_cannot_be_read_fails_with_one_line_and_writes_nothing(tmp_path):
    with pytest.raises(CommandError, match=r"places\.json"):
        run_command("import_lipas", str(tmp_path / "places.json"))
    assert not Hobby.objects.exists()
