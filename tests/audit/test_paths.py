"""Each way of writing there is, from a call to its entries: every row that differs is told of, by whoever it was.

What stands in the tables before is compared with what stands there after, so that a way which somebody adds to the API
is held to it without a line here. Ways of the domain's own code, many rows at a time among them: test_recording.py.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction

from harrastuspassi.audit.models import Entry
from harrastuspassi.audit.told import AUDITED, KINDS, subject_of
from harrastuspassi.catalogue.schedules import change_schedule, create_schedule
from harrastuspassi.common.actors import Actor, ActorKind, acting
from harrastuspassi.participation.headcounts import season_now
from manage import main
from tests.accounts.browsing import Browser, code_of
from tests.api.callers import call
from tests.api.permissions import TABLE
from tests.api.test_permissions import address
from tests.api.world import APP_TOKEN, World, make_world
from tests.console.conftest import client_of
from tests.console.permissions import PAGES, objects
from tests.factories import legacy, linked_events, lipas
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalogue import MIDNIGHT, HobbyFactory, tomorrow
from tests.importers.test_categories import HEAD, ROOTS, SPORTS

pytestmark = pytest.mark.django_db
Key = tuple[str, str]

BY = {
    "the API": {
        *("organizer", "hobby", "hobby_event", "location", "promotion", "report", "membership", "invitation"),
        *("door_link", "head_count", "season_total"),
    },
    "the console": {
        *("organizer", "hobby", "promotion", "report", "appointment", "membership", "invitation", "service_token"),
        *("door_link", "season_total"),
    },
    "pages": {"user", "email_address", "authenticator"},
    "imports": {
        *("organizer", "hobby", "hobby_event", "location", "promotion", "hobby_category", "audience"),
    },
    "commands": {"municipality", "district", "postal_code", "synonym", "hobby_category", "audience", "service_token"},
    "services": {"schedule", "hobby_event"},
}
"""Kinds that each way must be seen to change here."""
ELSEWHERE = {
    "social_account": "made by signing in with OpenID Connect: tests/accounts/test_openid_connect.py",
    "release": "made, opened and corrected by commands: tests/releases/test_corrections.py",
}


def test_every_kind_is_changed_some_way() -> None:
    assert set().union(*BY.values()) | ELSEWHERE.keys() == set(KINDS)


# --- what differs, and what is told -----------------------------------------------------------------
def rows() -> dict[Key, Any]:
    """What the log tells of each row that there is; those that the system writes by itself aside."""
    found: dict[Key, Any] = {}
    for name, told in AUDITED.items():
        model: Any = apps.get_model(name)
        subject: Any = subject_of(model)
        for row in model._default_manager.values("pk", *subject.fields, *told.looks_at):
            if not (told.derived and told.derived(*(row[column] for column in told.looks_at))):
                found[told.kind, str(row["pk"])] = [row[column] for column in subject.fields], []
        for link in subject.links.values():
            for pk, other in model._default_manager.filter(**{f"{link.name}__isnull": False}).values_list(
                "pk", link.name
            ):
                found[told.kind, str(pk)][1].append((link.name, other))
    for _, links in found.values():
        links.sort()
    return found


@contextmanager
def compared(before: dict[Key, Any], kind: ActorKind, actor_id: int | None = None) -> Iterator[set[str]]:
    """Holds what the block changes to what it is told to have; gives the kinds, once the block is over."""
    last = Entry.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    kinds: set[str] = set()
    yield kinds
    after = rows()
    differs = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    entries = Entry.objects.filter(pk__gt=last)
    told = set(entries.values_list("kind", "object_id"))
    assert {key for key in told if key in before or key in after} == differs
    if differs:
        actors = set(entries.values_list("actor_kind", "actor_id"))
        assert actors == {(kind, actor_id)}
    kinds |= {kind for kind, _ in differs}


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "APP_TOKENS", [APP_TOKEN])
    return make_world()


@contextmanager
def undone() -> Iterator[None]:
    """A block after which everything is as it was."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- the API ----------------------------------------------------------------------------------------
def test_the_api(world: World) -> None:
    found: set[str] = set()
    before = rows()
    for (method, route, about), row in TABLE.items():
        caller = next((name for name in ("owner", "moderator", "pass", "app") if row.status(name) < 300), None)
        if method == "get" or caller is None:
            continue
        # Where it makes no difference who calls, nobody looks.
        user = None if row.status("anonymous") < 300 else world.users.get(caller)
        kind = ActorKind.USER if user else ActorKind.MACHINE if caller == "app" else ActorKind.ANONYMOUS
        body = row.body(world) if row.body else None
        with undone(), compared(before, kind, user and user.pk) as kinds:
            answer = call(method, address(world, route, about), body, If_Match="*", **world.headers[caller])
            assert answer.status_code == row.status(caller)
        found |= kinds
    assert found == BY["the API"]


# --- the console ------------------------------------------------------------------------------------
FORM = {
    "reason": "Ei sovi alaikäisille.",
    "answer": "",
    "email": "uusi@example.fi",
    "role": "editor",
    "post": "evaluator",
    "municipality": "",
    "name": "palvelu",
    "scope": "statistics",
    "days": "30",
    "season": season_now(),
    "trials": "5",
    "joined": "3",
}
"""What any step may ask."""


