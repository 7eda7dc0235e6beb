"""At the door: the code that is shown, links that open the door, and heads that are counted there."""

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
import zxingcpp
from django.conf import settings
from django.core.cache import cache
from PIL import Image

from harrastuspassi.accounts.models import User
from harrastuspassi.audit.models import Entry
from harrastuspassi.catalogue.models import HobbyEvent, OrganizerState
from harrastuspassi.common import clock
from harrastuspassi.participation import limits
from harrastuspassi.participation.checkins import AFTER, BEFORE
from harrastuspassi.participation.doors import MOST
from harrastuspassi.participation.models import DoorLink, HeadCount, SeasonTotal
from harrastuspassi.participation.retention import forget_participation
from tests.api.callers import call, refusal
from tests.factories.accounts import member
from tests.factories.catalogue import HobbyEventFactory
from tests.factories.participation import collect_all, event, send
from tests.factories.passes import new_phone

pytestmark = pytest.mark.django_db
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def held() -> Any:
    """An event that is on now."""
    cache.clear()
    made = HobbyEventFactory()
    with time_machine.travel(made.starts_at + 5 * A_MINUTE, tick=False):
        yield made


@pytest.fixture
def owner(held: HobbyEvent) -> User:
    return member(held.hobby.organizer)


def at(held: HobbyEvent, part: str) -> str:
    return f"/api/v1/hobbyevents/{held.pk}/{part}"


def new_link(held: HobbyEvent, owner: User, **sent: Any) -> dict[str, Any]:
    answer = call("post", at(held, "door-links/"), sent, user=owner)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def door(link: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Door {link['token']}"}


def decoded(png: bytes) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return str(found.text)


# --- the code -------------------------------------------------------------------------------------
def test_the_code_that_is_shown_is_one_that_a_phone_checks_in_with(held: HobbyEvent, owner: User) -> None:
    shown = call("get", at(held, "check-in-code/"), user=owner).json()
    assert shown["typable"] == f"{shown['code'][:4]}-{shown['code'][4:]}"
    picture = call("get", at(held, "check-in-code/png/"), **door(new_link(held, owner)))
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["Cache-Control"] == "private, no-store"
    assert decoded(picture.content) == shown["qr_text"]
    for text in (shown["typable"], shown["qr_text"]):
        (item,) = send(event("checked_in", ago=dt.timedelta(), event=held.pk, code=text), phone=new_phone())["items"]
        assert item["status"] == "accepted", item


def test_the_next_slot_has_another_code(held: HobbyEvent, owner: User) -> None:
    first = call("get", at(held, "check-in-code/"), user=owner).json()
    with time_machine.travel(dt.datetime.fromisoformat(first["ends_at"]), tick=False):
        second = call("get", at(held, "check-in-code/"), user=owner).json()
    assert second["code"] != first["code"]
    assert second["starts_at"] == first["ends_at"]


def test_svg_has_no_style_that_a_policy_forbids_and_is_the_same_qr(held: HobbyEvent, owner: User) -> None:
    answer = call("get", at(held, "check-in-code/svg/"), user=owner)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert b"style" not in answer.content
    assert b"script" not in answer.content


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (lambda held: held.starts_at - BEFORE - A_MINUTE, "checkin_not_open"),
        (lambda held: held.starts_at - BEFORE, None),
        (lambda held: held.ends_at + AFTER, None),
        (lambda held: held.ends_at + AFTER + A_MINUTE, "checkin_over"),
    ],
)
def test_it_is_shown_exactly_while_it_is_good(held: HobbyEvent, owner: User, moment: Any, code: str | None) -> None:
    with time_machine.travel(moment(held), tick=False):
        for part in ("", "svg/", "png/"):
            answer = call("get", at(held, f"check-in-code/{part}"), user=owner)
            assert (answer.status_code == 200) if code is None else (refusal(answer) == (409, code))


@pytest.mark.parametrize("what", ["cancelled", "draft", "suspended"])
def test_where_nobody_can_check_in_none_is_shown(held: HobbyEvent, owner: User, what: str) -> None:
    link = new_link(held, owner)
    if what == "cancelled":
        HobbyEvent.objects.filter(pk=held.pk).update(cancelled_at=clock.now())
    elif what == "draft":
        type(held.hobby).objects.filter(pk=held.hobby_id).update(state="draft")
    else:
        held.hobby.organizer.state = OrganizerState.SUSPENDED
        held.hobby.organizer.save()
    assert refusal(call("get", at(held, "check-in-code/"), **door(link))) == (409, "checkin_event_not_public")


def test_the_printed_code_is_read_from_its_qr_and_counts_as_the_phones_word(held: HobbyEvent, owner: User) -> None:
    printed = call("get", f"/api/v1/hobbies/{held.hobby_id}/printed-code/", user=owner).json()
    for text in (printed["typable"], printed["qr_text"], printed["code"].lower()):
        sent = event("checked_in", ago=dt.timedelta(), event=held.pk, printed_code=text)
        assert send(sent, phone=new_phone())["accepted"] == 1
    # A rotating code is no printed one, nor the other way round.
    wrong = event("checked_in", ago=dt.timedelta(), event=held.pk, code=printed["qr_text"])
    assert send(wrong, phone=new_phone())["items"][0]["errors"][0]["code"] == "checkin_forged"
    collect_all()


