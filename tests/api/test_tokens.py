"""Tokens of people: how they are got, what they hold, and when they open nothing any more."""

import base64
import datetime as dt
from typing import Any

import orjson
import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from api.accounts.tokens import pair_of
from harrastuspassi.accounts.forgetting import forget_sign_ins
from harrastuspassi.accounts.models import User
from harrastuspassi.common import clock
from tests.api.callers import call, refusal
from tests.factories.accounts import PASSWORD, UserFactory, turn_off_second_factor, turn_on_second_factor

pytestmark = pytest.mark.django_db
TOKEN, REFRESH = "/auth/token/", "/auth/token/refresh/"
UI = "https://hallinta.example.fi"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Attempts to sign in are counted in the cache, too."""
    cache.clear()


@pytest.fixture
def user() -> User:
    made: User = UserFactory(password=PASSWORD)
    return made


def payload(token: str) -> dict[str, Any]:
    """What the organizer UI reads: the middle part, as it is."""
    middle = token.split(".")[1]
    claims: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return claims


def post(body: Any, path: str = TOKEN, **headers: str) -> Any:
    return call("post", path, body, **headers)


def is_open(access: str) -> bool:
    """Whether an access token opens what is one's own."""
    answer = call("get", "/api/v1/hobbies/?editable_only=true", Authorization=f"Bearer {access}")
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


# --- from the session -----------------------------------------------------------------------------
def test_who_is_signed_in_gets_tokens(user: User) -> None:
    client = Client()
    client.force_login(user)
    answer = client.get(TOKEN)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    assert is_open(answer.json()["access"])
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_is_not_gets_401() -> None:
    answer = Client().get(TOKEN)
    assert refusal(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["detail"]


def test_the_token_holds_what_the_organizer_ui_reads(user: User) -> None:
    claims = payload(pair_of(user)["access"])
    assert (claims["user_id"], claims["first_name"], claims["last_name"]) == (user.pk, "Aino", "Virta")
    assert claims["exp"] - claims["iat"] == 5 * 3600


def test_a_deactivated_account_gets_none(user: User) -> None:
    client = Client()
    client.force_login(user)
    User.objects.update(is_active=False)
    assert client.get(TOKEN).status_code == 401
    assert refusal(post({"email": user.email, "password": PASSWORD})) == (401, "credentials_wrong")


# --- from credentials -----------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["email", "username"])
def test_credentials_get_tokens(user: User, field: str) -> None:
    answer = post({field: user.email.upper(), "password": PASSWORD})
    assert answer.status_code == 200
    assert is_open(answer.json()["access"])
    assert not answer.cookies


def test_no_answer_tells_whether_an_account_exists(user: User) -> None:
    answers = [post({"email": email, "password": "väärä salasana"}) for email in (user.email, "ei@example.fi")]
    assert answers[0].content == answers[1].content
    assert refusal(answers[0]) == refusal(answers[1]) == (401, "credentials_wrong")


def test_an_address_must_be_verified() -> None:
    user = UserFactory(password=PASSWORD, verified=False)
    assert refusal(post({"email": user.email, "password": PASSWORD})) == (401, "email_not_verified")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"password"}),
        ({"password": "x"}, {"email"}),
        ({"email": "", "password": "x"}, {"email"}),
        ({"email": "a@example.fi", "password": "x", "otp": "1"}, {"otp"}),
        ({"email": ["a"], "password": {"a": 1}}, {"email", "password"}),
        ({"email": "a\0@example.fi", "password": "x"}, {"email"}),
        ({"email": "a@example.fi", "password": "x" * 5000}, {"password"}),
        ([], {"non_field_errors"}),
        ("text", {"non_field_errors"}),
    ],
)
def test_a_wrong_body_is_named(body: Any, fields: set[str]) -> None:
    answer = post(body)
    assert refusal(answer) == (400, "invalid")
    assert {error["field"] for error in answer.json()["errors"]} == fields


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b'{"a": "\\ud800"}', b"NaN"])
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    answer = Client().post(TOKEN, body, content_type="application/json")
    assert answer.status_code == 400


def test_a_body_of_another_type_is_refused() -> None:
    assert refusal(Client().post(TOKEN, {"email": "a"})) == (415, "unsupported_media_type")


