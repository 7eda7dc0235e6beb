"""Batches: what a phone sends becomes events, once each; what cannot be counted is told with its reasons."""

import datetime as dt
import gzip
import uuid
import zlib
from typing import Any

import orjson
import pytest
import time_machine

from api.participation.parsing import MAX_UNPACKED
from harrastuspassi.common import clock
from harrastuspassi.common.models import Job
from harrastuspassi.participation import limits
from harrastuspassi.participation.kinds import SHAPES
from harrastuspassi.participation.models.events import Event, EventKind, KeptKey
from harrastuspassi.participation.models.inbox import Batch
from tests.api.asking import CLIENT
from tests.api.callers import call, refusal
from tests.factories.participation import BATCHES, batch, collect_all, event, send

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


def reasons(answer: Any, index: int = 0) -> set[tuple[str, str]]:
    return {(error["field"], error["code"]) for error in answer["items"][index]["errors"]}


# --- from phone to event --------------------------------------------------------------------------
def test_a_batch_is_one_row_until_it_is_collected_into_events() -> None:
    viewed, searched = event("hobby_viewed", hobby=1_000_001, event=7), event("searched", categories=[3, 4])
    answer = send(viewed, searched)
    assert {name: answer[name] for name in ("accepted", "duplicate", "refused")} == {
        "accepted": 2,
        "duplicate": 0,
        "refused": 0,
    }
    assert (Batch.objects.count(), Job.objects.count(), Event.objects.count()) == (1, 1, 0)
    collect_all()
    assert not Batch.objects.exists()
    found = {row.kind: row for row in Event.objects.all()}
    assert set(found) == {"hobby_viewed", "searched"}
    assert (found["hobby_viewed"].hobby_id, found["hobby_viewed"].event_id) == (1_000_001, 7)
    assert found["searched"].categories == "3 4"
    assert found["searched"].occurred_at == dt.datetime.fromisoformat(searched["occurred_at"])


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if kind != EventKind.CHECKED_IN])
def test_each_kind_is_counted_with_its_fields_and_refused_without(kind: str) -> None:
    whole = {"hobby": 5, "event": 6, "promotion": 7, "categories": [8]}
    shape = SHAPES[kind]
    needed = {name: whole[name] for name in sorted(shape.required)} | dict.fromkeys(sorted(shape.one_of)[:1], 5)
    answer = send(event(kind, **needed), event(kind, **whole), *([event(kind)] if needed else []))
    assert [item["status"] for item in answer["items"]][:2] == ["accepted", "refused"]
    assert {code for _, code in reasons(answer, 1)} <= {"unknown", "one_of"}
    if needed:
        assert {code for _, code in reasons(answer, 2)} <= {"required", "one_of"}
    collect_all()
    assert Event.objects.get().kind == kind


def test_kinds_that_are_checked_elsewhere_do_not_come_in_batches() -> None:
    for kind in set(EventKind.values) - set(SHAPES):
        assert reasons(send(event(kind))) == {("kind", "kind_not_here")}


def test_what_is_sent_again_is_accepted_and_counted_once() -> None:
    first, second = event(), event()
    send(first, second)
    collect_all()
    assert send(first, event())["accepted"] == 2
    send(first, second)
    collect_all()
    assert Event.objects.count() == 3


def test_an_id_that_stands_twice_in_a_batch_is_a_duplicate() -> None:
    once = event()
    answer = send(once, event(), {**once, "id": once["id"].upper()})
    assert [item["status"] for item in answer["items"]] == ["accepted", "accepted", "duplicate"]
    collect_all()
    assert Event.objects.count() == 2


def test_a_late_repeat_of_a_deleted_event_is_still_known() -> None:
    sent = event()
    send(sent)
    collect_all()
    KeptKey.objects.create(key=Event.objects.get().key)
    Event.objects.all().delete()
    send(sent, event())
    collect_all()
    assert Event.objects.count() == 1


def test_the_id_that_the_phone_gave_is_not_kept() -> None:
    sent = event()
    send(sent)
    payload = bytes(Batch.objects.get().payload).decode()
    assert sent["id"] not in payload
    collect_all()
    assert Event.objects.get().key != uuid.UUID(sent["id"])


# --- item by item ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (1, ("event", "not_an_object")),
        ({**event(), "id": "1"}, ("id", "not_a_uuid")),
        ({**event(), "id": 1}, ("id", "not_a_uuid")),
        (event("danced"), ("kind", "unknown_kind")),
        ({**event(), "kind": ["app_opened"]}, ("kind", "unknown_kind")),
        (event("hobby_viewed", hobby=0), ("hobby", "not_an_id")),
        (event("hobby_viewed", hobby=2**31), ("hobby", "not_an_id")),
        (event("hobby_viewed", hobby=True), ("hobby", "not_an_id")),
        (event("hobby_viewed", hobby="5"), ("hobby", "not_an_id")),
        (event("searched", categories=[1] * 21), ("categories", "not_ids")),
        (event("searched", categories=["tanssi"]), ("categories", "not_ids")),
        (event("searched", categories=[], text="tanssi"), ("text", "unknown")),
        (event(pass_id=str(uuid.uuid4())), ("pass_id", "unknown")),
        ({**event(), "occurred_at": "2026-11-24"}, ("occurred_at", "not_a_time")),
        ({**event(), "occurred_at": "2026-11-24T10:00:00"}, ("occurred_at", "not_a_time")),
        ({**event(), "occurred_at": "2026-02-30T10:00:00Z"}, ("occurred_at", "not_a_time")),
        ({**event(), "occurred_at": "0001-01-01T00:00:00+14:00"}, ("occurred_at", "not_a_time")),
        ({**event(), "occurred_at": 1764000000}, ("occurred_at", "not_a_time")),
    ],
)
def test_an_event_that_cannot_be_counted_is_refused_by_its_field_and_the_others_are_taken(
    sent: Any, reason: tuple[str, str]
) -> None:
    answer = send(sent, event())
    assert (answer["accepted"], answer["refused"]) == (1, 1)
    assert reasons(answer) == {reason}
    assert answer["items"][0]["index"] == 0
    collect_all()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ([], "non_field_errors"),
        ({"sent_at": "2026-11-24T10:00:00Z"}, "events"),
        ({"sent_at": "2026-11-24T10:00:00Z", "events": []}, "events"),
        ({"sent_at": "2026-11-24T10:00:00Z", "events": {}}, "events"),
        ({"sent_at": "2026-11-24T10:00:00Z", "events": [{}] * 501}, "events"),
        ({"events": [{}]}, "sent_at"),
        ({"sent_at": "2026-11-24T10:00:00Z", "events": [{}], "pass": "x"}, "pass"),
    ],
)
def test_a_batch_that_is_none_is_refused_whole(sent: Any, field: str) -> None:
    answer = call("post", BATCHES, sent)
    assert refusal(answer) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Batch.objects.exists()