# --- links ----------------------------------------------------------------------------------------
def test_a_link_is_good_until_the_day_after_and_for_its_event_alone(held: HobbyEvent, owner: User) -> None:
    link = new_link(held, owner)
    assert link["url"] == f"{settings.PUBLIC_URL}/door/{link['token']}/"
    assert dt.datetime.fromisoformat(link["expires_at"]) == held.ends_at + dt.timedelta(days=1)
    other = HobbyEventFactory(hobby=held.hobby)
    assert refusal(call("get", at(other, "check-in-code/"), **door(link))) == (403, "door_link_other_event")
    (listed,) = call("get", at(held, "door-links/"), user=owner).json()["results"]
    assert listed == {name: link[name] for name in listed}
    assert DoorLink.objects.get().digest not in link["token"]
    assert link["token"].partition(".")[2] not in str(DoorLink.objects.values().get())


def test_unknown_forged_expired_and_revoked_links_are_answered_alike(held: HobbyEvent, owner: User) -> None:
    expired = new_link(held, owner, expires_at=(clock.now() + A_MINUTE).isoformat())
    revoked, good = new_link(held, owner), new_link(held, owner)
    assert call("delete", at(held, f"door-links/{revoked['id']}/"), user=owner).status_code == 204
    with time_machine.travel(clock.now() + 2 * A_MINUTE, tick=False):
        sent = [expired["token"], revoked["token"], f"{good['id']}.{'x' * 43}", f"999999.{'x' * 43}", "x", ""]
        answers = [call("get", at(held, "check-in-code/"), Authorization=f"Door {token}") for token in sent]
        assert {refusal(answer) for answer in answers} == {(401, "door_link_invalid")}
        assert len({answer.content for answer in answers}) == 1
        assert call("get", at(held, "check-in-code/"), **door(good)).status_code == 200


