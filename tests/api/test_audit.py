"""The audit log over the API: whose entries each reader gets, and who is named in them by which way in."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from harrastuspassi.accounts.machines import LONGEST, credential_of, issue_token
from harrastuspassi.accounts.models import Scope, User
from harrastuspassi.audit.models import Entry
from harrastuspassi.audit.services import KEPT, forget_entries
from harrastuspassi.catalogue.models import Municipality
from harrastuspassi.common import clock, jobs, queue
from harrastuspassi.common.actors import Actor, acting, actor_of
from manage import main
from tests.api.asking import V1
from tests.api.callers import call, refusal
from tests.api.documented import DOCUMENTS, faults
from tests.factories.accounts import PASSWORD, UserFactory, evaluator, member, moderator, operator
from tests.factories.catalogue import HobbyFactory, LocationFactory, MunicipalityFactory, OrganizerFactory

pytestmark = pytest.mark.django_db
AUDIT = f"{V1}audit/"


@pytest.fixture
def here() -> Municipality:
    made: Municipality = MunicipalityFactory(code="091")
    return made


@pytest.fixture
def watch(here: Municipality) -> User:
    return moderator(here)


def entries(user: User, **params: Any) -> list[dict[str, Any]]:
    """What a reader gets, which must be as the document has it."""
    query = "&".join(f"{name}={value}" for name, value in params.items())
    answer = call("get", f"{AUDIT}?{query}", user=user)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Cache-Control"] == "private, no-store"
    documented = DOCUMENTS[V1]["paths"][AUDIT]["get"]["responses"]["200"]
    assert faults(V1, documented["content"]["application/json"]["schema"], answer.json()) == []
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


# --- who reads what -------------------------------------------------------------------------------
def test_moderators_read_of_their_own_municipality_and_operators_of_all(here: Municipality, watch: User) -> None:
    elsewhere = MunicipalityFactory(code="049")
    for place in (here, elsewhere):
        member(OrganizerFactory(municipality=place))
    codes = {entry["municipality"] and entry["municipality"]["code"] for entry in entries(watch)}
    assert codes == {"091"}
    assert {entry["kind"] for entry in entries(watch)} >= {"organizer", "membership", "appointment"}
    found = entries(operator(), page_size=500)
    assert {entry["municipality"] and entry["municipality"]["code"] for entry in found} == {"091", "049", None}


@pytest.mark.parametrize("make", [member, evaluator, UserFactory])
def test_nobody_else_reads_it(make: Any) -> None:
    assert refusal(call("get", AUDIT, user=make())) == (403, "not_a_moderator")


def test_a_moderator_without_a_second_factor_reads_nothing(here: Municipality) -> None:
    user = moderator(here, second_factor=False)
    assert refusal(call("get", AUDIT, user=user)) == (403, "second_factor_required")
    assert not Entry.objects.visible_to(user).exists()


def test_the_newest_come_first_and_each_filter_narrows(here: Municipality, watch: User) -> None:
    owner = member(OrganizerFactory(municipality=here))
    organizer = owner.memberships.get().organizer
    with acting(Actor("user", owner.pk)):
        hobby = HobbyFactory(organizer=organizer, location=None, name_fi="Jousiammunta", name_sv="Båge")
        hobby.contact_email, hobby.name_sv = "uusi@example.fi", "Bågskytte"
        hobby.save()
    [newest, oldest] = entries(watch, kind="hobby")
    assert (newest["action"], oldest["action"]) == ("changed", "created")
    assert newest["changes"] == [
        {"field": "contact_email", "is_kept": False, "old": None, "new": None},
        {
            "field": "name_sv",
            "is_kept": True,
            "old": oldest["changes"] or newest["changes"][1]["old"],
            "new": "Bågskytte",
        },
    ]
    assert (newest["name"], newest["organizer"]) == ("Jousiammunta", organizer.pk)
    assert newest["actor"] == {"kind": "user", "id": owner.pk, "name": ""}
    tomorrow = (clock.now() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for params, expected in (
        ({"object_id": hobby.pk, "kind": "hobby"}, 2),
        ({"action": "changed"}, 1),
        ({"organizer": organizer.pk, "actor_kind": "user"}, 2),
        ({"actor_id": owner.pk}, 2),
        ({"act": newest["act"]}, 2),
        ({"municipality": "049"}, 0),
        ({"until": tomorrow, "actor_id": owner.pk}, 2),
        ({"since": tomorrow}, 0),
    ):
        assert len(entries(watch, **params)) == expected, params


@pytest.mark.parametrize(
    ("param", "value"),
    [("kind", "pass"), ("object_id", "a b"), ("act", "1"), ("since", "yesterday"), ("organizer", "0"), ("colour", "1")],
)
def test_a_parameter_that_is_wrong_is_named(watch: User, param: str, value: str) -> None:
    answer = call("get", f"{AUDIT}?{param}={value}", user=watch)
    assert refusal(answer) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [param]


def test_it_takes_as_many_queries_however_many_entries_there_are(watch: User, here: Municipality) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            call("get", AUDIT, user=watch)
        return len(found)

    OrganizerFactory(municipality=here)
    few = queries()
    OrganizerFactory.create_batch(30, municipality=here)
    assert queries() == few


def test_nothing_changes_an_entry_over_http(watch: User) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert call(method, AUDIT, {}, user=watch).status_code == 405


# --- who is named -----------------------------------------------------------------------------------
def last() -> tuple[str, int | None, str]:
    entry = Entry.objects.latest("id")
    return entry.actor_kind, entry.actor_id, entry.actor_name


def test_a_call_with_an_access_token_is_the_accounts() -> None:
    user = UserFactory()
    call("patch", f"{V1}me/", {"first_name": "Ilona"}, user=user)
    assert last() == ("user", user.pk, "")


def test_what_is_done_on_a_page_is_of_whoever_is_signed_in_there() -> None:
    user = UserFactory(password=PASSWORD)
    client = Client(headers={"Host": settings.PUBLIC_URL.split("//")[1]})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    sent = {"first_name": "Ilona", "last_name": "Virta", "language": "sv"}
    assert client.post("/accounts/profile/", sent).status_code in (200, 302)
    assert last() == ("user", user.pk, "")


def test_signing_up_is_of_nobody_yet() -> None:
    sent = {"email": "uusi@example.fi", "password1": PASSWORD, "password2": PASSWORD}
    client = Client(headers={"Host": settings.PUBLIC_URL.split("//")[1]})
    assert client.post("/accounts/signup/", sent).status_code == 302
    assert Entry.objects.filter(kind="user", action="created").get().actor_kind == "anonymous"


def test_a_machine_is_its_token() -> None:
    token, text = issue_token(name="palvelu", scope=Scope.STATISTICS, valid_for=LONGEST)

    class Request:
        auth = credential_of(text)

    assert actor_of(Request) == Actor("machine", token.pk, "statistics")


def test_a_command_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    # As Django does it, but for closing the connection, which the test needs.
    monkeypatch.setattr("manage.execute_from_command_line", lambda arguments: call_command(*arguments[1:]))
    main(["manage.py", "service_tokens", "make", "palvelu", "--scope", "statistics", "--days", "9"])
    assert Entry.objects.get(kind="service_token").name == "palvelu"
    assert last() == ("command", None, "service_tokens")


def test_a_job_is_named() -> None:
    job = queue.enqueue(kind="try", key="1")
    jobs.run(job_id=job.pk, kinds={"try": lambda key: LocationFactory()})
    assert last() == ("job", None, "try")


# --- how long it is kept ------------------------------------------------------------------------------
def test_entries_go_after_two_years() -> None:
    OrganizerFactory.create_batch(2)
    old, *kept = Entry.objects.values_list("pk", flat=True)
    Entry.objects.filter(pk=old).update(at=clock.now() - KEPT - dt.timedelta(minutes=1))
    assert forget_entries() == 1
    assert list(Entry.objects.values_list("pk", flat=True)) == kept
