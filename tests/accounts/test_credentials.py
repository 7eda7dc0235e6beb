"""The second factor and the password, as someone in a browser meets them."""

import re
from typing import Any

import pytest

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from tests.accounts.browsing import Browser, code_of, errors, link_in
from tests.factories.accounts import PASSWORD, UserFactory, moderator, operator, turn_on_second_factor
from tests.factories.catalogue import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    return Browser()


# --- second factor --------------------------------------------------------------------------------
def test_a_moderator_is_told_to_turn_the_second_factor_on_and_does(browser: Browser) -> None:
    user = moderator(MunicipalityFactory(), second_factor=False, password=PASSWORD)
    assert browser.sign_in(user).headers["Location"] == "/accounts/"
    assert b"needs a second factor" in browser.get("/accounts/").content

    again = browser.get("/accounts/2fa/totp/activate/").headers["Location"]
    browser.submit(again, {"password": PASSWORD})

    def as_the_app_shows(page: str) -> dict[str, str]:
        picture = browser.get("/accounts/2fa/totp/picture.svg")
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/svg+xml")
        (secret,) = re.findall(r'id="authenticator_secret" value="(\w+)"', page)
        return {"code": code_of(secret)}

    done = browser.submit("/accounts/2fa/totp/activate/", as_the_app_shows)
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert roles.can_moderate(User.objects.get(pk=user.pk), MunicipalityFactory().pk)
    assert b"needs a second factor" not in browser.get("/accounts/").content
    codes = re.findall(r"\b\d{8}\b", browser.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10

    # The next sign-in asks for a code; a recovery code does in its place, once.
    for code, gets_in in ((codes[0], True), (codes[0], False), (codes[1], True)):
        other = Browser()
        assert other.sign_in(user).headers["Location"] == "/accounts/2fa/authenticate/"
        assert not other.is_signed_in
        assert other.get("/auth/token/").status_code == 401
        other.submit("/accounts/2fa/authenticate/", {"code": code})
        assert other.is_signed_in == gets_in


def test_guessing_codes_locks_the_account_at_this_address(browser: Browser) -> None:
    user = operator(password=PASSWORD)
    browser.sign_in(user)
    statuses = [
        browser.submit("/accounts/2fa/authenticate/", {"code": f"{guess:06}"}).status_code for guess in range(5)
    ]
    assert statuses == [200] * 4 + [429]
    assert Browser().sign_in(user).status_code == 429


def test_the_right_code_does_not_help_who_has_guessed_too_often(browser: Browser) -> None:
    user = UserFactory(password=PASSWORD)
    secret = turn_on_second_factor(user)
    browser.sign_in(user)
    for guess in range(5):
        browser.submit("/accounts/2fa/authenticate/", {"code": f"{guess:06}"})
    browser.submit("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert not browser.is_signed_in


def test_turning_it_off_takes_the_password_again(browser: Browser) -> None:
    user = UserFactory(password=PASSWORD)
    secret = turn_on_second_factor(user)
    browser.sign_in(user)
    browser.submit("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "/reauthenticate/" in browser.get("/accounts/2fa/totp/deactivate/").headers["Location"]


def test_without_a_secret_there_is_no_picture(browser: Browser) -> None:
    assert browser.get("/accounts/2fa/totp/picture.svg").status_code == 302
    browser.sign_in(UserFactory(password=PASSWORD))
    assert browser.get("/accounts/2fa/totp/picture.svg").status_code == 404


# --- passwords ------------------------------------------------------------------------------------
def test_a_forgotten_password_is_reset_by_mail(browser: Browser, post_office: Any) -> None:
    user = UserFactory(password=PASSWORD)
    browser.submit("/accounts/password/reset/", {"email": user.email})
    (sent,) = post_office()
    form = browser.get(link_in(sent.body)).headers["Location"]
    new = "toinen-salasana-99"
    assert browser.submit(form, {"password1": new, "password2": new}).status_code == 302
    assert Browser().sign_in(user).status_code == 200
    other = Browser()
    other.sign_in(user, new)
    assert other.is_signed_in
    # The link was good once.
    assert "password1" not in Browser().get(link_in(sent.body)).content.decode()


def test_resetting_tells_nobody_whether_there_is_an_account(post_office: Any) -> None:
    user = UserFactory(password=PASSWORD)
    answers = [
        Browser().submit("/accounts/password/reset/", {"email": email}) for email in (user.email, "ei@example.fi")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    known, unknown = post_office()
    assert (known.to, unknown.to) == ([user.email], ["ei@example.fi"])
    assert "/password/reset/key/" in known.body
    assert "/password/reset/key/" not in unknown.body


def test_a_reset_password_keeps_to_the_rules(browser: Browser, post_office: Any) -> None:
    user = UserFactory(password=PASSWORD)
    browser.submit("/accounts/password/reset/", {"email": user.email})
    form = browser.get(link_in(post_office()[0].body)).headers["Location"]
    assert "at least 12" in errors(browser.submit(form, {"password1": "lyhyt", "password2": "lyhyt"}))


def test_a_changed_password_ends_the_other_sessions_and_is_told_by_mail(browser: Browser, post_office: Any) -> None:
    user, other = UserFactory(password=PASSWORD), Browser()
    browser.sign_in(user)
    other.sign_in(user)
    new = "toinen-salasana-99"
    browser.submit("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert browser.is_signed_in
    assert not other.is_signed_in
    (sent,) = post_office()
    assert sent.to == [user.email]
