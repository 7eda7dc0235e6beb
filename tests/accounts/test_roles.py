"""Who may do what, as a table: every question, every kind of account, the refusals by their codes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import Appointment, Membership, MembershipRole, User
from harrastuspassi.accounts.roles import Refusal
from harrastuspassi.catalogue.models import Organizer
from harrastuspassi.common.errors import Forbidden
from tests.factories.accounts import (
    UserFactory,
    evaluator,
    member,
    moderator,
    operator,
    turn_off_second_factor,
    turn_on_second_factor,
)
from tests.factories.catalogue import HobbyFactory, MunicipalityFactory, OrganizerFactory

pytestmark = pytest.mark.django_db

OK = None
SIGN_IN, FACTOR = Refusal.SIGN_IN, Refusal.SECOND_FACTOR
NOT_MEMBER, NOT_OWNER, NOT_MODERATOR = Refusal.NOT_A_MEMBER, Refusal.NOT_AN_OWNER, Refusal.NOT_THE_MODERATOR
NOT_EVALUATOR, ELSEWHERE, NOT_OPERATOR = Refusal.NOT_AN_EVALUATOR, Refusal.OTHER_MUNICIPALITY, Refusal.NOT_AN_OPERATOR
NO_ROLE = Refusal.NO_ROLE

QUESTIONS = ["edit", "manage_members", "moderate", "evaluate_here", "evaluate_country", "operate", "use_console"]
TABLE: dict[str, tuple[Refusal | None, ...]] = {
    "nobody": (SIGN_IN,) * 7,
    "a deactivated owner": (SIGN_IN,) * 7,
    "an account": (NOT_MEMBER, NOT_MEMBER, NOT_MODERATOR, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, NO_ROLE),
    "an owner": (OK, OK, NOT_MODERATOR, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, OK),
    "an editor": (OK, NOT_OWNER, NOT_MODERATOR, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, OK),
    "another's owner": (NOT_MEMBER, NOT_MEMBER, NOT_MODERATOR, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, OK),
    "the moderator": (NOT_MEMBER, NOT_MEMBER, OK, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, OK),
    "another's moderator": (NOT_MEMBER, NOT_MEMBER, NOT_MODERATOR, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, OK),
    "the evaluator": (NOT_MEMBER, NOT_MEMBER, NOT_MODERATOR, OK, ELSEWHERE, NOT_OPERATOR, OK),
    "another's evaluator": (NOT_MEMBER, NOT_MEMBER, NOT_MODERATOR, ELSEWHERE, ELSEWHERE, NOT_OPERATOR, OK),
    "the country's evaluator": (NOT_MEMBER, NOT_MEMBER, NOT_MODERATOR, OK, OK, NOT_OPERATOR, OK),
    "an operator": (OK,) * 7,
    # Without the second factor nothing of the role is left; what comes from a membership stays.
    "the moderator, one factor": (NOT_MEMBER, NOT_MEMBER, FACTOR, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, FACTOR),
    "the evaluator, one factor": (NOT_MEMBER, NOT_MEMBER, NOT_MODERATOR, FACTOR, ELSEWHERE, NOT_OPERATOR, FACTOR),
    "the country's, one factor": (
        NOT_MEMBER,
        NOT_MEMBER,
        NOT_MODERATOR,
        FACTOR,
        FACTOR,
        NOT_OPERATOR,
        FACTOR,
    ),
    "an operator, one factor": (FACTOR,) * 7,
    "an owner and moderator, one factor": (OK, OK, FACTOR, NOT_EVALUATOR, NOT_EVALUATOR, NOT_OPERATOR, OK),
}


def accounts(organizer: Organizer) -> dict[str, Callable[[], Any]]:
    """How to make each kind of account."""
    here, elsewhere = organizer.municipality, MunicipalityFactory(code="049")
    one = {"second_factor": False}
    return {
        "nobody": AnonymousUser,
        "a deactivated owner": lambda: member(organizer, is_active=False),
        "an account": UserFactory,
        "an owner": lambda: member(organizer),
        "an editor": lambda: member(organizer, MembershipRole.EDITOR),
        "another's owner": member,
        "the moderator": lambda: moderator(here),
        "another's moderator": lambda: moderator(elsewhere),
        "the evaluator": lambda: evaluator(here),
        "another's evaluator": lambda: evaluator(elsewhere),
        "the country's evaluator": evaluator,
        "an operator": operator,
        "the moderator, one factor": lambda: moderator(here, **one),
        "the evaluator, one factor": lambda: evaluator(here, **one),
        "the country's, one factor": lambda: evaluator(**one),
        "an operator, one factor": lambda: operator(**one),
        "an owner and moderator, one factor": lambda: _also_owner(moderator(here, **one), organizer),
    }


def _also_owner(user: User, organizer: Organizer) -> User:
    Membership.objects.create(user=user, organizer=organizer, role=MembershipRole.OWNER)
    return user


def answers(user: Any, organizer: Organizer) -> tuple[Refusal | None, ...]:
    place = organizer.municipality_id
    return (
        roles.why_not_edit_organizer(user, organizer.pk),
        roles.why_not_manage_members(user, organizer.pk),
        roles.why_not_moderate(user, place),
        roles.why_not_evaluate(user, place),
        roles.why_not_evaluate(user),
        roles.why_not_operate(user),
        roles.why_not_use_console(user),
    )


@pytest.fixture
def organizer(db: None) -> Organizer:
    made: Organizer = OrganizerFactory(municipality=MunicipalityFactory())
    return made


@pytest.mark.parametrize("who", TABLE)
def test_each_account_gets_what_the_table_says(who: str, organizer: Organizer) -> None:
    user = accounts(organizer)[who]()
    assert dict(zip(QUESTIONS, answers(user, organizer), strict=True)) == dict(zip(QUESTIONS, TABLE[who], strict=True))
    permissions = (
        roles.can_edit_organizer(user, organizer.pk),
        roles.can_manage_members(user, organizer.pk),
        roles.can_moderate(user, organizer.municipality_id),
        roles.can_evaluate(user, organizer.municipality_id),
        roles.can_evaluate(user),
        roles.can_operate(user),
        roles.can_use_console(user),
    )
    assert permissions == tuple(refusal is None for refusal in TABLE[who])


def test_the_table_has_every_kind_of_account(organizer: Organizer) -> None:
    assert set(accounts(organizer)) == set(TABLE)


def test_what_has_no_organizer_or_municipality_is_left_to_operators(organizer: Organizer) -> None:
    imported = HobbyFactory(organizer=None)
    assert roles.why_not_edit(member(organizer), imported) == Refusal.NO_ORGANIZER
    assert roles.can_edit(operator(), imported)
    assert roles.why_not_moderate(moderator(organizer.municipality), None) == Refusal.NOT_THE_MODERATOR
    assert roles.can_moderate(operator(), None)


def test_the_second_factor_counts_from_when_it_is_turned_on_until_it_is_turned_off(organizer: Organizer) -> None:
    user = moderator(organizer.municipality, second_factor=False)
    for turn, allowed in ((turn_on_second_factor, True), (turn_off_second_factor, False)):
        turn(user)
        assert roles.can_moderate(User.objects.get(pk=user.pk), organizer.municipality_id) == allowed


@pytest.mark.parametrize("second_factor", [True, False])
def test_djangos_own_permissions_of_an_operator_need_the_second_factor(second_factor: bool) -> None:
    user = operator(second_factor=second_factor)
    assert user.has_perm("catalogue.change_hobby") == user.has_module_perms("catalogue") == second_factor


def test_a_refusal_is_raised_with_its_code(organizer: Organizer) -> None:
    roles.require(roles.why_not_edit_organizer(member(organizer), organizer.pk))
    with pytest.raises(Forbidden, match="Only members") as refused:
        roles.require(roles.why_not_edit_organizer(UserFactory(), organizer.pk))
    assert refused.value.code == "not_a_member"


def test_codes_of_refusals_differ() -> None:
    assert len({refusal.code for refusal in Refusal}) == len(Refusal)


def test_a_standing_is_read_once_for_an_instance_and_anew_when_asked(
    organizer: Organizer, django_assert_num_queries: Any
) -> None:
    user = member(organizer)
    with django_assert_num_queries(2):
        answers(user, organizer)
    Membership.objects.all().delete()
    assert roles.can_edit_organizer(user, organizer.pk)
    roles.forget(user)
    assert not roles.can_edit_organizer(user, organizer.pk)


def test_nobody_costs_no_query(organizer: Organizer, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answers(AnonymousUser(), organizer)


# --- constraints --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "again",
    [
        lambda user, organizer: Membership(user=user, organizer=organizer, role="editor"),
        lambda user, organizer: Membership(user=UserFactory(), organizer=organizer, role="king"),
        lambda user, organizer: Appointment(user=user, post="moderator", municipality=organizer.municipality),
        lambda user, organizer: Appointment(user=user, post="moderator"),
        lambda user, organizer: Appointment(user=user, post="evaluator"),
        lambda user, organizer: Appointment(user=user, post="king", municipality=organizer.municipality),
    ],
)
def test_a_role_is_held_once_and_known(organizer: Organizer, again: Callable[[User, Organizer], Any]) -> None:
    user = member(organizer)
    Appointment.objects.create(user=user, post="moderator", municipality=organizer.municipality)
    Appointment.objects.create(user=user, post="evaluator")
    with pytest.raises(IntegrityError), transaction.atomic():
        again(user, organizer).save()