def test_the_console(world: World) -> None:
    found: set[str] = set()
    there = objects(world)
    reviewed = {"hobby": world.ids["hobbies", "in review"], "promotion": world.ids["promotions", "in review"]}
    before = rows()
    for route in PAGES:
        parts = route.strip("/").split("/")
        if len(parts) < 3 or parts[-1] == "change":
            continue
        for pk in {there[parts[1]], reviewed.get(parts[1], there[parts[1]])}:
            user = world.users["operator"]
            path = route.replace("<path:object_id>", str(pk))
            seen = re.search(r'name="seen" value="([^"]+)"', client_of(user).get(f"/console/{path}").content.decode())
            form = {**FORM, "seen": seen[1] if seen else ""}
            client = client_of(user)
            with undone(), compared(before, ActorKind.USER, user.pk) as kinds:
                client.post(f"/console/{path}", form)
            found |= kinds
    assert found >= BY["the console"]


# --- pages ------------------------------------------------------------------------------------------
def test_pages_of_accounts(db: None) -> None:
    cache.clear()
    found: set[str] = set()

    def visit(browser: Browser, path: str, form: Any, actor: Actor) -> None:
        with compared(rows(), actor.kind, actor.id) as kinds:
            assert browser.submit(path, form).status_code == 302, path
        found.update(kinds)

    new = {"email": "uusi@example.fi", "password1": PASSWORD, "password2": PASSWORD}
    visit(Browser(), "/accounts/signup/", new, Actor(ActorKind.ANONYMOUS))
    user = UserFactory(password=PASSWORD)
    own, browser = Actor(ActorKind.USER, user.pk), Browser()
    browser.sign_in(user)
    visit(browser, "/accounts/profile/", {"first_name": "Ilona", "last_name": "Virta", "language": "sv"}, own)
    visit(browser, "/accounts/email/", {"email": "toinen@example.fi", "action_add": ""}, own)

    def code(page: str) -> dict[str, str]:
        (secret,) = re.findall(r'id="authenticator_secret" value="(\w+)"', page)
        return {"code": code_of(secret)}

    again = browser.get("/accounts/2fa/totp/activate/").headers["Location"]
    browser.submit(again, {"password": PASSWORD})
    visit(browser, "/accounts/2fa/totp/activate/", code, own)
    changed = {"oldpassword": PASSWORD, "password1": "sininen-polkupyörä-28", "password2": "sininen-polkupyörä-28"}
    visit(browser, "/accounts/password/change/", changed, own)
    assert found == BY["pages"]


# --- commands ---------------------------------------------------------------------------------------
@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., set[str]]:
    """Runs a command as `manage.py` does, but for closing the connection; returns the kinds that it changed."""
    monkeypatch.setattr("manage.execute_from_command_line", lambda arguments: call_command(*arguments[1:]))

    def run(*words: str) -> set[str]:
        with compared(rows(), ActorKind.COMMAND) as kinds:
            main(["manage.py", *words])
        assert set(Entry.objects.exclude(actor_name="").values_list("actor_kind", flat=True)) <= {"command"}
        return kinds

    return run


def test_imports(command: Callable[..., set[str]], tmp_path: Path) -> None:
    command("load_reference")
    found: set[str] = set()
    ontology = tmp_path / "ontology.owl"
    for classes in ([*ROOTS, *SPORTS], [*ROOTS, *SPORTS[:3], SPORTS[4]]):
        ontology.write_text(HEAD + "\n".join(classes) + "</rdf:RDF>")
        found |= command("import_categories", str(ontology), "--allow-archive")
    # Twice, the second time with something changed and something gone.
    for places in (lipas.sports_places(3), [lipas.sports_place(1, name="Uusi nimi"), lipas.sports_place(2)]):
        found |= command("import_lipas", lipas.write_places(tmp_path / "places.json", places))
    events = linked_events.series(1)
    for read in (events, [{**events[0], "name": {"fi": "Uusi nimi"}}, *events[1:3]]):
        found |= command("import_linked_events", lipas.write_places(tmp_path / "events.json", read), "--full")
    dump = legacy.dump(hobbies=4)
    gone = ("harrastuspassi.promotion", "harrastuspassi.benefit")
    for records in (dump, [record for record in dump if record["model"] not in gone]):
        path = legacy.write_dump(tmp_path / "dump.json", records)
        found |= command("import_legacy", str(path), "--allow-archive")
    assert found == BY["imports"]


def test_commands(command: Callable[..., set[str]], tmp_path: Path) -> None:
    found = command("load_reference")
    codes = tmp_path / "codes.csv"
    codes.write_text("postal_code,municipality_code,district_code\n00530,091,301\n")
    synonyms = tmp_path / "synonyms.csv"
    synonyms.write_text("word,means\nfutis,jalkapallo\n")
    found |= command("load_postal_codes", str(codes))
    found |= command("load_synonyms", str(synonyms), "--replace")
    found |= command("service_tokens", "make", "ministry", "--scope", "statistics", "--days", "9")
    assert found == BY["commands"]


# --- services that no face calls by itself ----------------------------------------------------------
def test_services() -> None:
    hobby, actor = HobbyFactory(), Actor(ActorKind.USER, 5)
    found: set[str] = set()
    with compared(rows(), ActorKind.USER, 5) as kinds, acting(actor):
        schedule = create_schedule(
            hobby=hobby, rrule="FREQ=WEEKLY", start_date=tomorrow(), start_time=MIDNIGHT, end_time=MIDNIGHT
        )
    found |= kinds
    with compared(rows(), ActorKind.USER, 5) as kinds, acting(actor):
        change_schedule(schedule=schedule, rrule="FREQ=WEEKLY;INTERVAL=2")
    assert found | kinds == {"schedule"}
