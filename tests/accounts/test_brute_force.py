"""Guessing is slowed down and noted, and a school behind one address goes on signing in."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog
from django.core.cache import cache
from django.test import Client

from harrastuspassi.accounts.models import User
from harrastuspassi.common import clock
from tests.api.callers import call, refusal
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
GUESS = "arvaus"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    made: User = UserFactory(password=PASSWORD)
    return made


def token(email: str, password: str = GUESS, address: str = "192.0.2.1") -> Any:
    body = {"email": email, "password": password}
    return Client(REMOTE_ADDR=address).post("/auth/token/", body, content_type="application/json")


def lock(email: str, **kwargs: str) -> None:
    for _ in range(5):
        assert refusal(token(email, **kwargs))[0] in (401, 429)


def test_after_five_failures_the_right_password_does_not_help_for_a_quarter_of_an_hour(user: User) -> None:
    lock(user.email)
    answer = token(user.email, PASSWORD)
    assert refusal(answer) == (429, "too_many_attempts")
    assert answer.headers["Retry-After"] == "900"
    for minutes, status in ((14, 429), (16, 200)):
        with time_machine.travel(clock.now() + dt.timedelta(minutes=minutes), tick=False):
            assert token(user.email, PASSWORD).status_code == status


def test_trying_on_does_not_make_it_longer(user: User) -> None:
    lock(user.email)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=14), tick=False):
        assert token(user.email).status_code == 429
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16), tick=False):
        assert token(user.email, PASSWORD).status_code == 200


def test_others_behind_the_same_address_sign_in(user: User) -> None:
    lock(user.email)
    for other in UserFactory.create_batch(20, password=PASSWORD):
        assert token(other.email, PASSWORD).status_code == 200


def test_the_same_account_signs_in_from_elsewhere(user: User) -> None:
    lock(user.email)
    assert token(user.email, PASSWORD, address="192.0.2.2").status_code == 200


def test_many_addresses_together_do_not_get_further(user: User) -> None:
    statuses = [token(user.email, address=f"192.0.2.{n}").status_code for n in range(1, 40)]
    assert statuses == [401] * 30 + [429] * 9


def test_how_an_address_is_written_makes_no_difference(user: User) -> None:
    for email in (user.email, user.email.upper(), user.email.title(), f" {user.email}", user.email):
        token(email)
    assert refusal(token(user.email, PASSWORD)) == (429, "too_many_attempts")


def test_an_account_that_does_not_exist_is_locked_alike(user: User) -> None:
    lock("ei@example.fi")
    assert refusal(token("ei@example.fi")) == (429, "too_many_attempts")


def test_signing_in_clears_the_count(user: User) -> None:
    for _ in range(3):
        for _ in range(4):
            token(user.email)
        assert token(user.email, PASSWORD).status_code == 200


def test_failures_are_noted_without_the_password(user: User) -> None:
    lock(user.email, password="salainen arvaus")
    noted = AccessFailureLog.objects.all()
    assert {(row.username, row.ip_address) for row in noted} == {(user.email, "192.0.2.1")}
    assert noted.count() == 5
    for row in [*noted, *AccessAttempt.objects.all()]:
        assert "salainen" not in "".join(str(value) for value in vars(row).values())


@pytest.mark.parametrize(("proxies", "counted"), [(0, "192.0.2.1"), (1, "198.51.100.7"), (2, "203.0.113.9")])
def test_the_sender_is_found_past_our_own_proxies_only(user: User, settings: Any, proxies: int, counted: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    forwarded = {"X-Forwarded-For": "10.0.0.1, 203.0.113.9, 198.51.100.7"}
    body = {"email": user.email, "password": "x"}
    Client(REMOTE_ADDR="192.0.2.1").post("/auth/token/", body, content_type="application/json", headers=forwarded)
    assert AccessFailureLog.objects.get().ip_address == counted


@pytest.mark.parametrize("forwarded", ["", "nonsense", "::1", "1.2.3.4, nonsense", ",", " ", "[::1]:80", "1.2.3.4:80"])
def test_no_header_is_too_odd(user: User, settings: Any, forwarded: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    body = {"email": user.email, "password": "x"}
    answer = call("post", "/auth/token/", body, X_Forwarded_For=forwarded)
    assert answer.status_code == 401
