"""Check-ins: a code counts once, where and when it was shown, and each refusal says why."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache

from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.participation import codes, limits
from harrastuspassi.participation.checkins import AFTER, LATE, forget_marks
from harrastuspassi.participation.models.checkins import CheckInMark
from harrastuspassi.participation.models.events import Event
from tests.factories.catalogue import HobbyEventFactory
from tests.factories.participation import collect_all, event, send
from tests.factories.passes import Phone, new_phone

pytestmark = pytest.mark.django_db
A_MINUTE = dt.timedelta(minutes=1)
NO_TIME = dt.timedelta()


@pytest.fixture
def held() -> Any:
    """An event that is on now."""
    cache.clear()
    made = HobbyEventFactory()
    with time_machine.travel(made.starts_at + 5 * A_MINUTE, tick=False):
        yield made


def shown(held: HobbyEvent, moment: dt.datetime | None = None) -> str:
    return codes.code_of(held.pk, codes.slot_at(moment or clock.now()))


def check_in(phone: Phone | None, held: HobbyEvent, code: str, **more: Any) -> str:
    """What became of a check-in: its status, or the code of its refusal."""
    answer = send(event("checked_in", ago=NO_TIME, event=held.pk, code=code, **more), phone=phone)
    (item,) = answer["items"]
    return str(item["errors"][0]["code"] if item["errors"] else item["status"])


def consenting() -> Phone:
    return new_phone().consent()


def counted() -> list[tuple[str, int, Any]]:
    collect_all()
    return sorted(
        Event.objects.values_list("checkin", "hobby_id", "pass_id"), key=lambda row: (row[0], str(row[2] or ""))
    )


# --- what counts ----------------------------------------------------------------------------------
def test_a_code_that_is_shown_is_a_verified_check_in_however_it_is_read(held: HobbyEvent) -> None:
    phone, other = consenting(), new_phone()
    code = shown(held)
    assert check_in(phone, held, f" {code[:4].lower()}-{code[4:]}") == "accepted"
    # Without consent it counts all the same, and is of nobody.
    assert check_in(other, held, codes.qr_text(held.pk, code)) == "accepted"
    assert counted() == sorted(
        [("verified", held.hobby_id, UUID(phone.id)), ("verified", held.hobby_id, None)], key=str
    )


def test_it_counts_also_where_it_arrives_late_and_is_marked(held: HobbyEvent) -> None:
    phone, sent = consenting(), event("checked_in", ago=NO_TIME, event=held.pk, code=shown(held))
    began = codes.begins_at(codes.slot_at(clock.now()))
    with time_machine.travel(clock.now() + dt.timedelta(days=20), tick=False):
        assert send(sent, phone=phone)["accepted"] == 1
        collect_all()
    assert Event.objects.values_list("checkin", "occurred_at").get() == ("verified_late", began)
    assert dt.timedelta(days=20) > LATE


@pytest.mark.parametrize(("phone_says_s", "counted_s"), [(-90, 0), (40, 40), (59, 59), (100, 60)])
def test_when_it_was_says_the_code_and_within_its_minute_the_phone(
    held: HobbyEvent, phone_says_s: int, counted_s: int
) -> None:
    began, code = codes.begins_at(codes.slot_at(clock.now())), shown(held)
    with time_machine.travel(began + 3 * A_MINUTE, tick=False):
        sent = event("checked_in", ago=dt.timedelta(seconds=180 - phone_says_s), event=held.pk, code=code)
        assert send(sent, phone=consenting())["accepted"] == 1
        collect_all()
    off = Event.objects.get().occurred_at - began - dt.timedelta(seconds=counted_s)
    assert abs(off) <= dt.timedelta(microseconds=1)


def test_whoever_consents_at_the_door_and_checks_in_at_once_is_counted_with_it(held: HobbyEvent) -> None:
    code = shown(held)
    with time_machine.travel(clock.now() + dt.timedelta(seconds=30), tick=False):
        phone = consenting()
        assert check_in(phone, held, code) == "accepted"
        assert counted() == [("verified", held.hobby_id, UUID(phone.id))]


def test_sent_again_it_is_the_same_and_with_another_id_a_refusal(held: HobbyEvent) -> None:
    phone, sent = consenting(), event("checked_in", ago=NO_TIME, event=held.pk, code=shown(held))
    assert send(sent, phone=phone)["accepted"] == send(sent, phone=phone)["accepted"] == 1
    assert check_in(phone, held, shown(held)) == "checkin_repeated"
    first, second = (event("checked_in", ago=NO_TIME, event=held.pk, code=shown(held)) for _ in range(2))
    assert [item["status"] for item in send(first, second, phone=consenting())["items"]] == ["accepted", "refused"]
    assert [checkin for checkin, *_ in counted()] == ["verified", "verified"]


def test_the_printed_code_is_the_phones_own_word_and_kept_apart(held: HobbyEvent) -> None:
    printed = codes.printed_code_of(held.hobby_id)
    phone = consenting()
    for holder in (phone, None):
        assert (
            send(event("checked_in", ago=NO_TIME, event=held.pk, printed_code=printed), phone=holder)["accepted"] == 1
        )
    assert check_in(phone, held, shown(held)) == "accepted"
    assert check_in(phone, held, printed) == "checkin_forged"
    assert [checkin for checkin, *_ in counted()] == ["self_reported", "self_reported", "verified"]


# --- what does not --------------------------------------------------------------------------------
def test_each_refusal_has_its_own_code_and_counts_nothing(held: HobbyEvent) -> None:
    other, phone = HobbyEventFactory(hobby=held.hobby), consenting()
    HobbyEvent.objects.filter(pk=other.pk).update(starts_at=held.starts_at, ends_at=held.ends_at)
    after = held.ends_at + AFTER + A_MINUTE
    code = shown(held)
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    gone = HobbyEventFactory(hobby__state="draft")
    assert check_in(None, held, code) == "checkin_without_pass"
    assert check_in(phone, gone, shown(gone)) == "checkin_no_event"
    assert check_in(phone, held, forged) == "checkin_forged"
    assert check_in(phone, held, "any") == "checkin_forged"
    assert check_in(phone, held, shown(other)) == "checkin_other_event"
    assert check_in(phone, held, codes.qr_text(other.pk, shown(other))) == "checkin_other_event"
    assert check_in(phone, held, codes.qr_text(other.pk, code)) == "checkin_other_event"
    assert check_in(phone, held, shown(held, after)) == "checkin_outside_window"
    assert check_in(phone, held, shown(held, held.ends_at + AFTER - A_MINUTE)) == "accepted"
    assert [checkin for checkin, *_ in counted()] == ["verified"]


def test_guessing_ends_for_the_pass_and_hurts_nobody_else_in_the_class(held: HobbyEvent) -> None:
    guessing, classmate = consenting(), consenting()
    found = [check_in(guessing, held, "00000000") for _ in range(limits.WRONG_CODES_PER_PASS + 1)]
    assert found == ["checkin_forged"] * limits.WRONG_CODES_PER_PASS + ["checkin_guessed_too_often"]
    assert check_in(guessing, held, shown(held)) == "checkin_guessed_too_often"
    assert check_in(classmate, held, shown(held)) == "accepted"


def test_an_address_that_guesses_with_many_passes_is_stopped(held: HobbyEvent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_CODES_PER_ADDRESS", 3)
    assert [check_in(consenting(), held, "00000000") for _ in range(4)][-1] == "checkin_guessed_too_often"


def test_guesses_within_one_batch_are_counted_too(held: HobbyEvent) -> None:
    tries = [event("checked_in", ago=NO_TIME, event=held.pk, code="00000000") for _ in range(30)]
    found = [item["errors"][0]["code"] for item in send(*tries, phone=consenting())["items"]]
    assert found.count("checkin_forged") == limits.WRONG_CODES_PER_PASS
    assert found.count("checkin_guessed_too_often") == 30 - limits.WRONG_CODES_PER_PASS


# --- keys, and what is kept -----------------------------------------------------------------------
def test_a_new_key_leaves_the_codes_of_the_old_one_good_while_both_are_there(held: HobbyEvent, settings: Any) -> None:
    old, new = "o" * 32, "n" * 32
    settings.CHECKIN_KEYS = [old]
    code = shown(held)
    settings.CHECKIN_KEYS = [new, old]
    assert shown(held) != code
    assert check_in(consenting(), held, code) == "accepted"
    settings.CHECKIN_KEYS = [new]
    assert check_in(consenting(), held, code) == "checkin_forged"


def test_a_mark_tells_neither_pass_nor_event_and_goes_in_time(held: HobbyEvent) -> None:
    phone = consenting()
    check_in(phone, held, shown(held))
    mark = CheckInMark.objects.get()
    assert phone.id not in f"{mark.digest}{mark.repeat}"
    with time_machine.travel(clock.now() + dt.timedelta(days=32), tick=False):
        forget_marks()
    assert not CheckInMark.objects.exists()


@pytest.mark.once("pure")
def test_a_code_tells_its_slot_and_what_looks_alike_is_read_as_one() -> None:
    near = dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)
    around = codes.slot_at(near)
    assert all(codes.slot_of(codes.code_of(7, slot), 7, near) == slot for slot in range(around - 500, around + 500))
    assert codes.read("o1il-2345") == (None, "01112345")
    assert codes.read("HP1:12:O1IL2345") == (12, "01112345")
    assert [codes.read(text) for text in ("", "1234567", "123456789", "1234567U", "HP1::12345678", "ß" * 8)] == [
        None
    ] * 6