def test_guessing_links_is_limited_and_each_guess_is_one_query_and_one_comparison(
    held: HobbyEvent, owner: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    good = new_link(held, owner)
    monkeypatch.setattr(limits, "WRONG_DOORS_PER_ADDRESS", 3)
    for token in (f"{good['id']}.{'x' * 43}", f"999999.{'x' * 43}", f"{good['id']}.{'y' * 43}"):
        with django_assert_num_queries(1):
            answer = call("get", at(held, "check-in-code/"), Authorization=f"Door {token}")
        assert refusal(answer) == (401, "door_link_invalid")
    answer = call("get", at(held, "check-in-code/"), **door(good))
    assert refusal(answer) == (429, "door_link_guessed_too_often")
    assert int(answer.headers["Retry-After"]) == limits.AN_HOUR_S


def test_a_link_that_has_expired_goes_a_month_later_and_what_was_counted_by_it_stays(
    held: HobbyEvent, owner: User
) -> None:
    link = new_link(held, owner)
    sent = {"counts": [{"age_group": "under_13", "gender": "female", "count": 4}]}
    assert call("put", at(held, "head-counts/"), sent, If_Match="*", **door(link)).status_code == 200
    expires_at = DoorLink.objects.get().expires_at
    for days, number in ((30, 1), (32, 0)):
        with time_machine.travel(expires_at + dt.timedelta(days=days), tick=False):
            forget_participation()
        assert DoorLink.objects.count() == number
    assert HeadCount.objects.get().count == 4


@pytest.mark.parametrize("after", [dt.timedelta(), dt.timedelta(days=15)])
def test_a_link_that_is_over_already_or_too_long_is_refused(held: HobbyEvent, owner: User, after: dt.timedelta) -> None:
    until = clock.now() if not after else held.ends_at + after
    answer = call("post", at(held, "door-links/"), {"expires_at": until.isoformat()}, user=owner)
    assert refusal(answer) == (400, "invalid")
    assert answer.json()["errors"][0]["field"] == "expires_at"


def test_an_event_has_so_many_links_and_no_more(held: HobbyEvent, owner: User) -> None:
    for _ in range(MOST):
        new_link(held, owner)
    assert refusal(call("post", at(held, "door-links/"), {}, user=owner)) == (409, "too_many_door_links")


# --- heads ----------------------------------------------------------------------------------------
GIRLS = {"age_group": "under_13", "gender": "female", "count": 4}
BOYS = {"age_group": "age_13_to_16", "gender": "male", "count": 2}
HEADS = {"counts": [GIRLS, BOYS]}


def put_heads(held: HobbyEvent, sent: Any, match: str = "*", **who: Any) -> Any:
    return call("put", at(held, "head-counts/"), sent, If_Match=match, **who)


def test_a_coach_counts_heads_and_an_organizer_corrects_them(held: HobbyEvent, owner: User) -> None:
    link = new_link(held, owner)
    before = call("get", at(held, "head-counts/"), **door(link))
    assert before.json() == {"event": held.pk, "counts": [], "total": None, "counted_at": None}
    counted = put_heads(held, HEADS, before.headers["ETag"], **door(link))
    assert (counted.status_code, counted.json()["total"]) == (200, 6)
    assert counted.headers["ETag"] == call("get", at(held, "head-counts/"), user=owner).headers["ETag"]
    # Whoever has not seen that does not write over it.
    assert refusal(put_heads(held, HEADS, before.headers["ETag"], user=owner)) == (412, "stale")
    with time_machine.travel(clock.now() + 3 * A_MINUTE, tick=False):
        corrected = put_heads(held, {"counts": [GIRLS | {"count": 5}]}, counted.headers["ETag"], user=owner)
    assert corrected.json()["counts"] == [GIRLS | {"count": 5}]
    row = HeadCount.objects.get()
    assert (row.entered_by, row.door_link) == (owner, None)
    told = Entry.objects.filter(kind="head_count").order_by("pk").values_list("actor_kind", "actor_name", "action")
    assert [*told] == [
        *([("machine", "door_link", "created")] * 2),
        ("user", "", "deleted"),
        ("user", "", "changed"),
    ]
    # By whom and when, and no number of children for whoever reads the log.
    assert Entry.objects.order_by("pk").last().changes["count"] == []


def test_counting_the_same_again_changes_nothing(held: HobbyEvent, owner: User) -> None:
    first = put_heads(held, HEADS, user=owner)
    with time_machine.travel(clock.now() + 3 * A_MINUTE, tick=False):
        again = put_heads(held, HEADS, first.headers["ETag"], user=owner)
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert put_heads(held, {"counts": []}, user=owner).json()["total"] is None
    assert not HeadCount.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "counts"),
        ({"counts": [GIRLS, GIRLS]}, "counts"),
        ({"counts": [GIRLS | {"count": -1}]}, "counts.0.count"),
        ({"counts": [GIRLS | {"count": 10_001}]}, "counts.0.count"),
        ({"counts": [GIRLS | {"gender": "girl"}]}, "counts.0.gender"),
        ({"counts": [GIRLS | {"name": "Aino"}]}, "counts.0.name"),
        ({"counts": [{"age_group": "under_13", "count": 1}]}, "counts.0.gender"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(held: HobbyEvent, owner: User, sent: Any, field: str) -> None:
    answer = put_heads(held, sent, user=owner)
    assert refusal(answer) == (400, "invalid")
    assert {error["field"] for error in answer.json()["errors"]} == {field}
    assert not HeadCount.objects.exists()


def test_heads_are_counted_once_the_door_is_open_and_of_what_takes_place(held: HobbyEvent, owner: User) -> None:
    with time_machine.travel(held.starts_at - BEFORE - A_MINUTE, tick=False):
        assert refusal(put_heads(held, HEADS, user=owner)) == (409, "head_count_too_early")
    with time_machine.travel(held.ends_at + dt.timedelta(days=40), tick=False):
        assert put_heads(held, HEADS, user=owner).status_code == 200
    HobbyEvent.objects.filter(pk=held.pk).update(cancelled_at=clock.now())
    assert refusal(put_heads(held, HEADS, user=owner)) == (409, "head_count_cancelled")


def test_nobody_writes_without_saying_what_they_saw(held: HobbyEvent, owner: User) -> None:
    assert refusal(call("put", at(held, "head-counts/"), HEADS, user=owner)) == (428, "if_match_required")


# --- seasons --------------------------------------------------------------------------------------
def test_a_season_is_told_and_corrected(held: HobbyEvent, owner: User) -> None:
    address = f"/api/v1/hobbies/{held.hobby_id}/season-totals/"
    first = call("put", f"{address}2026-H1/", {"trials": 9, "joined": 4}, user=owner, If_Match="*")
    assert first.status_code == 200, first.content
    with time_machine.travel(clock.now() + A_MINUTE, tick=False):
        second = call("put", f"{address}2026-H1/", {"trials": 9, "joined": 5}, user=owner, If_Match=first["ETag"])
        stale = call("put", f"{address}2026-H1/", {"trials": 1, "joined": 1}, user=owner, If_Match=first["ETag"])
    assert refusal(stale) == (412, "stale")
    assert call("get", address, user=owner).json()["results"] == [second.json()]
    assert SeasonTotal.objects.get().entered_by == owner


@pytest.mark.parametrize("season", ["2026-H3", "2199-H1", "2026", "2026-Q1"])
def test_a_season_that_is_none_or_has_not_begun_is_refused(held: HobbyEvent, owner: User, season: str) -> None:
    address = f"/api/v1/hobbies/{held.hobby_id}/season-totals/{season}/"
    answer = call("put", address, {"trials": 9, "joined": 4}, user=owner, If_Match="*")
    assert refusal(answer) == (400, "invalid")
