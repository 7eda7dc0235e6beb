"""Signing up, in and out, and resetting a password, as someone in a browser meets it."""

import io
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.common.models import OutgoingMail
from tests.accounts.browsing import Browser, errors, link_in
from tests.factories.accounts import PASSWORD, UserFactory, member, turn_on_second_factor

pytestmark = pytest.mark.django_db
UI = "https://hallinta.example.fi/"
SIGN_UP = {
    "email": "aino@example.fi",
    "first_name": "Aino",
    "last_name": "Virta-Mäki",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def organizer_ui(settings: Any) -> None:
    settings.ORGANIZER_UI_URL = settings.LOGIN_REDIRECT_URL = UI
    settings.ORGANIZER_UI_ORIGIN = UI.rstrip("/")


# --- signing up -----------------------------------------------------------------------------------
def test_who_signs_up_verifies_the_address_and_signs_in(browser: Browser, post_office: Any) -> None:
    answer = browser.submit("/accounts/signup/", SIGN_UP)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/confirm-email/")
    assert not browser.is_signed_in
    user = User.objects.get()
    assert (user.email, user.first_name, user.last_name, user.language) == (
        "aino@example.fi",
        "Aino",
        "Virta-Mäki",
        "en",
    )

    (sent,) = post_office()
    assert sent.to == ["aino@example.fi"]
    browser.submit(link_in(sent.body))
    assert EmailAddress.objects.get().verified
    assert browser.sign_in(user).status_code == 302
    assert browser.is_signed_in


def test_before_that_nobody_gets_in(browser: Browser, post_office: Any) -> None:
    browser.submit("/accounts/signup/", SIGN_UP)
    answer = browser.sign_in(User.objects.get())
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert not browser.is_signed_in


def test_the_account_and_its_mail_come_about_together(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("harrastuspassi.common.mail.post", broken)
    with pytest.raises(RuntimeError):
        browser.submit("/accounts/signup/", SIGN_UP)
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"password1": "lyhyt-12345", "password2": "lyhyt-12345"}, "at least 12 characters"),
        ({"password1": "qwerty123456", "password2": "qwerty123456"}, "too common"),
        ({"password1": "aino@example.fi", "password2": "aino@example.fi"}, "too similar"),
        ({"password2": f"{PASSWORD}x"}, "same password"),
        ({"email": "aino"}, "valid email"),
        ({"email": ""}, "required"),
        ({"first_name": "Voita rahaa: https://evil.example"}, "Letters"),
        ({"last_name": "x" * 151}, "at most 150"),
    ],
)
def test_what_is_wrong_is_told_and_makes_no_account(browser: Browser, changes: dict[str, str], why: str) -> None:
    answer = browser.submit("/accounts/signup/", {**SIGN_UP, **changes})
    assert answer.status_code == 200
    assert why in errors(answer)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name", ["Åsa-Mäki", "O'Connor", "d\u2019Arc", "Jean Luc", "A.", "Ääkkönen Öberg", "李", "Ñuñez"]
)
def test_names_as_people_have_them(browser: Browser, name: str) -> None:
    browser.submit("/accounts/signup/", {**SIGN_UP, "last_name": name})
    assert User.objects.get().last_name == name


@pytest.mark.parametrize("written", ["aino@example.fi", "AINO@Example.FI"])
def test_signing_up_again_looks_the_same_and_tells_only_the_address_itself(
    browser: Browser, post_office: Any, written: str
) -> None:
    first = browser.submit("/accounts/signup/", SIGN_UP)
    browser.submit(link_in(post_office()[0].body))
    cache.clear()  # some minutes later
    again = Browser().submit("/accounts/signup/", {**SIGN_UP, "email": written})
    assert (again.status_code, again.headers["Location"]) == (first.status_code, first.headers["Location"])
    assert User.objects.count() == 1
    (sent,) = post_office()
    assert sent.to == [written.lower()]
    assert "already exists" in sent.body


