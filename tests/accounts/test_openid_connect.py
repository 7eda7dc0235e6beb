"""Signing in with a provider that is configured, as the Helsinki profile is: a Keycloak, played by a small server."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from harrastuspassi.accounts.models import User
from tests.accounts.browsing import Browser, code_of
from tests.factories.accounts import PASSWORD, UserFactory, turn_on_second_factor

pytestmark = pytest.mark.django_db
PERSON = {
    "sub": "3b7a5c9e",
    "email": "aino@example.fi",
    "email_verified": True,
    "given_name": "Aino",
    "family_name": "Virta",
    "national_id_num": "010101-123N",
}
LOGIN, CALLBACK = "/accounts/oidc/helsinki/login/", "/accounts/oidc/helsinki/login/callback/"


class Keycloak(ThreadingHTTPServer):
    """Knows one person and gives out one code."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Realm)
        self.url = f"http://127.0.0.1:{self.server_port}/realms/helsinki"
        self.person: dict[str, Any] = dict(PERSON)
        self.asked: list[dict[str, list[str]]] = []
        self.challenge = ""


class Realm(BaseHTTPRequestHandler):
    server: Keycloak

    def do_GET(self) -> None:
        url = self.server.url
        if self.path.endswith("/.well-known/openid-configuration"):
            self.answer(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/auth",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/userinfo",
                    "jwks_uri": f"{url}/certs",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self.answer(self.server.person)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(sent)
        verifier = sent.get("code_verifier", [""])[0]
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if sent.get("client_secret") != ["salaisuus"] or digest != self.server.challenge:
            self.answer({"error": "invalid_grant"}, status=400)
            return
        claims = {**self.server.person, "iss": self.server.url, "aud": "harrastuspassi", "iat": 0, "exp": 2**40}
        token = jwt.encode(claims, "x" * 32, algorithm="HS256")
        self.answer({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def answer(self, body: Any, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def keycloak(settings: Any) -> Iterator[Keycloak]:
    with Keycloak() as server:
        threading.Thread(target=server.serve_forever).start()
        app = {
            "provider_id": "helsinki",
            "name": "Helsinki-tunnus",
            "client_id": "harrastuspassi",
            "secret": "salaisuus",
            "settings": {"server_url": server.url, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        settings.OIDC_ORIGINS = [f"http://127.0.0.1:{server.server_port}"]
        yield server
        server.shutdown()


def sign_in(browser: Browser, keycloak: Keycloak, path: str = LOGIN) -> Any:
    """The answer to coming back from the provider."""
    away = browser.submit("/accounts/login/" if path == LOGIN else "/accounts/3rdparty/", to=path)
    assert away.status_code == 302
    target = urlsplit(away.headers["Location"])
    assert away.headers["Location"].startswith(f"{keycloak.url}/auth?")
    asked = {name: values[0] for name, values in parse_qs(target.query).items()}
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{CALLBACK}"
    assert asked["code_challenge_method"] == "S256"
    keycloak.challenge = asked["code_challenge"]
    return browser.get(f"{CALLBACK}?{urlencode({'code': 'c', 'state': asked['state']})}")


def test_a_first_sign_in_makes_an_account(keycloak: Keycloak) -> None:
    browser = Browser()
    assert "Helsinki-tunnus" in browser.get("/accounts/login/").content.decode()
    sign_in(browser, keycloak)
    assert browser.is_signed_in
    user = User.objects.get()
    assert (user.email, user.first_name, user.last_name) == ("aino@example.fi", "Aino", "Virta")
    assert EmailAddress.objects.get().verified
    assert not user.has_usable_password()


def test_the_next_finds_it_again_also_with_another_address(keycloak: Keycloak) -> None:
    sign_in(Browser(), keycloak)
    keycloak.person["email"] = "uusi@example.fi"
    again = Browser()
    sign_in(again, keycloak)
    assert again.is_signed_in
    assert User.objects.count() == 1


def test_nothing_else_that_the_provider_tells_is_kept(keycloak: Keycloak) -> None:
    for _ in range(2):
        sign_in(Browser(), keycloak)
        account = SocialAccount.objects.get()
        assert (account.uid, account.extra_data) == (PERSON["sub"], {})
    assert not SocialToken.objects.exists()


def test_an_address_that_the_provider_has_not_verified_gets_nobody_in(keycloak: Keycloak) -> None:
    keycloak.person["email_verified"] = False
    browser = Browser()
    sign_in(browser, keycloak)
    assert not browser.is_signed_in


@pytest.mark.parametrize("is_verified", [True, False])
def test_the_same_address_does_not_open_an_account_that_is_there(keycloak: Keycloak, is_verified: bool) -> None:
    victim = UserFactory(email=PERSON["email"], password=PASSWORD)
    keycloak.person["email_verified"] = is_verified
    browser = Browser()
    sign_in(browser, keycloak)
    assert not browser.is_signed_in
    assert User.objects.get() == victim
    assert not SocialAccount.objects.exists()


def test_from_inside_it_is_connected(keycloak: Keycloak) -> None:
    user = UserFactory(email=PERSON["email"], password=PASSWORD)
    browser = Browser()
    browser.sign_in(user)
    again = sign_in(browser, keycloak, f"{LOGIN}?process=connect").headers["Location"]
    assert not SocialAccount.objects.exists()
    browser.submit(again, {"password": PASSWORD})
    assert SocialAccount.objects.get().user == user
    other = Browser()
    sign_in(other, keycloak)
    assert other.is_signed_in


def test_the_second_factor_is_asked_for_all_the_same(keycloak: Keycloak) -> None:
    sign_in(Browser(), keycloak)
    secret = turn_on_second_factor(User.objects.get())
    browser = Browser()
    assert sign_in(browser, keycloak).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not browser.is_signed_in
    browser.submit("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert browser.is_signed_in


def test_a_deactivated_account_gets_no_further(keycloak: Keycloak) -> None:
    sign_in(Browser(), keycloak)
    User.objects.update(is_active=False)
    browser = Browser()
    sign_in(browser, keycloak)
    assert not browser.is_signed_in


@pytest.mark.parametrize("query", ["", "?code=c", "?code=c&state=x", "?error=access_denied", "?error=x&state=x"])
def test_an_answer_that_nobody_asked_for_gets_nobody_in(keycloak: Keycloak, query: str) -> None:
    browser = Browser()
    answer = browser.get(f"{CALLBACK}{query}")
    assert answer.status_code in (200, 302, 401, 403)
    assert not browser.is_signed_in
    assert not User.objects.exists()


def test_a_provider_that_does_not_answer_is_no_error_of_ours(keycloak: Keycloak, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:1/x"
    answer = Browser().submit("/accounts/login/", to=LOGIN)
    assert answer.status_code == 503
    assert "accounts.css" in answer.content.decode()


def test_a_visit_alone_sends_nobody_away(keycloak: Keycloak) -> None:
    answer = Browser().get(LOGIN)
    assert answer.status_code == 200
    assert "Helsinki-tunnus" in answer.content.decode()
    unsigned = Client(enforce_csrf_checks=True, headers={"Host": "127.0.0.1:8000"}).post(LOGIN)
    assert unsigned.status_code == 403


def test_the_policy_lets_forms_lead_to_the_provider(keycloak: Keycloak, settings: Any) -> None:
    settings.ORGANIZER_UI_ORIGIN = "https://hallinta.example.fi"
    policy = Browser().get("/accounts/login/").headers["Content-Security-Policy"]
    assert f"form-action 'self' https://hallinta.example.fi {settings.OIDC_ORIGINS[0]}" in policy


def test_without_providers_no_button_is_shown(settings: Any) -> None:
    assert "3rdparty" not in Browser().get("/accounts/login/").content.decode()
    assert Browser().get(LOGIN).status_code == 404
