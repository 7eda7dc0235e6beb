"""Every question of who may do what. A refusal is a code with its reason; `can_x` is derived from `why_not_x`.

An account's memberships count as soon as it can sign in. What it is appointed to (moderator, evaluator), and an
operator's power, count only while a second factor is on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from harrastuspassi.accounts.models import Appointment, Membership, MembershipRole, Post
from harrastuspassi.common.errors import Forbidden

NATIONAL = None
"""In place of a municipality: the whole country."""


class Refusal(Enum):
    """Why an account may not do something: the code and the reason, for developers."""

    SIGN_IN = ("sign_in_required", "Sign in first.")
    SECOND_FACTOR = ("second_factor_required", "This role needs a second factor: turn it on in the account's settings.")
    NOT_A_MEMBER = ("not_a_member", "Only members of the organizer may do this.")
    NOT_AN_OWNER = ("not_an_owner", "Only owners of the organizer may do this.")
    NO_ORGANIZER = ("no_organizer", "This has no organizer: only operators may change it.")
    NOT_THE_MODERATOR = ("not_the_moderator", "Only moderators of its municipality may do this.")
    NOT_A_MODERATOR = ("not_a_moderator", "Only moderators may do this.")
    NOT_AN_EVALUATOR = ("not_an_evaluator", "Only evaluators may do this.")
    OTHER_MUNICIPALITY = ("other_municipality", "Only evaluators of this municipality, or of the country, may do this.")
    NOT_AN_OPERATOR = ("not_an_operator", "Only operators may do this.")
    NO_ROLE = ("no_role", "The account has no role here.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


class Owned(Protocol):
    """Anything of the catalogue that an organizer lists."""

    organizer_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an account is, as its rows say.

    `memberships`: role by organizer id. `moderates`, `evaluates`: municipality ids, NATIONAL among the latter for
    the country. `has_second_factor` is read only where something depends on it.
    """

    is_signed_in: bool = True
    has_second_factor: bool = False
    memberships: Mapping[int, str] = field(default_factory=dict)
    moderates: frozenset[int] = frozenset()
    evaluates: frozenset[int | None] = frozenset()
    is_appointed_operator: bool = False

    @property
    def is_privileged(self) -> bool:
        """Whether it has a role that needs a second factor."""
        return self.is_appointed_operator or bool(self.moderates or self.evaluates)

    @property
    def lacks_second_factor(self) -> bool:
        """Whether it has a role that gives nothing yet, for want of a second factor."""
        return self.is_privileged and not self.has_second_factor

    @property
    def is_operator(self) -> bool:
        """Whether it may do everything."""
        return self.is_appointed_operator and self.has_second_factor

    @property
    def moderated_municipalities(self) -> frozenset[int]:
        """Ids of the municipalities whose organizers it watches over."""
        return self.moderates if self.has_second_factor else frozenset()

    @property
    def organizers(self) -> frozenset[int]:
        """Ids of the organizers it is a member of."""
        return frozenset(self.memberships)


STRANGER = Standing(is_signed_in=False)
_KEPT = "_standing"


def standing(user: Any) -> Standing:
    """What `user` (an account, or AnonymousUser) is. Read once for a User instance, that is once in a request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return STRANGER
    kept: Standing | None = getattr(user, _KEPT, None)
    if kept is None:
        kept = _read(user)
        setattr(user, _KEPT, kept)
    return kept


def forget(user: Any) -> None:
    """Has the standing of this User instance read anew, after its roles changed."""
    vars(user).pop(_KEPT, None)


def _read(user: Any) -> Standing:
    posts = list(Appointment.objects.filter(user_id=user.pk).values_list("post", "municipality_id"))
    is_privileged = bool(posts) or user.is_superuser
    return Standing(
        memberships=dict(Membership.objects.filter(user_id=user.pk).values_list("organizer_id", "role")),
        moderates=frozenset(place for post, place in posts if post == Post.MODERATOR and place is not None),
        evaluates=frozenset(place for post, place in posts if post == Post.EVALUATOR),
        is_appointed_operator=user.is_superuser,
        has_second_factor=is_privileged and user.has_second_factor,
    )


def require(refusal: Refusal | None) -> None:
    """Raises Forbidden with the refusal's code and message, where there is one."""
    if refusal is not None:
        raise Forbidden(refusal.message, code=refusal.code)


def _unless(allowed: bool, who: Standing, otherwise: Refusal, *, is_held: bool = False) -> Refusal | None:
    """None where `allowed`; else why not. `is_held`: the role is there, and only the second factor may be missing."""
    if allowed:
        return None
    if not who.is_signed_in:
        return Refusal.SIGN_IN
    if (is_held or who.is_appointed_operator) and not who.has_second_factor:
        return Refusal.SECOND_FACTOR
    return otherwise


# --- organizers and what they list --------------------------------------------------------------
def why_not_register_organizer(user: Any) -> Refusal | None:
    """Why `user` may not register an organizer. Whoever has an account may, and becomes its owner."""
    who = standing(user)
    return _unless(who.is_signed_in, who, Refusal.SIGN_IN)


def can_register_organizer(user: Any) -> bool:
    """Whether `user` may register an organizer."""
    return why_not_register_organizer(user) is None


