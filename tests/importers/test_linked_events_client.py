"""Reading events from a server that pages, changes while it is read, and fails in every way; with a stand-in for it."""

import datetime as dt
import json
import socketserver
import time
from threading import Event as Flag
from threading import Thread

import pytest
import time_machine
from django.core.management.base import CommandError

from harrastuspassi.catalogue.models import Hobby, HobbyEvent, PublicationState
from harrastuspassi.importers import reading
from harrastuspassi.importers.linked_events.client import canonical, open_reading
from harrastuspassi.importers.linked_events.runs import import_linked_events
from harrastuspassi.importers.models import ReadSource
from harrastuspassi.importers.upsert import SourceUnreadable
from tests.factories.linked_events import event, series
from tests.factories.lipas import write_places

from .helpers import run_command, snapshot
from .linked_events_server import LinkedEvents, serving

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(reading, "PAUSE_S", 0.0)


@pytest.fixture
def server():
    """A server with 230 single events and a series of three."""
    events = LinkedEvents()
    events.put(*(event(number) for number in range(1, 231)), *series(1000))
    with serving(events) as found:
        yield found


@pytest.fixture
def spring():
    """A clock before the events that the factory makes."""
    with time_machine.travel(dt.datetime(2026, 4, 20, tzinfo=dt.UTC)) as traveller:
        yield traveller


def page(*records, following=None, count=None):
    meta = {"count": len(records) if count is None else count, "next": following, "previous": None}
    return 200, {}, json.dumps({"meta": meta, "data": list(records)}).encode()


def read(where, **options):
    return list(open_reading(where, **options).records)


def listed():
    return set(Hobby.objects.listed().values_list("origin_id", flat=True))


def key(number):
    return f"helsinki:a{number:06}"


# --- pages --------------------------------------------------------------------------------------
def test_every_event_is_read_once_series_first(server):
    records = read(server.address)
    assert records[0]["super_event_type"] == "recurring"
    assert sorted(record["id"] for record in records) == sorted(server.events)
    assert [(asked.get("page"), asked["super_event_type"]) for asked in server.asked] == [
        (None, "recurring"),
        (None, "none"),
        ("2", "none"),
        ("3", "none"),
    ]


def test_places_and_keywords_are_asked_for_and_the_addresss_own_parameters_are_kept(server):
    read(f"{server.address}?keyword=yso:p916&include=audience,location&page=7&page_size=50&start=today")
    for asked in server.asked:
        assert asked["include"] == "audience,location,keywords"
        assert (asked["keyword"], asked["start"], asked["page_size"]) == ("yso:p916", "today", "50")
    assert "page" not in server.asked[0]


def test_an_address_that_chooses_the_kind_is_read_as_it_is(server):
    records = read(f"{server.address}?super_event_type=none")
    assert len(records) == 233
    assert {asked["super_event_type"] for asked in server.asked} == {"none"}


def test_a_server_that_knows_no_kinds_gives_everything_once(server):
    server.answer = lambda asked: server.page({k: v for k, v in asked.items() if k != "super_event_type"})
    server.delete(key(1))
    records = read(server.address, since=server.now)
    assert sorted(record["id"] for record in records) == sorted(server.events)


def test_a_failure_that_passes_is_asked_again(server):
    failures = iter([503, 429, 500])

    def answer(asked):
        status = next(failures, None)
        return server.page(asked) if status is None else (status, {}, b"")

    server.answer = answer
    assert len(read(server.address)) == 234


def test_redirects_are_followed(server):
    def answer(asked):
        if "moved" in asked:
            return server.page(asked)
        query = "&".join(f"{name}={value}" for name, value in {**asked, "moved": "1"}.items())
        return 301, {"Location": f"/v1/event/?{query}"}, b""

    server.answer = answer
    assert len(read(server.address)) == 234


