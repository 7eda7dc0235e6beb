"""Every route and method against every kind of caller, as permissions.py says; what is refused changes nothing."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import axes.utils
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from harrastuspassi.accounts.models import ServiceToken
from tests.api.account_pages import PAGES
from tests.api.callers import call
from tests.api.permissions import MOBILE, TABLE, V1, Row
from tests.api.world import ACCOUNTS, APP_TOKEN, CALLERS, MACHINES, World, make_world
from tests.factories.feed import publish_everything
from tests.shared import made_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.either("routes and roles; the queries behind them are tried in test_visibility and test_ownership"),
]
METHODS = ("get", "post", "put", "patch", "delete")
REFUSED = {401, 403, 404, 405}
WATCHED = ("accounts", "catalogue", "participation", "passes", "mfa")


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


ALL_ROUTES = sorted(set(routes(get_resolver().url_patterns)))
ACCOUNTS_AT = "accounts/"
# The console has a table of its own: tests/console/permissions.py.
ROUTES = [route for route in ALL_ROUTES if not route.startswith((ACCOUNTS_AT, "console/"))]
ACCOUNT_PAGES = [route.removeprefix(ACCOUNTS_AT) for route in ALL_ROUTES if route.startswith(ACCOUNTS_AT)]
HOST = {"Host": urlsplit(settings.PUBLIC_URL).netloc}


def published_world() -> World:
    made = make_world()
    publish_everything()
    return made


made = made_once(published_world)


@pytest.fixture
def world(made: Callable[[], World], db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "APP_TOKENS", [APP_TOKEN])
    cache.clear()
    return made()


def address(world: World, route: str, about: str) -> str:
    """The route's address, for the object that the row is about."""
    resource = next((part for part in route.split("/") if (part, about) in world.ids), "")
    pk = str(world.ids.get((resource, about), ""))
    values = {
        "<int:pk>": pk,
        "<path:name>": "hobbies/none.jpg",
        "<str:purpose>": "statistics",
        "<str:table>": "quarters_by_area_and_age",
        "<int:invitation_id>": str(world.invitation),
        "<int:membership_id>": str(world.membership),
        "<int:report_id>": str(world.report),
        "<int:link_id>": str(world.door_link),
        "<str:season>": "2026-H1",
        "<str:token>": world.door,
        "<str:key>": world.export,
        "<int:number>": "1",
        "<str:language>": "fi",
        "<str:format>": "xlsx",
    }
    return "/" + re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], route)


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a call could have changed, by table, but for counts of failed sign-ins."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in WATCHED]
    # When a token was last used is noted even where it opens nothing.
    tables = {model._meta.db_table: model._meta.pk.column for model in models if model is not ServiceToken}
    found = {}
    with connection.cursor() as cursor:
        for table, key in tables.items():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
            found[table] = cursor.fetchall()
    return found


def status_for(world: World, caller: str, method: str, path: str, body: Any) -> int:
    """The status that a caller gets who has not called before."""
    cache.clear()
    axes.utils.reset()
    return call(method, path, body, If_Match="*", **world.headers[caller]).status_code


@pytest.mark.parametrize(("method", "route", "about"), TABLE)
def test_each_caller_gets_what_the_table_says(world: World, method: str, route: str, about: str) -> None:
    row: Row = TABLE[method, route, about]
    path, body = address(world, route, about), row.body(world) if row.body else None
    before = state()
    refused = [caller for caller in CALLERS if row.status(caller) >= 400]
    found = {caller: status_for(world, caller, method, path, body) for caller in refused}
    assert found == {caller: row.status(caller) for caller in refused}
    assert state() == before
    for caller in set(CALLERS) - set(refused):
        # Each calls in the world as it was.
        with transaction.atomic():
            found[caller] = status_for(world, caller, method, path, body)
            transaction.set_rollback(method != "get")
    assert found == {caller: row.status(caller) for caller in CALLERS}
    assert state() == before


@pytest.mark.parametrize("route", ROUTES)
def test_a_method_without_a_row_is_refused_to_everyone_and_changes_nothing(world: World, route: str) -> None:
    rows = {method for method, of_route, _ in TABLE if of_route == route}
    assert rows, f"{route} is not in the table of permissions.py"
    about = next(about for _, of_route, about in TABLE if of_route == route)
    before = state()
    for method in set(METHODS) - rows:
        path, body = address(world, route, about), None if method == "get" else {}
        found = {caller: status_for(world, caller, method, path, body) for caller in CALLERS}
        assert set(found.values()) <= REFUSED, (method, found)
    assert state() == before


# --- pages ----------------------------------------------------------------------------------------
def page_address(world: World, route: str) -> str:
    path = route.replace("<int:pk>", str(world.invitation)).replace("<str:key>", "x")
    for pattern, value in (("[-:\\w]+", "x"), ("[0-9A-Za-z]+", "1"), (".+", "x"), ("[^/]+", "none")):
        path = re.sub(rf"\(\?P<\w+>{re.escape(pattern)}\)", value, path)
    return f"/{ACCOUNTS_AT}{re.sub(r'[$^]', '', path)}"


@pytest.mark.parametrize("route", ACCOUNT_PAGES)
def test_a_page_takes_whoever_has_no_session_for_nobody(world: World, route: str) -> None:
    assert route in PAGES, f"{route} is not in the table of account_pages.py"
    page, path, before = PAGES[route], page_address(world, route), state()
    for caller in CALLERS:
        cache.clear()
        headers = HOST | world.headers[caller]
        answers = [getattr(Client(), method)(path, headers=headers) for method in ("get", "post")]
        assert [answer.status_code for answer in answers] == [page.get, page.post], caller
    assert state() == before


@pytest.mark.parametrize("route", ACCOUNT_PAGES)
def test_a_page_is_about_whoever_is_signed_in(world: World, route: str) -> None:
    page, path = PAGES[route], page_address(world, route)
    for name, user in world.users.items():
        if user.has_second_factor:
            continue  # theirs differ by what they have turned on, not by who they are
        cache.clear()
        found = []
        for method in ("get", "post"):
            client = Client(headers=HOST)
            client.force_login(user)
            found.append(getattr(client, method)(path).status_code)
        assert found == [page.get_signed_in, page.post_signed_in], name


def test_every_page_there_is_is_in_the_table() -> None:
    assert set(PAGES) == set(ACCOUNT_PAGES)


# --- the table itself -----------------------------------------------------------------------------
def test_the_table_names_only_routes_and_callers_that_there_are() -> None:
    assert {route for _, route, _ in TABLE} <= set(ROUTES)
    assert {caller for row in TABLE.values() for caller in row.statuses} <= set(CALLERS)


def test_the_apps_token_opens_nothing_but_the_use_of_promotions(world: World) -> None:
    """Trap 28."""
    opened = {
        (method, route)
        for (method, route, _), row in TABLE.items()
        if row.status("app") < 400 and row.status("app") != row.status("anonymous")
    }
    assert opened == {("post", f"{face}benefits/") for face in (V1, MOBILE)}


def test_a_machine_gets_what_nobody_gets_beyond_its_scope() -> None:
    for key, row in TABLE.items():
        for machine in MACHINES:
            # 409: it may have a file that is not there.
            assert row.status(machine) in (row.status("anonymous"), 403, 404, 409, 200, 201), key


def test_every_kind_of_account_is_there(world: World) -> None:
    assert set(world.users) == set(ACCOUNTS)
    assert set(world.headers) == set(CALLERS)