def test_a_batch_of_nothing_that_counts_leaves_no_row() -> None:
    assert send(event("danced"))["refused"] == 1
    assert not Batch.objects.exists()
    assert not Job.objects.exists()


# --- clocks ---------------------------------------------------------------------------------------
def test_phones_that_were_offline_for_30_days_are_heard_and_not_longer() -> None:
    answer = send(event(ago=30 * A_DAY - dt.timedelta(minutes=1)), event(ago=30 * A_DAY + dt.timedelta(minutes=1)))
    assert [item["status"] for item in answer["items"]] == ["accepted", "refused"]
    assert reasons(answer, 1) == {("occurred_at", "too_old")}


@pytest.mark.parametrize("off", [dt.timedelta(hours=3), -400 * A_DAY])
def test_a_clock_that_is_off_is_corrected_and_that_is_noted(off: dt.timedelta) -> None:
    answer = call("post", BATCHES, batch(event(ago=A_DAY - off), off=off)).json()
    assert answer["accepted"] == 1
    collect_all()
    found = Event.objects.get()
    assert found.is_clock_corrected
    assert abs(clock.now() - A_DAY - found.occurred_at) < dt.timedelta(minutes=1)


def test_a_clock_within_two_minutes_is_taken_as_it_is_and_nothing_is_in_the_future() -> None:
    with time_machine.travel("2027-01-01 12:00:00+00:00", tick=False):
        off = dt.timedelta(seconds=90)
        answer = call("post", BATCHES, batch(event(ago=-off), event(ago=-2 * off), off=off)).json()
        assert [item["status"] for item in answer["items"]] == ["accepted", "refused"]
        assert reasons(answer, 1) == {("occurred_at", "in_future")}
        collect_all()
        found = Event.objects.get()
        assert not found.is_clock_corrected
        assert found.occurred_at == clock.now()


# --- bodies ---------------------------------------------------------------------------------------
def post_raw(body: bytes, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return CLIENT.post(BATCHES, body, content_type="application/json", headers=named)


def test_a_batch_may_be_packed_with_gzip() -> None:
    packed = gzip.compress(orjson.dumps(batch(*(event() for _ in range(500)))))
    answer = post_raw(packed, Content_Encoding="gzip")
    assert (answer.status_code, answer.json()["accepted"]) == (202, 500)


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []
    make = zlib.decompressobj

    class Watched:
        def __init__(self, wbits: int):
            self._inner = make(wbits)

        def decompress(self, data: bytes, most: int) -> bytes:
            piece = self._inner.decompress(data, most)
            unpacked.append(len(piece))
            return piece

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    bomb = gzip.compress(b" " * 60_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr("api.participation.parsing.zlib.decompressobj", Watched)
    assert refusal(post_raw(bomb, Content_Encoding="gzip")) == (413, "body_too_large")
    assert sum(unpacked) <= MAX_UNPACKED + 20_000
    assert refusal(post_raw(b" " * (MAX_UNPACKED + 1))) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        (b"{", "identity", (400, "parse_error")),
        (b"{}", "gzip", (400, "parse_error")),
        (gzip.compress(b"{}")[:-5], "gzip", (400, "parse_error")),
        (gzip.compress(b"{}") + b"more", "gzip", (400, "parse_error")),
        (b"", "gzip", (400, "invalid")),
        (b"{}", "br", (415, "unsupported_media_type")),
        (b"[" * 100_000, "identity", (400, "parse_error")),
    ],
    ids=["broken", "not packed", "packed in part", "packed and more", "empty", "packed otherwise", "too deep"],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes, encoding: str, expected: tuple[int, str]) -> None:
    assert refusal(post_raw(body, Content_Encoding=encoding)) == expected


# --- limits ---------------------------------------------------------------------------------------
def test_an_address_that_sends_more_than_any_school_waits_until_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.PER_ADDRESS >= 40 * limits.PER_PASS
    monkeypatch.setattr(limits, "PER_ADDRESS", 3)
    with time_machine.travel("2031-01-01 12:00:00+00:00", tick=False) as now:
        send(event(), event())
        answer = call("post", BATCHES, batch(event(), event()))
        assert refusal(answer) == (429, "too_many_events")
        assert 0 < int(answer.headers["Retry-After"]) <= 24 * 3600
        now.move_to("2031-01-02 12:00:00+00:00")
        send(event(), event())


def test_a_cache_that_is_down_stops_no_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise ConnectionError("no cache")

    monkeypatch.setattr(limits.cache, "incr", down)
    assert send(event())["accepted"] == 1