def test_a_next_page_that_names_the_scheme_and_port_behind_a_proxy_is_found(server):
    def answer(asked):
        status, headers, body = server.page(asked)
        return status, headers, body.replace(server.address.encode(), b"https://127.0.0.1:8443/v1/event/")

    server.answer = answer
    assert len(read(server.address)) == 234


# --- what goes wrong ----------------------------------------------------------------------------
ELSEWHERE = "http://internal.example/v1/event/?page=2"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (page(event(1), following=ELSEWHERE), "names a next page elsewhere"),
        (page(event(1), following="http://127.0.0.1:nine/"), "no address"),
        (page(event(1), following="?page=1&super_event_type=recurring"), "been read before|nothing new"),
        (page(following="?page=2"), "names a next page and gives nothing new"),
        (page(event(1), count=100), "came to an end after 1 of 100"),
        ((200, {}, b'{"meta": {"next": 7}, "data": []}'), "no address"),
        ((200, {}, b'{"meta": {"next": null}}'), "no page of Linked Events"),
        ((200, {}, b'{"event": "http://127.0.0.1/v1/event/"}'), "no page of Linked Events"),
        ((200, {}, b"[]"), "no page of Linked Events"),
        ((200, {}, b"<html>"), "is not JSON"),
        ((200, {}, b'{"meta": '), "is not JSON"),
        ((404, {}, b""), "answered 404"),
        ((403, {}, b""), "answered 403"),
        ((502, {}, b""), "in 4 attempts: it answered 502"),
        ((302, {"Location": "/v1/event/?x=1"}, b""), "in 4 attempts: Exceeded maximum allowed redirects"),
        ((302, {"Location": "ftp://127.0.0.1/"}, b""), "in 4 attempts"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "in 4 attempts"),
        ((200, {"Content-Length": "5000"}, b"{}"), "in 4 attempts"),
    ],
)
@pytest.mark.django_db
def test_an_answer_that_is_no_page_says_so_and_nothing_is_remembered(server, answer, message):
    def answers(asked):
        return answer

    server.answer = answers
    with pytest.raises((SourceUnreadable, CommandError), match=message):
        run_command("import_linked_events", server.address)
    assert not ReadSource.objects.exists()
    assert len(server.asked) < 90


def test_pages_that_lead_in_a_circle_end(server):
    def answer(asked):
        number = int(asked.get("page", 1))
        return page(event(number), following=f"{server.address}?page={number % 3 + 1}", count=3)

    server.answer = answer
    with pytest.raises(SourceUnreadable, match="been read before"):
        read(server.address)
    assert len(server.asked) <= 4


def test_a_page_that_is_too_large_is_refused(server, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 100_000)
    with pytest.raises(SourceUnreadable, match="more than 100000 bytes; ask for smaller pages"):
        read(server.address)
    assert len(read(f"{server.address}?page_size=10")) == 234


@pytest.mark.parametrize(("silent", "seconds", "message"), [(0.2, 5.0, "timed out"), (5.0, 0.2, "come to an end in")])
def test_a_server_that_stalls_is_given_up(monkeypatch, silent, seconds, message):
    monkeypatch.setattr(reading, "TIMEOUT_S", silent)
    monkeypatch.setattr(reading, "ANSWER_S", seconds)
    over = Flag()

    class Dripping(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1000)
            self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while seconds < 1 and not over.is_set():
                self.request.sendall(b" ")
                time.sleep(0.05)
            over.wait(10)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dripping) as tcp:
        tcp.daemon_threads = True
        thread = Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            with pytest.raises(SourceUnreadable, match=message):
                read(f"http://127.0.0.1:{tcp.server_address[1]}/v1/event/")
        finally:
            over.set()
            tcp.shutdown()
            thread.join()


@pytest.mark.parametrize("where", ["http://127.0.0.1:nine/", "http://", "https:///v1/event/", "http://127.0.0.1:9/"])
def test_an_address_where_nobody_answers(where):
    with pytest.raises(SourceUnreadable):
        open_reading(where)


