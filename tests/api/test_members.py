"""Oneself, members and invitations over the API, in the documented shapes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.accounts.models import Invitation, Membership, MembershipRole, User
from harrastuspassi.catalogue.models import Organizer
from tests.api.asking import V1
from tests.api.callers import call, refusal
from tests.api.documented import DOCUMENTS, faults
from tests.factories.accounts import UserFactory, evaluator, member, moderator, operator
from tests.factories.catalogue import MunicipalityFactory, OrganizerFactory

pytestmark = pytest.mark.django_db
EDITOR = MembershipRole.EDITOR
GUEST = "vieras@example.fi"


@pytest.fixture
def organizer() -> Organizer:
    made: Organizer = OrganizerFactory(name="Kipinä ry", municipality=MunicipalityFactory())
    return made


@pytest.fixture
def owner(organizer: Organizer) -> User:
    return member(organizer)


def answered(method: str, path: str, user: User, body: Any = None, *, status: int = 200) -> Any:
    """The body of an answer, which must be as the document has it."""
    answer = call(method, f"{V1}{path}", body, user=user)
    assert answer.status_code == status, answer.content
    assert answer.headers["Cache-Control"] == "private, no-store"
    template = documented_path(path)
    documented = DOCUMENTS[V1]["paths"][template][method]["responses"][str(status)]
    if status == 204:
        assert answer.content == b""
        return None
    schema = documented["content"]["application/json"]["schema"]
    assert faults(V1, schema, answer.json()) == []
    return answer.json()


def documented_path(path: str) -> str:
    parts, names = path.split("?")[0].strip("/").split("/"), {"organizers": "id", "memberships": "membership_id"}
    named = [
        f"{{{names.get(parts[index - 1], 'invitation_id')}}}" if part.isdigit() else part
        for index, part in enumerate(parts)
    ]
    return f"{V1}{'/'.join(named)}/"


# --- oneself --------------------------------------------------------------------------------------
def test_an_account_sees_who_it_is_and_what_it_may_do(organizer: Organizer, owner: User) -> None:
    me = answered("get", "me/", owner)
    assert (me["id"], me["email"], me["first_name"]) == (owner.pk, owner.email, "Aino")
    assert [(row["organizer"], row["organizer_name"], row["role"]) for row in me["memberships"]] == [
        (organizer.pk, "Kipinä ry", "owner")
    ]
    assert (me["moderates"], me["evaluates"], me["evaluates_country"], me["is_operator"]) == ([], [], False, False)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: moderator(MunicipalityFactory(code="049")), {"moderates": ["049"], "lacks_second_factor": False}),
        (
            lambda: moderator(MunicipalityFactory(code="049"), second_factor=False),
            {"moderates": ["049"], "lacks_second_factor": True, "has_second_factor": False},
        ),
        (lambda: evaluator(MunicipalityFactory(code="049")), {"evaluates": ["049"], "evaluates_country": False}),
        (evaluator, {"evaluates": [], "evaluates_country": True}),
        (operator, {"is_operator": True, "has_second_factor": True}),
    ],
)
def test_posts_are_told_whether_they_count_yet_or_not(make: Any, expected: dict[str, Any]) -> None:
    assert answered("get", "me/", make()).items() >= expected.items()


def test_it_takes_as_many_queries_however_many_roles_there_are(owner: User) -> None:
    def queries(user: User) -> int:
        sent = {"user": user}
        with CaptureQueriesContext(connection) as found:
            call("get", f"{V1}me/", **sent)
        return len(found)

    few = queries(owner)
    for number in range(5):
        Membership.objects.create(user=owner, organizer=OrganizerFactory(name=str(number)), role=EDITOR)
    assert queries(owner) == few


def test_names_and_language_are_changed_one_by_one(owner: User) -> None:
    assert answered("patch", "me/", owner, {"first_name": "Ilona"})["first_name"] == "Ilona"
    assert answered("patch", "me/", owner, {"language": "sv"})["language"] == "sv"
    assert answered("patch", "me/", owner, {})["first_name"] == "Ilona"
    assert answered("patch", "me/", owner, {"last_name": ""})["last_name"] == ""


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"first_name": "https://evil.example"}, "first_name", "not_a_name"),
        ({"first_name": "x" * 151}, "first_name", "max_length"),
        ({"first_name": None}, "first_name", "null"),
        ({"language": "de"}, "language", "invalid_choice"),
        ({"email": "x@example.fi"}, "email", "unknown"),
        ({"is_superuser": True}, "is_superuser", "unknown"),
        ([], "non_field_errors", "invalid"),
    ],
)
def test_nothing_else_can_be(owner: User, body: Any, field: str, code: str) -> None:
    answer = call("patch", f"{V1}me/", body, user=owner)
    assert refusal(answer) == (400, "invalid")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    after = User.objects.get()
    assert (after.email, after.is_superuser, after.first_name) == (owner.email, False, "Aino")


# --- members --------------------------------------------------------------------------------------
def test_owners_list_members(organizer: Organizer, owner: User) -> None:
    editor = member(organizer, EDITOR)
    member()
    found = answered("get", f"organizers/{organizer.pk}/memberships/", owner)
    assert found["count"] == 2
    assert [(row["member"]["id"], row["member"]["email"], row["role"]) for row in found["results"]] == [
        (owner.pk, owner.email, "owner"),
        (editor.pk, editor.email, "editor"),
    ]


def test_lists_are_paged_as_all_are(organizer: Organizer, owner: User) -> None:
    member(organizer, EDITOR)
    path = f"organizers/{organizer.pk}/memberships/"
    first = answered("get", f"{path}?page_size=1", owner)
    assert first["next"] == f"http://127.0.0.1:8000{V1}{path}?page_size=1&page=2"
    assert answered("get", f"{path}?page_size=1&page=2", owner)["previous"].endswith("page=1")
    assert refusal(call("get", f"{V1}{path}?page=9", user=owner)) == (404, "page_not_found")
    assert refusal(call("get", f"{V1}{path}?nothing=1", user=owner)) == (400, "invalid")


def test_owners_change_roles(organizer: Organizer, owner: User) -> None:
    editor = member(organizer, EDITOR)
    path = f"organizers/{organizer.pk}/memberships/"
    changed = answered("patch", f"{path}{editor.memberships.get().pk}/", owner, {"role": "owner"})
    assert changed["role"] == "owner"
    # Having handed over, the first owner may step back.
    answered("patch", f"{path}{owner.memberships.get().pk}/", owner, {"role": "editor"})
    assert refusal(call("get", f"{V1}{path}", user=owner)) == (403, "not_an_owner")


def test_the_last_owner_stays(organizer: Organizer, owner: User) -> None:
    path = f"{V1}organizers/{organizer.pk}/memberships/{owner.memberships.get().pk}/"
    assert refusal(call("patch", path, {"role": "editor"}, user=owner)) == (409, "last_owner")
    assert refusal(call("delete", path, user=owner)) == (409, "last_owner")
    assert owner.memberships.get().role == MembershipRole.OWNER


def test_members_are_removed_and_leave(organizer: Organizer, owner: User) -> None:
    removed, leaver = member(organizer, EDITOR), member(organizer, EDITOR)
    path = f"organizers/{organizer.pk}/memberships/"
    answered("delete", f"{path}{removed.memberships.get().pk}/", owner, status=204)
    answered("delete", f"{path}{leaver.memberships.get().pk}/", leaver, status=204)
    assert [row.user for row in organizer.memberships.all()] == [owner]


def test_another_organizers_membership_is_not_reached_through_ones_own(organizer: Organizer, owner: User) -> None:
    theirs = member(role=EDITOR).memberships.get()
    path = f"{V1}organizers/{organizer.pk}/memberships/{theirs.pk}/"
    assert refusal(call("patch", path, {"role": "owner"}, user=owner)) == (404, "not_found")
    assert refusal(call("delete", path, user=owner)) == (404, "not_found")
    assert Membership.objects.get(pk=theirs.pk).role == EDITOR


@pytest.mark.parametrize("body", [{}, {"role": "king"}, {"role": None}, {"role": "owner", "user": 1}, None])
def test_a_role_is_one_that_there_is(organizer: Organizer, owner: User, body: Any) -> None:
    editor = member(organizer, EDITOR).memberships.get()
    answer = call("patch", f"{V1}organizers/{organizer.pk}/memberships/{editor.pk}/", body, user=owner)
    assert answer.status_code in (400, 415)
    editor.refresh_from_db()
    assert editor.role == EDITOR


# --- invitations ----------------------------------------------------------------------------------
def test_an_invitation_goes_its_way(organizer: Organizer, owner: User) -> None:
    path = f"organizers/{organizer.pk}/invitations/"
    made = answered("post", path, owner, {"email": GUEST, "role": "editor"}, status=201)
    assert (made["organizer"], made["email"], made["role"]) == (organizer.pk, GUEST, "editor")
    assert [row["id"] for row in answered("get", path, owner)["results"]] == [made["id"]]

    guest = UserFactory(email=GUEST)
    assert [row["id"] for row in answered("get", "me/invitations/", guest)["results"]] == [made["id"]]
    me = answered("post", f"me/invitations/{made['id']}/accept/", guest)
    assert [row["organizer"] for row in me["memberships"]] == [organizer.pk]
    for whose, user in ((path, owner), ("me/invitations/", guest)):
        assert answered("get", whose, user)["count"] == 0
    again = call("post", f"{V1}me/invitations/{made['id']}/accept/", user=guest)
    assert refusal(again) == (409, "invitation_used")


def test_an_invitation_is_taken_back(organizer: Organizer, owner: User) -> None:
    path = f"organizers/{organizer.pk}/invitations/"
    made = answered("post", path, owner, {"email": GUEST, "role": "owner"}, status=201)
    answered("delete", f"{path}{made['id']}/", owner, status=204)
    assert answered("get", path, owner)["count"] == 0
    guest = UserFactory(email=GUEST)
    refused = call("post", f"{V1}me/invitations/{made['id']}/accept/", user=guest)
    assert refusal(refused) == (409, "invitation_revoked")


def test_someone_elses_invitation_is_not_there(organizer: Organizer, owner: User) -> None:
    made = answered(
        "post", f"organizers/{organizer.pk}/invitations/", owner, {"email": GUEST, "role": "owner"}, status=201
    )
    for user in (UserFactory(), UserFactory(email=GUEST, verified=False), owner):
        assert answered("get", "me/invitations/", user)["count"] == 0
        assert refusal(call("post", f"{V1}me/invitations/{made['id']}/accept/", user=user)) == (404, "not_found")
    other = OrganizerFactory()
    path = f"{V1}organizers/{other.pk}/invitations/{made['id']}/"
    assert refusal(call("delete", path, user=member(other))) == (404, "not_found")
    assert Invitation.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"role": "editor"}, "email"),
        ({"email": "vieras", "role": "editor"}, "email"),
        ({"email": "a@b.fi\nBcc: c@d.fi", "role": "editor"}, "email"),
        ({"email": f"{'a' * 250}@example.fi", "role": "editor"}, "email"),
        ({"email": GUEST}, "role"),
        ({"email": GUEST, "role": "king"}, "role"),
        ({"email": GUEST, "role": "editor", "organizer": 1}, "organizer"),
    ],
)
def test_what_is_wrong_is_named(organizer: Organizer, owner: User, body: dict[str, Any], field: str) -> None:
    answer = call("post", f"{V1}organizers/{organizer.pk}/invitations/", body, user=owner)
    assert refusal(answer) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Invitation.objects.exists()


def test_refusals_are_told_by_their_codes(organizer: Organizer, owner: User) -> None:
    path = f"{V1}organizers/{organizer.pk}/invitations/"
    taken = call("post", path, {"email": owner.email, "role": "editor"}, user=owner)
    assert refusal(taken) == (409, "already_a_member")
    for number in range(20):
        call("post", path, {"email": f"{number}@example.fi", "role": "editor"}, user=owner)
    assert refusal(call("post", path, {"email": GUEST, "role": "editor"}, user=owner)) == (409, "too_many_invitations")
