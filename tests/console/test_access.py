"""Every page of the console against every kind of account, as permissions.py says; what is refused changes nothing."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.template.response import TemplateResponse
from django.urls import get_resolver, reverse

from harrastuspassi.accounts.roles import standing
from tests.api.test_permissions import routes, state
from tests.api.world import World, make_world
from tests.console.conftest import Visit, client_of
from tests.console.permissions import INSIDE, LEFT_OUTSIDE, OF_FRAMEWORK, PAGES, objects
from tests.factories.accounts import moderator, operator
from tests.factories.catalogue import MunicipalityFactory
from tests.factories.feed import publish_everything

pytestmark = [pytest.mark.django_db, pytest.mark.either("who gets which page")]
THERE = {
    route.removeprefix("console/") for route in routes(get_resolver().url_patterns) if route.startswith("console/")
}


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    publish_everything()
    return made


def expected(route: str, caller: str) -> int:
    """The status of a page for someone."""
    row = PAGES[route]
    if caller in LEFT_OUTSIDE:
        return 302
    return 200 if caller in row.opens else 404 if caller in row.hidden else 403


def paths(world: World) -> dict[str, str]:
    """Each route's address, for a row of the organizer of `world`."""
    there = {model: str(pk) for model, pk in objects(world).items()}
    return {
        route: route.replace("<path:object_id>", there[route.split("/")[1]]) if "<" in route else route
        for route in PAGES
    }


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves pages empty: who opens one is settled by then, and test_pages.py and test_in_chromium.py look at them."""
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")


def test_each_page_opens_for_those_it_is_for(world: World, unseen: None) -> None:
    clients = {name: client_of(user) for name, user in world.users.items()}
    found, wanted = {}, {}
    for route, path in paths(world).items():
        for name, client in clients.items():
            found[route, name] = client.get(f"/console/{path}").status_code
            wanted[route, name] = expected(route, name)
    assert {key: status for key, status in found.items() if status != wanted[key]} == {}


def test_what_is_not_for_someone_cannot_be_posted_to_either(world: World, unseen: None) -> None:
    clients = {name: client_of(user) for name, user in world.users.items()}
    form = {"email": "uusi@example.fi", "role": "editor", "post": "evaluator", "_save": "1", "name_fi": "Muutettu"} | {
        "reason": "x",
        "answer": "",
    }
    addresses = paths(world)
    before = state()
    for route, path in addresses.items():
        is_step = ("<" in route and not route.endswith("/change/")) or route.endswith("/add/")
        for name, client in clients.items():
            if is_step and name in PAGES[route].opens:
                continue
            status = client.post(f"/console/{path}", form).status_code
            assert status in (200, 302, 403, 404, 405, 422), (route, name)
            assert not is_step or status != 200, (route, name)
    assert state() == before


def test_nobody_comes_in_without_a_session(world: World, visit: Visit) -> None:
    for headers in ({}, world.headers["operator"], world.headers["app"]):
        for route in PAGES:
            answer = visit(None, re.sub("<.*?>", "1", route), **headers)
            assert answer.status_code == 302, route
            assert answer.headers["Location"].startswith("/console/login/?next=/console/")


def test_every_route_is_in_the_table() -> None:
    assert set(PAGES) | set(OF_FRAMEWORK) == THERE


def test_the_callers_are_all_there(world: World) -> None:
    assert set(world.users) == INSIDE | LEFT_OUTSIDE


# --- coming in --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/console/catalogue/hobby/", "/console/catalogue/hobby/"),
        ("https://evil.example/", "/console/"),
        ("//evil.example/console/", "/console/"),
        ("/console/?a=1%26b=2", "/console/%3Fa%3D1%26b%3D2"),
        ("/accounts/logout/", "/console/"),
        ("", "/console/"),
    ],
)
def test_whoever_is_not_signed_in_is_sent_to_do_so_and_back_to_the_console_alone(
    visit: Visit, wanted: str, leads_to: str
) -> None:
    answer: Any = visit(None, f"login/?next={wanted}")
    assert answer.headers["Location"] == f"/accounts/login/?next={leads_to}"
    answer = visit(operator(), f"login/?next={wanted}")
    assert answer.headers["Location"] == unquote(leads_to)


def test_whose_role_needs_a_second_factor_is_led_to_turn_it_on(visit: Visit) -> None:
    user = moderator(MunicipalityFactory(), second_factor=False)
    assert standing(user).lacks_second_factor
    assert visit(user, "login/").headers["Location"] == reverse("mfa_activate_totp")
    assert visit(user, "").headers["Location"].startswith("/console/login/")


def test_who_has_no_role_is_told_so(world: World, visit: Visit) -> None:
    answer = visit(world.users["account"], "login/")
    assert answer.status_code == 403
    assert "Not allowed" in answer.content.decode()


def test_signing_out_is_the_accounts_own_page(visit: Visit) -> None:
    assert visit(operator(), "logout/").headers["Location"] == "/accounts/logout/"


def test_what_is_not_there_is_a_page_that_says_so(visit: Visit) -> None:
    for path in ("nothing/", "catalogue/hobby/1/change/", "catalogue/hobby/x/change/", "catalogue/hobbyevent/add/"):
        answer = visit(operator(), path)
        assert answer.status_code == 404, path
        assert answer.headers["Content-Type"].startswith("text/html")