@pytest.mark.parametrize(
    "content", [b"", b"[{", b"17", b'{"data": {}}', b'{"meta": {}, "data": [], "more": []}', b"\xff\xfe"]
)
def test_a_file_that_is_no_list(tmp_path, content):
    (tmp_path / "events.json").write_bytes(content)
    with pytest.raises(SourceUnreadable):
        open_reading(str(tmp_path / "events.json"))


# --- runs ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_second_run_reads_what_has_changed_since_by_the_servers_clock(server, spring):
    assert import_linked_events(where=server.address).created == 234
    before = snapshot()
    server.now += HOUR
    summary = import_linked_events(where=server.address)
    assert (summary.unchanged, summary.created, summary.updated, summary.archived) == (234, 0, 0, 0)
    assert server.asked[-1]["last_modified_since"] == "2026-04-20T11:50:00Z"
    assert snapshot() == before

    server.now += HOUR
    server.put(event(1, name__fi="Uusi nimi"), event(231), *series(2000, 2))
    summary = import_linked_events(where=server.address)
    assert server.asked[-1]["last_modified_since"] == "2026-04-20T12:50:00Z"
    assert (summary.updated, summary.created, summary.unchanged, summary.archived) == (1, 4, 0, 0)
    assert len(listed()) == 233
    assert import_linked_events(where=server.address, everything=True).unchanged == 238


@pytest.mark.django_db
def test_what_is_deleted_and_replaced_goes_with_the_changes(server, spring):
    import_linked_events(where=server.address)
    server.now += HOUR
    server.delete(key(1), key(1002))
    server.delete(key(2), replaced_by=f"{server.address}{key(3)}/")
    summary = import_linked_events(where=server.address)
    assert (summary.archived, summary.skipped) == (3, 3)
    assert not {key(1), key(2)} & listed()
    assert HobbyEvent.objects.get(origin_id=key(1002)).cancelled_at is not None
    assert HobbyEvent.objects.get(origin_id=key(1001)).cancelled_at is None

    server.now += HOUR
    server.delete(key(1000), key(1001), key(1003))
    assert import_linked_events(where=server.address).archived == 3
    assert key(1000) not in listed()
    assert Hobby.objects.get(origin_id=key(1000)).state == PublicationState.ARCHIVED


@pytest.mark.django_db
def test_a_changed_part_finds_its_series_that_has_not_changed(server, spring):
    import_linked_events(where=server.address)
    server.now += HOUR
    moved = series(1000)[2]
    server.put({**moved, "start_time": "2026-05-12T13:00:00Z", "end_time": "2026-05-12T15:00:00Z"})
    summary = import_linked_events(where=server.address)
    assert summary.updated == 1
    assert HobbyEvent.objects.get(origin_id=key(1002)).hobby.origin_id == key(1000)
    assert len(listed()) == 231


@pytest.mark.django_db
def test_a_run_that_breaks_off_archives_nothing_and_the_next_reads_again_from_where_it_began(server, spring):
    import_linked_events(where=server.address)
    [remembered] = ReadSource.objects.values()
    server.now += HOUR
    server.put(*(event(number, name__fi="Uusi") for number in range(1, 151)))
    server.delete(key(200))
    answer, server.answer = (
        server.page,
        lambda asked: server.page(asked) if "page" not in asked else (500, {}, b""),
    )
    with pytest.raises(CommandError, match="nothing was archived"):
        run_command("import_linked_events", server.address)
    assert ReadSource.objects.values().get() == remembered
    assert key(200) in listed()
    assert Hobby.objects.filter(name_fi="Uusi").count() in (99, 100)

    server.answer = answer
    assert import_linked_events(where=server.address).archived == 1
    assert Hobby.objects.filter(name_fi="Uusi").count() == 150
    assert ReadSource.objects.get().read_to > remembered["read_to"]