def test_how_long_signing_up_takes_tells_nobody_whether_there_is_an_account(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for _ in ("new", "known"):
        browser.submit("/accounts/signup/", SIGN_UP)
    assert User.objects.count() == 1
    assert hashed == [PASSWORD, PASSWORD]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_and_mail_are_in_the_readers_language(post_office: Any, language: str) -> None:
    browser = Browser(language)
    page = browser.get("/accounts/signup/").content.decode()
    assert f'<html lang="{language}">' in page
    browser.submit("/accounts/signup/", SIGN_UP)
    assert User.objects.get().language == language
    greeting = {"fi": "Hei!", "sv": "Hej!", "en": "Hello!"}[language]
    (sent,) = post_office()
    assert sent.body.startswith(greeting)


def test_the_language_can_be_chosen(browser: Browser) -> None:
    answer = browser.submit(
        "/accounts/login/", {"language": "sv", "next": "/accounts/login/"}, to="/accounts/language/"
    )
    assert answer.headers["Location"] == "/accounts/login/"
    assert '<html lang="sv">' in browser.get("/accounts/login/").content.decode()


# --- signing in (CONTRACT.md 1.3) -------------------------------------------------------------------
@pytest.mark.usefixtures("organizer_ui")
def test_signing_in_leads_back_to_the_organizer_ui(browser: Browser) -> None:
    user = UserFactory(password=PASSWORD)
    assert browser.sign_in(user).headers["Location"] == UI
    # The UI sends people here whenever it finds no token, also those who are signed in.
    assert browser.get("/accounts/login/").headers["Location"] == UI
    assert browser.get("/auth/token/", Origin=UI.rstrip("/")).status_code == 200


def test_without_an_organizer_ui_it_leads_to_the_accounts_own_page(browser: Browser) -> None:
    assert browser.sign_in(UserFactory(password=PASSWORD)).headers["Location"] == "/accounts/"


@pytest.mark.usefixtures("organizer_ui")
@pytest.mark.parametrize("target", ["/accounts/email/", f"{UI}hobbies?x=1"])
def test_a_target_of_our_own_is_followed(browser: Browser, target: str) -> None:
    assert browser.sign_in(UserFactory(password=PASSWORD), next=target).headers["Location"] == target


OPEN_REDIRECTS = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    f"{UI.rstrip('/')}.evil.example/",
    f"{UI.rstrip('/')}@evil.example/",
    "http://hallinta.example.fi/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost/",
    "https://127.0.0.1:1/",
    " https://evil.example",
    "/\t/evil.example",
]


@pytest.mark.usefixtures("organizer_ui")
@pytest.mark.parametrize("target", OPEN_REDIRECTS)
def test_no_other_target_is(browser: Browser, target: str) -> None:
    assert browser.sign_in(UserFactory(password=PASSWORD), next=target).headers["Location"] == UI
    assert browser.get(f"/accounts/login/?next={quote(target, safe='')}").headers["Location"] == UI
    for page in ("signup", "logout", "email", "reauthenticate"):
        assert "evil" not in browser.get(f"/accounts/{page}/?next={quote(target, safe='')}").headers.get("Location", "")
    out = browser.submit("/accounts/logout/", {"next": target})
    assert out.headers["Location"] == "/accounts/login/"
    chosen = browser.submit("/accounts/login/", {"language": "fi", "next": target}, to="/accounts/language/")
    assert chosen.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_look_the_same() -> None:
    user = UserFactory(password=PASSWORD)
    answers = [
        Browser().submit("/accounts/login/", {"login": login, "password": "väärä salasana"})
        for login in (user.email, "ei@example.fi")
    ]
    assert answers[0].status_code == answers[1].status_code == 200
    assert errors(answers[0]) == errors(answers[1]) != ""


def test_a_deactivated_account_gets_no_further(browser: Browser) -> None:
    browser.sign_in(UserFactory(password=PASSWORD, is_active=False))
    assert not browser.is_signed_in


def test_who_fails_too_often_sees_a_page_that_says_so(browser: Browser) -> None:
    user = UserFactory(password=PASSWORD)
    statuses = [browser.sign_in(user, "arvaus").status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]
    answer = browser.sign_in(user)
    assert answer.status_code == 429
    assert b"quarter of an hour" in answer.content
    assert not browser.is_signed_in


def test_signing_out_ends_the_session_and_takes_a_form(browser: Browser) -> None:
    browser.sign_in(UserFactory(password=PASSWORD))
    browser.get("/accounts/logout/")
    assert browser.is_signed_in
    browser.submit("/accounts/logout/")
    assert not browser.is_signed_in
    assert browser.get("/auth/token/").status_code == 401


def test_a_form_without_its_token_is_refused_with_a_page() -> None:
    answer = Client(enforce_csrf_checks=True, headers={"Host": "127.0.0.1:8000"}).post(
        "/accounts/login/", {"login": "x"}
    )
    assert answer.status_code == 403
    assert b"accounts.css" in answer.content
    assert b"style=" not in answer.content