# --- second factor --------------------------------------------------------------------------------
def test_a_second_factor_is_asked_for(user: User) -> None:
    secret = turn_on_second_factor(user)
    credentials = {"email": user.email, "password": PASSWORD}
    assert refusal(post(credentials)) == (401, "code_required")
    assert refusal(post({**credentials, "code": "000000"})) == (401, "code_wrong")
    assert is_open(post({**credentials, "code": code_of(secret)}).json()["access"])


def test_a_code_is_used_once(user: User) -> None:
    code = code_of(turn_on_second_factor(user))
    credentials = {"email": user.email, "password": PASSWORD, "code": code}
    assert [post(credentials).status_code for _ in range(2)] == [200, 401]


def test_without_the_password_no_code_is_asked_for(user: User) -> None:
    turn_on_second_factor(user)
    assert refusal(post({"email": user.email, "password": "väärä"})) == (401, "credentials_wrong")


def test_codes_cannot_be_guessed(user: User) -> None:
    secret = turn_on_second_factor(user)
    credentials = {"email": user.email, "password": PASSWORD}
    tried = [refusal(post({**credentials, "code": f"{guess:06}"}))[1] for guess in range(5)]
    assert tried == ["code_wrong"] * 5
    assert refusal(post({**credentials, "code": code_of(secret)})) == (429, "too_many_attempts")


# --- how long they last ---------------------------------------------------------------------------
def change_password(user: User) -> None:
    user.set_password("aivan toinen salasana")
    user.save()


def deactivate(user: User) -> None:
    user.is_active = False
    user.save()


def delete(user: User) -> None:
    User.objects.all().delete()


@pytest.mark.parametrize("change", [change_password, deactivate, delete, turn_on_second_factor])
def test_a_change_of_the_account_ends_its_tokens_at_once(user: User, change: Any) -> None:
    tokens = pair_of(user)
    assert is_open(tokens["access"])
    change(user)
    assert not is_open(tokens["access"])
    assert refusal(post({"refresh": tokens["refresh"]}, REFRESH)) == (401, "token_invalid")


def test_turning_the_second_factor_off_ends_them_too(user: User) -> None:
    turn_on_second_factor(user)
    access = pair_of(user)["access"]
    assert is_open(access)
    turn_off_second_factor(user)
    assert not is_open(access)


def test_another_session_does_not_end_them(user: User) -> None:
    first = pair_of(user)["access"]
    pair_of(user)
    user.last_login = clock.now()
    user.save()
    assert is_open(first)


@pytest.mark.parametrize(("hours", "opens"), [(4.9, True), (5.1, False)])
def test_an_access_token_lasts_five_hours(user: User, hours: float, opens: bool) -> None:
    access = pair_of(user)["access"]
    with time_machine.travel(clock.now() + dt.timedelta(hours=hours), tick=False):
        answer = call("get", "/api/v1/hobbies/?editable_only=true", Authorization=f"Bearer {access}")
        assert answer.status_code == (200 if opens else 401)
        if not opens:
            assert refusal(answer) == (401, "token_expired")


# --- renewal --------------------------------------------------------------------------------------
def test_a_refresh_token_gets_another_pair_once(user: User) -> None:
    first = pair_of(user)
    second = post({"refresh": first["refresh"]}, REFRESH)
    assert second.status_code == 200
    assert is_open(second.json()["access"])
    third = post({"refresh": second.json()["refresh"]}, REFRESH)
    assert third.status_code == 200
    assert refusal(post({"refresh": first["refresh"]}, REFRESH)) == (401, "token_invalid")


def test_one_that_comes_again_was_copied_and_ends_what_followed_from_its_sign_in(user: User) -> None:
    first, elsewhere = pair_of(user), pair_of(user)
    second = post({"refresh": first["refresh"]}, REFRESH).json()
    third = post({"refresh": second["refresh"]}, REFRESH).json()
    post({"refresh": first["refresh"]}, REFRESH)
    assert refusal(post({"refresh": third["refresh"]}, REFRESH)) == (401, "token_invalid")
    assert post({"refresh": elsewhere["refresh"]}, REFRESH).status_code == 200
    with time_machine.travel(clock.now() + dt.timedelta(hours=24.1), tick=False):
        forget_sign_ins()
    assert not OutstandingToken.objects.exists()