@pytest.mark.django_db
def test_a_run_of_records_that_cannot_be_used_is_not_remembered(server, spring):
    import_linked_events(where=server.address)
    [remembered] = ReadSource.objects.values()
    server.now += HOUR
    server.events = {}
    server.put(event(1, name=None))
    with pytest.raises(CommandError, match="Not one record"):
        run_command("import_linked_events", server.address)
    assert ReadSource.objects.values().get() == remembered


@pytest.mark.django_db
def test_a_run_that_would_archive_more_than_half_is_not_remembered(server, spring):
    import_linked_events(where=server.address)
    server.now += HOUR
    server.delete(*(key(number) for number in range(1, 200)))
    with pytest.raises(CommandError, match="--allow-archive"):
        run_command("import_linked_events", server.address)
    assert len(listed()) == 231
    assert import_linked_events(where=server.address, allow_archive=True).archived == 199
    assert len(listed()) == 32


@pytest.mark.django_db
def test_what_shifted_between_two_pages_is_looked_for_before_it_is_archived(server, spring):
    import_linked_events(where=server.address)
    server.now += HOUR
    gone = server.events.pop(key(230))
    missed = []

    def answer(asked):
        # After the first page one of its events goes, so that the second begins one later than it should.
        status, headers, body = server.page(asked)
        if asked.get("page") is None and asked.get("super_event_type") == "none" and not missed:
            missed.append(json.loads(body)["data"][0]["id"])
            server.events.pop(missed[0])
        return status, headers, body

    server.answer = answer
    summary = import_linked_events(where=server.address, everything=True)
    assert (summary.archived, summary.failures) == (1, [])
    assert listed() >= {record for record in server.events if not record.startswith("helsinki:a001")}
    assert gone["id"] not in listed()
    assert set(server.asked[-1]["ids"].split(",")) >= {gone["id"]}


@pytest.mark.django_db
def test_a_server_that_cannot_be_asked_by_id_is_not_read_again_for_it(server, spring):
    import_linked_events(where=server.address)
    server.events.pop(key(230))
    server.answer = lambda asked: server.page({k: v for k, v in asked.items() if k != "ids"})
    before = len(server.asked)
    assert import_linked_events(where=server.address, everything=True).archived == 1
    assert len(server.asked) - before == 5


@pytest.mark.django_db
def test_each_address_and_name_is_remembered_for_itself_and_no_password_is(server, spring):
    where = server.address.replace("http://", "http://user:secret@")
    import_linked_events(where=f"{where}?page_size=100&start=today")
    import_linked_events(where=f"{server.address}?start=today")
    assert "last_modified_since" in server.asked[-1]
    import_linked_events(where=f"{server.address}?start=today", data_source="turku_events")
    assert "last_modified_since" not in server.asked[-1]
    import_linked_events(where=server.address)
    assert "last_modified_since" not in server.asked[-1]
    assert "secret" not in str(list(ReadSource.objects.values()))
    assert ReadSource.objects.count() == 3


@pytest.mark.django_db
def test_an_address_that_asks_for_changes_itself_is_a_part_and_not_remembered(server, spring):
    import_linked_events(where=server.address)
    server.now += HOUR
    server.put(event(1, name__fi="Uusi"))
    where = f"{server.address}?last_modified_since=2026-04-20T12:30:00Z"
    summary = import_linked_events(where=where)
    assert (summary.updated, summary.archived) == (1, 0)
    assert ReadSource.objects.count() == 1


def test_an_address_is_remembered_without_what_pages_it():
    address = canonical("https://user:secret@api.hel.fi/v1/event/?page=3&start=today&page_size=20#top")
    assert address == "https://api.hel.fi/v1/event/?start=today"


@pytest.mark.django_db
def test_what_a_file_lacks_is_archived_and_a_file_is_not_remembered(server, spring, tmp_path):
    where = write_places(tmp_path / "events.json", [event(1), event(2)])
    import_linked_events(where=where)
    write_places(tmp_path / "events.json", [event(1)])
    assert import_linked_events(where=where).archived == 1
    assert not ReadSource.objects.exists()
