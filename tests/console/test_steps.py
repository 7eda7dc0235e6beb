"""What is done on the console's pages, and that it is done by the services."""

import re
from typing import Any

import pytest

from harrastuspassi.accounts.machines import credential_of
from harrastuspassi.accounts.models import Appointment, Invitation, Membership, MembershipRole, Post, ServiceToken, User
from harrastuspassi.common.models import Job, OutgoingMail
from tests.console.conftest import Visit
from tests.factories.accounts import UserFactory, evaluator, member, operator
from tests.factories.catalogue import MunicipalityFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


def said(answer: Any) -> str:
    """What a form says is wrong."""
    assert answer.status_code == 422, answer.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode().partition("console-step")[2]))


@pytest.fixture
def boss() -> User:
    user: User = operator()
    return user


# --- tokens -----------------------------------------------------------------------------------------
def test_a_token_is_shown_once(visit: Visit, boss: User) -> None:
    answer = visit(boss, "accounts/servicetoken/issue/", {"name": "Kunta", "scope": "statistics", "days": "30"})
    (text,) = re.findall(r"hps_\d+_[\w-]{43}", answer.content.decode())
    token = ServiceToken.objects.get()
    assert (token.name, token.created_by) == ("Kunta", boss)
    assert credential_of(text)
    assert "no-store" in answer.headers["Cache-Control"]
    for path in ("", f"{token.pk}/change/"):
        shown = visit(boss, f"accounts/servicetoken/{path}").content.decode()
        assert text not in shown
        assert token.digest not in shown


@pytest.mark.parametrize(
    ("name", "scope", "days"), [("", "statistics", "30"), ("x", "all", "30"), ("x", "benefits", "0")]
)
def test_a_token_that_cannot_be_is_refused(visit: Visit, boss: User, name: str, scope: str, days: str) -> None:
    said(visit(boss, "accounts/servicetoken/issue/", {"name": name, "scope": scope, "days": days}))
    assert not ServiceToken.objects.exists()


def test_a_token_is_revoked(visit: Visit, boss: User) -> None:
    visit(boss, "accounts/servicetoken/issue/", {"name": "Kunta", "scope": "statistics", "days": "30"})
    path = f"accounts/servicetoken/{ServiceToken.objects.get().pk}/revoke/"
    assert visit(boss, path, {}).status_code == 302
    assert ServiceToken.objects.get().revoked_at
    assert visit(boss, path, {}).status_code == 403


# --- posts --------------------------------------------------------------------------------------------
def test_someone_is_appointed_and_dismissed(visit: Visit, boss: User) -> None:
    user, place = UserFactory(), MunicipalityFactory()
    path = f"accounts/user/{user.pk}/appoint/"
    assert visit(boss, path, {"post": "moderator", "municipality": place.pk}).status_code == 302
    assert visit(boss, path, {"post": "evaluator", "municipality": ""}).status_code == 302
    national, local = Appointment.objects.filter(user=user).order_by("post")
    assert (national.post, national.municipality) == (Post.EVALUATOR, None)
    assert (local.post, local.municipality) == (Post.MODERATOR, place)
    assert visit(boss, f"accounts/appointment/{national.pk}/dismiss/", {}).status_code == 302
    assert Appointment.objects.get(user=user) == local


def test_a_moderator_has_a_municipality(visit: Visit, boss: User) -> None:
    answer = visit(boss, f"accounts/user/{UserFactory().pk}/appoint/", {"post": "moderator", "municipality": ""})
    assert "A moderator has a municipality." in said(answer)
    assert not Appointment.objects.exists()


# --- members ----------------------------------------------------------------------------------------
def test_an_owner_invites_and_takes_it_back(visit: Visit) -> None:
    organizer = OrganizerFactory()
    owner = member(organizer)
    path = f"catalogue/organizer/{organizer.pk}/invite/"
    assert visit(owner, path, {"email": "uusi@example.fi", "role": "editor"}).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.invited_by, OutgoingMail.objects.get().to) == (owner, "uusi@example.fi")
    assert visit(owner, f"accounts/invitation/{invitation.pk}/revoke/", {}).status_code == 302
    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert "e-mail" in said(visit(owner, path, {"email": "uusi", "role": "editor"})).lower()


def test_the_last_owner_stays(visit: Visit) -> None:
    owner = member()
    membership = Membership.objects.get()
    for step in ("editor", "remove"):
        answer = visit(owner, f"accounts/membership/{membership.pk}/{step}/", {})
        assert "The last owner cannot go" in said(answer)
    assert Membership.objects.get().role == MembershipRole.OWNER


def test_a_refusal_is_in_the_readers_language(visit: Visit) -> None:
    owner = member()
    path = f"accounts/membership/{Membership.objects.get().pk}/remove/"
    assert "Viimeinen omistaja" in said(visit(owner, path, {}, **{"Accept-Language": "fi"}))
    assert "Den sista ägaren" in said(visit(owner, path, {}, **{"Accept-Language": "sv"}))


# --- jobs -------------------------------------------------------------------------------------------
def test_a_job_that_was_given_up_is_tried_again(visit: Visit, boss: User) -> None:
    job = Job.objects.create(kind="send_mail", key="x", state=Job.State.FAILED, attempts=8, error="gone")
    path = f"common/job/{job.pk}/retry/"
    assert visit(boss, path, {}).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.PENDING, 0)
    assert visit(boss, path, {}).status_code == 403


def test_mail_that_may_open_an_account_is_not_shown(visit: Visit, boss: User) -> None:
    mail = OutgoingMail.objects.create(key="k", to="x@example.fi", subject="Salasana", text="https://x/reset/abc/")
    for path in ("", f"{mail.pk}/change/"):
        shown = visit(boss, f"common/outgoingmail/{path}").content.decode()
        assert "Salasana" in shown
        assert "reset/abc" not in shown


def test_an_evaluator_has_nothing_to_do_there_yet(visit: Visit) -> None:
    shown = visit(evaluator(), "").content.decode()
    assert "Nothing waits for you." in shown
    assert "/console/catalogue/hobby/" not in shown