def test_names_are_those_of_now(user: User) -> None:
    refresh = pair_of(user)["refresh"]
    User.objects.update(first_name="Ilona")
    assert payload(post({"refresh": refresh}, REFRESH).json()["access"])["first_name"] == "Ilona"


def test_a_refresh_token_lasts_a_day(user: User) -> None:
    refresh = pair_of(user)["refresh"]
    with time_machine.travel(clock.now() + dt.timedelta(hours=24.1), tick=False):
        assert refusal(post({"refresh": refresh}, REFRESH)) == (401, "token_expired")


def test_the_kinds_of_token_are_not_mixed_up(user: User) -> None:
    tokens = pair_of(user)
    assert not is_open(tokens["refresh"])
    assert refusal(post({"refresh": tokens["access"]}, REFRESH)) == (401, "token_invalid")


def test_tokens_are_not_kept(user: User) -> None:
    pair_of(user)
    assert not OutstandingToken.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "a.b.c",
        "é.é.é",
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsInVzZXJfaWQiOjEsImV4cCI6OTk5OTk5OTk5OX0.",
    ],
)
def test_what_was_not_signed_here_is_refused(forged: str) -> None:
    assert refusal(post({"refresh": forged}, REFRESH)) == (401, "token_invalid")
    assert not is_open(forged.encode("ascii", "ignore").decode())


@pytest.mark.parametrize("kind", [AccessToken, RefreshToken])
@pytest.mark.parametrize("claims", [{}, {"user_id": 10**30}, {"user_id": "x"}, {"user_id": None}, {"mark": 1}])
def test_a_signed_token_without_its_claims_is_refused(user: User, kind: Any, claims: dict[str, Any]) -> None:
    token = kind()
    for name, value in claims.items():
        token[name] = value
    assert not is_open(str(token))
    assert refusal(post({"refresh": str(token)}, REFRESH)) == (401, "token_invalid")


# --- other origins (CONTRACT.md 1.3, trap 12) -------------------------------------------------------
@pytest.fixture
def organizer_ui(settings: Any) -> None:
    settings.ORGANIZER_UI_ORIGIN = UI


def credentials_allowed(answer: Any) -> bool:
    return answer.headers.get("Access-Control-Allow-Credentials") == "true"


@pytest.mark.usefixtures("organizer_ui")
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_the_organizer_ui_may_ask_with_the_cookie_and_read_every_answer(method: str) -> None:
    answer = call(method, TOKEN, None if method == "get" else {}, Origin=UI)
    assert answer.status_code in (400, 401, 405)
    assert answer.headers["Access-Control-Allow-Origin"] == UI
    assert credentials_allowed(answer)
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.usefixtures("organizer_ui")
def test_its_tokens_reach_it(user: User) -> None:
    client = Client()
    client.force_login(user)
    answer = client.get(TOKEN, headers={"Origin": UI})
    assert answer.status_code == 200
    assert (answer.headers["Access-Control-Allow-Origin"], credentials_allowed(answer)) == (UI, True)


@pytest.mark.usefixtures("organizer_ui")
def test_the_browser_may_ask_first() -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = Client().options(TOKEN, headers={"Origin": UI, **asked})
    assert answer.status_code == 204
    assert (answer.headers["Access-Control-Allow-Origin"], credentials_allowed(answer)) == (UI, True)
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"]
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.usefixtures("organizer_ui")
@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{UI}.evil.example", "http://hallinta.example.fi", "null", f"{UI}:8443", ""]
)
@pytest.mark.parametrize("method", ["get", "options"])
def test_other_pages_may_not(origin: str, method: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    answer = getattr(Client(), method)(TOKEN, headers=asked)
    assert not {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"} & set(answer.headers)


def test_without_an_organizer_ui_no_page_may() -> None:
    for origin in ("", "https://evil.example"):
        assert not credentials_allowed(Client().get(TOKEN, headers={"Origin": origin}))


@pytest.mark.usefixtures("organizer_ui")
@pytest.mark.parametrize("path", ["/api/v1/hobbies/", "/mobile-api/v1/hobbies/", "/mobile-api/v1/hobbies/1/"])
def test_elsewhere_no_cookie_counts(user: User, path: str) -> None:
    client = Client()
    client.force_login(user)
    answer = client.get(path, headers={"Origin": UI})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not credentials_allowed(answer)
    assert refusal(client.get("/auth/token/refresh/"))[0] == 405
