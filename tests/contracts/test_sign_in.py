"""Contract 1.3: how the organizer web gets its token, and what it is offered with it (2.6)."""

import base64
from typing import Any

import orjson
import pytest
from django.test import Client
from pytest_django import Settings

from api.accounts.tokens import pair_of
from harrastuspassi.accounts.models import User
from tests.accounts.browsing import Browser
from tests.contracts.conftest import ROOT
from tests.factories.accounts import PASSWORD, UserFactory, member
from tests.factories.catalogue import HobbyFactory, LocationFactory, OrganizerFactory

pytestmark = pytest.mark.django_db
TOKEN_URL, LOGIN_URL = "/auth/token/", "/accounts/login/"
UI = "https://hallinta.example.fi"


@pytest.fixture(autouse=True)
def _organizer_web(settings: Settings) -> None:
    settings.ORGANIZER_UI_URL = settings.LOGIN_REDIRECT_URL = f"{UI}/"
    settings.ORGANIZER_UI_ORIGIN = UI


def page_load(client: Client) -> Any:
    """1.3.1: what each full page load asks, with cookies."""
    return client.get(TOKEN_URL, headers={"Origin": UI, "Accept": "application/json, text/plain, */*"})


def claims(token: str) -> dict[str, Any]:
    """1.3.2: decoded in the browser, unverified."""
    payload = token.split(".")[1]
    found: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


def test_a_page_load_of_who_is_signed_in_gets_both_tokens() -> None:
    user = UserFactory(first_name="Aino", last_name="Virta")
    client = Client()
    client.force_login(user)
    answer = page_load(client)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    held = claims(answer.json()["access"])
    assert (held["user_id"], held["first_name"], held["last_name"]) == (user.pk, "Aino", "Virta")
    # 1.3.4: it is never renewed.
    assert held["exp"] - held["iat"] == 5 * 3600


@pytest.mark.parametrize("method", ["get", "options"])
def test_the_ui_may_read_the_401_and_send_cookies(method: str) -> None:
    """Trap 12: else there is no redirect to the login, and the UI says "you have no hobbies"."""
    headers = {"Origin": UI, "Access-Control-Request-Method": "GET"}
    answer = getattr(Client(), method)(TOKEN_URL, headers=headers)
    assert answer.status_code == (401 if method == "get" else 204)
    assert answer.headers["Access-Control-Allow-Origin"] == UI
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"


def test_signing_in_leads_back_without_being_told_where() -> None:
    """Trap 13: the UI passes no `next`."""
    user, browser = UserFactory(password=PASSWORD), Browser()
    assert browser.get(LOGIN_URL).status_code == 200
    assert browser.sign_in(user).headers["Location"] == f"{UI}/"
    assert page_load(browser.client).status_code == 200


def test_the_cookie_reaches_the_api_from_another_port_or_sub_domain() -> None:
    browser = Browser()
    browser.sign_in(UserFactory(password=PASSWORD))
    assert browser.client.cookies["sessionid"]["samesite"] == "Lax"
    assert browser.client.cookies["sessionid"]["path"] == "/"


@pytest.mark.parametrize("field", ["username", "email"])
def test_credentials_get_tokens_as_with_the_original(field: str) -> None:
    user = UserFactory(password=PASSWORD)
    body = {field: user.email, "password": PASSWORD}
    answer = Client().post(TOKEN_URL, body, content_type="application/json")
    assert set(answer.json()) == {"access", "refresh"}
    renewed = Client().post(
        f"{TOKEN_URL}refresh/", {"refresh": answer.json()["refresh"]}, content_type="application/json"
    )
    assert claims(renewed.json()["access"])["user_id"] == user.pk


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_every_call_of_the_ui_passes_its_preflight_without_cookies(method: str) -> None:
    asked = {
        "Origin": UI,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = Client().options(f"{ROOT}hobbies/", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert {"authorization", "content-type"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))


# --- 2.6: what the UI asks with its token ------------------------------------------------------------
def asked(path: str, user: User | None) -> Any:
    headers = {"Authorization": f"Bearer {pair_of(user)['access']}"} if user else {}
    answer = Client().get(f"{ROOT}{path}", headers={"Origin": UI, **headers})
    assert answer.status_code == 200
    return answer.json()


def test_a_member_sees_its_own_hobbies_in_any_state_and_a_stranger_none() -> None:
    user = member()
    own = HobbyFactory(organizer=user.memberships.get().organizer, state="draft")
    HobbyFactory()
    path = "hobbies/?editable_only=true&page_size=50"
    assert [row["id"] for row in asked(path, user)["results"]] == [own.pk]
    assert asked(path, UserFactory())["results"] == asked(path, None)["results"] == []
    assert asked(f"hobbies/{own.pk}/", user)["organizer"] == own.organizer_id


def test_locations_and_organizers_are_ones_own_once_signed_in_and_all_before() -> None:
    user = member()
    organizer = user.memberships.get().organizer
    place, other = LocationFactory(organizer=organizer), LocationFactory(organizer=OrganizerFactory())
    assert [row["id"] for row in asked("locations/", user)] == [place.pk]
    assert [row["id"] for row in asked("organizers/", user)] == [organizer.pk]
    assert {row["id"] for row in asked("locations/", None)} == {place.pk, other.pk}
    assert {row["id"] for row in asked("organizers/", None)} == {organizer.pk, other.organizer_id}


def test_a_token_that_has_run_out_is_as_none() -> None:
    """1.3.4: the UI shows empty lists, without a word, until its page is loaded again."""
    answer = Client().get(f"{ROOT}hobbies/?editable_only=true", headers={"Authorization": "Bearer run.out.already"})
    assert answer.json()["results"] == []
