"""The door page: what a coach's phone shows and sends, without an account and in three languages."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.participation import codes, headcounts, limits
from harrastuspassi.participation.checkins import BEFORE
from harrastuspassi.participation.models import HeadCount, SeasonTotal
from tests.factories.accounts import member
from tests.factories.catalogue import HobbyEventFactory
from tests.factories.participation import event, send
from tests.factories.passes import new_phone
from tests.participation.test_doors import new_link

pytestmark = pytest.mark.django_db
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def held() -> Any:
    """An event that is on now."""
    cache.clear()
    made = HobbyEventFactory(hobby__name_fi="Parkour", hobby__name_sv="Parkour på svenska")
    with time_machine.travel(made.starts_at + 5 * A_MINUTE, tick=False):
        yield made


@pytest.fixture
def owner(held: HobbyEvent) -> User:
    return member(held.hobby.organizer)


@pytest.fixture
def page(held: HobbyEvent, owner: User) -> str:
    return f"/door/{new_link(held, owner)['token']}/"


phone = Client(enforce_csrf_checks=True)


def seen(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found, html
    return found[1]


def test_a_coach_shows_the_code_and_a_pass_checks_in_with_it(held: HobbyEvent, page: str) -> None:
    html = phone.get(page).content.decode()
    typable = re.search(r'id="typable">([0-9A-Z]{4}-[0-9A-Z]{4})<', html)
    assert typable
    assert "<svg" in html
    sent = event("checked_in", ago=dt.timedelta(), event=held.pk, code=typable[1])
    assert send(sent, phone=new_phone())["accepted"] == 1
    renewed = phone.get(f"{page}code/").json()
    assert renewed["typable"] == typable[1]
    assert 0 < renewed["lasts_s"] <= 60
    with time_machine.travel(clock.now() + A_MINUTE, tick=False):
        assert phone.get(f"{page}code/").json()["typable"] != typable[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Ilman puhelinta"), ("sv", "Utan telefon"), ("en", "Without a phone")],
)
def test_it_speaks_the_readers_language_and_is_kept_and_told_nowhere(page: str, language: str, words: str) -> None:
    for answer in (phone.get(page, headers={"Accept-Language": language}), phone.get(f"{page}?lang={language}")):
        assert words in answer.content.decode()
        assert answer.headers["Content-Language"] == language
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]
        assert not answer.cookies


def test_heads_are_entered_corrected_and_taken_back(held: HobbyEvent, page: str) -> None:
    form = {"seen": seen(phone.get(page).content.decode()), "under_13-female": "4", "age_13_to_16-male": " 2 "}
    answer = phone.post(page, form)
    assert answer.status_code == 303
    html = phone.get(answer.headers["Location"]).content.decode()
    assert 'name="under_13-female" value="4"' in html
    assert {(row.age_group, row.gender, row.count) for row in HeadCount.objects.all()} == {
        ("under_13", "female", 4),
        ("age_13_to_16", "male", 2),
    }
    # Another coach who has not seen that is shown it, and nothing is written.
    late = phone.post(page, form | {"under_13-female": "9"})
    assert late.status_code == 422
    assert HeadCount.objects.get(age_group="under_13").count == 4
    with time_machine.travel(clock.now() + A_MINUTE, tick=False):
        assert phone.post(page, {"seen": seen(late.content.decode()), "under_13-female": "5"}).status_code == 303
    assert [row.count for row in HeadCount.objects.all()] == [5]
    assert HeadCount.objects.get().door_link is not None


@pytest.mark.parametrize("wrong", ["-1", "1.5", "10001", "viisi", "²", "99999999999999999999"])
def test_what_is_no_number_is_said_and_kept_for_correction(held: HobbyEvent, page: str, wrong: str) -> None:
    form = {"seen": seen(phone.get(page).content.decode()), "under_13-female": wrong, "under_13-male": "3"}
    answer = phone.post(f"{page}?lang=en", form)
    assert answer.status_code == 422
    assert "Write whole numbers" in answer.content.decode()
    assert 'name="under_13-male" value="3"' in answer.content.decode()
    assert not HeadCount.objects.exists()


def test_before_the_door_opens_it_says_when(held: HobbyEvent, page: str) -> None:
    with time_machine.travel(held.starts_at - BEFORE - A_MINUTE, tick=False):
        html = phone.get(f"{page}?lang=en").content.decode()
        assert "from half an hour before the event begins" in html
        assert 'name="seen"' not in html
        told = phone.get(f"{page}code/").json()
        assert (told["code"], told["lasts_s"]) == ("checkin_not_open", 30)
        assert phone.post(page, {"seen": "", "under_13-female": "1"}).status_code == 422


def test_a_link_that_is_over_unknown_or_forged_is_answered_alike(held: HobbyEvent, page: str) -> None:
    forged = [page.replace(page[-5:-1], "xxxx"), "/door/1.x/", "/door/nothing/"]
    with time_machine.travel(held.ends_at + dt.timedelta(days=2), tick=False):
        answers = [phone.get(path, headers={"Accept-Language": "en"}) for path in (page, *forged)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert b"door_link_invalid" in answers[0].content
    assert answers[0].headers["Referrer-Policy"] == "no-referrer"


def test_trying_links_is_limited(held: HobbyEvent, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_DOORS_PER_ADDRESS", 2)
    for _ in range(2):
        assert phone.get("/door/nothing/").status_code == 404
    answer = phone.get(page)
    assert answer.status_code == 429
    assert b"door_link_guessed_too_often" in answer.content


def test_saving_faster_than_anyone_counts_is_refused_for_that_link_and_what_was_typed_is_kept(
    held: HobbyEvent, owner: User, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRITES_AT_A_DOOR", 2)
    other = f"/door/{new_link(held, owner)['token']}/"

    def save(path: str) -> Any:
        opened = seen(phone.get(path).content.decode())
        return phone.post(f"{path}?lang=en", {"seen": opened, "under_13-female": "4"})

    assert [save(page).status_code for _ in range(3)] == [303, 303, 429]
    assert b"wait a minute" in save(page).content
    assert b'name="under_13-female" value="4"' in save(page).content
    assert save(other).status_code == 303
    assert phone.get(page).status_code == 200


def test_the_console_shows_the_same_page_and_makes_links(held: HobbyEvent, owner: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Host": "127.0.0.1:8000"})
    client.force_login(owner)
    path = f"/console/catalogue/hobbyevent/{held.pk}/"
    html = client.get(f"{path}door/").content.decode()
    assert "<svg" in html
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert token
    form = {"seen": seen(html), "under_13-female": "4"}
    assert client.post(f"{path}door/", form).status_code == 403
    assert client.post(f"{path}door/", form | {"csrfmiddlewaretoken": token[1]}).status_code == 303
    assert HeadCount.objects.get().entered_by == owner
    made = client.post(f"{path}link/", {"csrfmiddlewaretoken": token[1]}).content.decode()
    address = re.search(r'id="address">http://[^/]+(/door/[^<]+)<', made)
    assert address
    assert phone.get(address[1]).status_code == 200
    assert client.get(f"{path}door/code/").json()["typable"]


def test_the_console_prints_a_hobbys_code_and_takes_totals_of_seasons(held: HobbyEvent, owner: User) -> None:
    client = Client(headers={"Host": "127.0.0.1:8000"})
    client.force_login(owner)
    path = f"/console/catalogue/hobby/{held.hobby_id}/"
    printed = client.post(f"{path}code/").content.decode()
    assert codes.typable(codes.printed_code_of(held.hobby_id)) in printed
    assert "<svg" in printed
    season = headcounts.season_now()
    assert client.post(f"{path}season/", {"season": season, "trials": "9", "joined": "4"}).status_code == 302
    assert client.post(f"{path}season/", {"season": "2199-H1", "trials": "9", "joined": "4"}).status_code == 422
    assert client.post(f"{path}season/", {"season": season, "trials": "-1", "joined": "4"}).status_code == 422
    assert SeasonTotal.objects.values_list("season", "trials", "joined").get() == (season, 9, 4)


def test_a_total_of_a_season_that_someone_else_has_told_meanwhile_is_not_written_over(
    held: HobbyEvent, owner: User
) -> None:
    client = Client(headers={"Host": "127.0.0.1:8000"})
    client.force_login(owner)
    path, season = f"/console/catalogue/hobby/{held.hobby_id}/season/", headcounts.season_now()

    def tell(opened: str, trials: str) -> int:
        found = re.search(r'name="seen"(?: value="([^"]*)")?', opened)
        assert found
        form = {"season": season, "trials": trials, "joined": "4", "seen": found[1] or ""}
        return client.post(path, form).status_code

    one, other = (client.get(path).content.decode() for _ in range(2))
    assert tell(one, "9") == 302
    assert tell(other, "8") == 422
    again = client.get(path).content.decode()
    with time_machine.travel(clock.now() + A_MINUTE, tick=False):
        assert tell(again, "10") == 302
        assert tell(again, "11") == 422
    assert SeasonTotal.objects.get().trials == 10