def why_not_edit_organizer(user: Any, organizer_id: int | None) -> Refusal | None:
    """Why `user` may not change this organizer, and what it lists. Owners, editors and operators may."""
    who = standing(user)
    otherwise = Refusal.NO_ORGANIZER if organizer_id is None else Refusal.NOT_A_MEMBER
    return _unless(who.is_operator or organizer_id in who.memberships, who, otherwise)


def can_edit_organizer(user: Any, organizer_id: int | None) -> bool:
    """Whether `user` may change this organizer, and what it lists."""
    return why_not_edit_organizer(user, organizer_id) is None


def why_not_edit(user: Any, item: Owned) -> Refusal | None:
    """Why `user` may not change a hobby, location or promotion."""
    return why_not_edit_organizer(user, item.organizer_id)


def can_edit(user: Any, item: Owned) -> bool:
    """Whether `user` may change a hobby, location or promotion."""
    return why_not_edit(user, item) is None


def why_not_list(user: Any) -> Refusal | None:
    """Why `user` may list nothing at all. Whoever is a member of any organizer may, and operators."""
    who = standing(user)
    return _unless(who.is_operator or bool(who.memberships), who, Refusal.NOT_A_MEMBER)


def can_list(user: Any) -> bool:
    """Whether `user` may list anything at all."""
    return why_not_list(user) is None


def why_not_manage_members(user: Any, organizer_id: int) -> Refusal | None:
    """Why `user` may not say who acts for an organizer. Owners and operators may."""
    who = standing(user)
    role = who.memberships.get(organizer_id)
    otherwise = Refusal.NOT_AN_OWNER if role else Refusal.NOT_A_MEMBER
    return _unless(who.is_operator or role == MembershipRole.OWNER, who, otherwise)


def can_manage_members(user: Any, organizer_id: int) -> bool:
    """Whether `user` may say who acts for an organizer."""
    return why_not_manage_members(user, organizer_id) is None


# --- municipalities -----------------------------------------------------------------------------
def why_not_moderate(user: Any, municipality_id: int | None) -> Refusal | None:
    """Why `user` may not decide on what a municipality's organizers list. Its moderators and operators may.

    What has no municipality waits for an operator.
    """
    who = standing(user)
    is_held = municipality_id in who.moderates
    allowed = who.is_operator or (is_held and who.has_second_factor)
    return _unless(allowed, who, Refusal.NOT_THE_MODERATOR, is_held=is_held)


def can_moderate(user: Any, municipality_id: int | None) -> bool:
    """Whether `user` may decide on what a municipality's organizers list."""
    return why_not_moderate(user, municipality_id) is None


def why_not_see_queue(user: Any) -> Refusal | None:
    """Why `user` may not see what waits for moderators. Moderators may, for their municipalities, and operators."""
    who = standing(user)
    allowed = who.is_operator or bool(who.moderated_municipalities)
    return _unless(allowed, who, Refusal.NOT_A_MODERATOR, is_held=bool(who.moderates))


def can_see_queue(user: Any) -> bool:
    """Whether `user` may see what waits for moderators."""
    return why_not_see_queue(user) is None


def why_not_evaluate(user: Any, municipality_id: int | None = NATIONAL) -> Refusal | None:
    """Why `user` may not read the figures of a municipality, or of the country. Evaluators and operators may.

    An evaluator of the country reads every municipality's; one of a municipality reads its own alone.
    """
    who = standing(user)
    is_held = NATIONAL in who.evaluates or municipality_id in who.evaluates
    allowed = who.is_operator or (is_held and who.has_second_factor)
    otherwise = Refusal.OTHER_MUNICIPALITY if who.evaluates else Refusal.NOT_AN_EVALUATOR
    return _unless(allowed, who, otherwise, is_held=is_held)


def can_evaluate(user: Any, municipality_id: int | None = NATIONAL) -> bool:
    """Whether `user` may read the figures of a municipality, or of the country."""
    return why_not_evaluate(user, municipality_id) is None


def why_not_read_figures(user: Any) -> Refusal | None:
    """Why `user` may read no figures before they are public, nor ask for files of them. Evaluators, of whatever they
    are appointed to, and operators may."""
    who = standing(user)
    allowed = who.is_operator or (bool(who.evaluates) and who.has_second_factor)
    return _unless(allowed, who, Refusal.NOT_AN_EVALUATOR, is_held=bool(who.evaluates))


def can_read_figures(user: Any) -> bool:
    """Whether `user` may read figures before they are public, and ask for files of them."""
    return why_not_read_figures(user) is None


# --- the system ---------------------------------------------------------------------------------
def why_not_operate(user: Any) -> Refusal | None:
    """Why `user` may not run the system: appoint others, make tokens, change categories and imports."""
    who = standing(user)
    return _unless(who.is_operator, who, Refusal.NOT_AN_OPERATOR)


def can_operate(user: Any) -> bool:
    """Whether `user` may run the system."""
    return why_not_operate(user) is None


def why_not_use_console(user: Any) -> Refusal | None:
    """Why `user` may not open the console: it is for whoever has any role that counts."""
    who = standing(user)
    has_role = bool(who.memberships) or (who.is_privileged and who.has_second_factor)
    return _unless(has_role, who, Refusal.NO_ROLE, is_held=who.is_privileged)


def can_use_console(user: Any) -> bool:
    """Whether `user` may open the console."""
    return why_not_use_console(user) is None