# --- addresses and details ------------------------------------------------------------------------
def test_another_address_is_added_and_verified(browser: Browser, post_office: Any) -> None:
    user = UserFactory(password=PASSWORD)
    browser.sign_in(user)
    again = browser.submit("/accounts/email/", {"email": "toinen@example.fi", "action_add": ""})
    assert "/accounts/reauthenticate/" in again.headers["Location"]
    browser.submit(again.headers["Location"], {"password": PASSWORD})
    (sent,) = [mail for mail in post_office() if mail.to == ["toinen@example.fi"]]
    browser.submit(link_in(sent.body))
    assert EmailAddress.objects.get(email="toinen@example.fi").verified


def test_names_and_language_are_changed_by_oneself_and_nothing_else(browser: Browser) -> None:
    user = UserFactory(password=PASSWORD)
    browser.sign_in(user)
    form = {"first_name": "Ilona", "last_name": "Koski", "language": "sv", "is_superuser": "1", "email": "x@example.fi"}
    assert browser.submit("/accounts/profile/", form).status_code == 302
    after = User.objects.get()
    assert (after.first_name, after.last_name, after.language) == ("Ilona", "Koski", "sv")
    assert (after.is_superuser, after.email) == (False, user.email)


def test_the_accounts_own_page_tells_its_roles(browser: Browser) -> None:
    user = member(password=PASSWORD)
    browser.sign_in(user)
    page = browser.get("/accounts/").content.decode()
    assert f"Owner: {user.memberships.get().organizer.name}" in page


@pytest.mark.parametrize("path", ["", "profile/", "email/", "password/change/", "2fa/", "invitations/x/"])
def test_pages_of_an_account_ask_for_a_sign_in(browser: Browser, path: str) -> None:
    answer = browser.get(f"/accounts/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


# --- where the pages stand ------------------------------------------------------------------------
def test_pages_are_shown_at_the_public_address_alone() -> None:
    answer = Client(headers={"Host": "localhost:8000"}).get("/accounts/login/?next=/accounts/")
    assert answer.headers["Location"] == "http://127.0.0.1:8000/accounts/login/?next=/accounts/"


@override_settings(PUBLIC_URL="https://pass.example", PUBLIC_ORIGIN="https://pass.example", ALLOWED_HOSTS=["*"])
def test_links_in_mail_lead_to_the_public_address_whatever_host_was_asked(post_office: Any) -> None:
    user = UserFactory(password=PASSWORD)
    client = Client(headers={"Host": "evil.example"})
    assert client.post("/accounts/password/reset/", {"email": user.email}).status_code == 421
    assert post_office() == []
    asked = Client(headers={"Host": "pass.example", "X-Forwarded-Proto": "https"})
    asked.post("/accounts/password/reset/", {"email": user.email}, secure=True)
    assert "https://pass.example/accounts/password/reset/key/" in post_office()[0].body


def test_cookies_are_kept_from_scripts_and_other_sites(browser: Browser) -> None:
    browser.sign_in(UserFactory(password=PASSWORD))
    session = browser.client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert browser.client.cookies["csrftoken"]["samesite"] == "Lax"


def test_pages_are_kept_by_no_cache(browser: Browser) -> None:
    for path in ("/accounts/login/", "/accounts/signup/"):
        assert "no-store" in browser.get(path).headers["Cache-Control"]
    browser.sign_in(UserFactory(password=PASSWORD))
    for path in ("/accounts/", "/accounts/profile/"):
        assert "no-store" in browser.get(path).headers["Cache-Control"], path


def test_the_first_operator_is_made_on_the_command_line_and_verifies_the_address(
    browser: Browser, post_office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "yllapito@example.fi", stdout=io.StringIO())
    user = User.objects.get()
    assert browser.sign_in(user).headers["Location"] == "/accounts/confirm-email/"
    browser.submit(link_in(post_office()[0].body))
    browser.sign_in(user)
    assert browser.is_signed_in
    assert not roles.can_operate(user)
    turn_on_second_factor(user)
    assert roles.can_operate(User.objects.get())


def test_signing_up_over_and_over_is_slowed_down_with_a_page(browser: Browser) -> None:
    answers = [browser.submit("/accounts/signup/", {**SIGN_UP, "email": f"{n}@example.fi"}) for n in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert b"accounts.css" in answers[-1].content
