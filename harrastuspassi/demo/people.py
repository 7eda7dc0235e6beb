"""The demo's accounts: one for each role."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction

from harrastuspassi.accounts.models import Appointment, Membership, MembershipRole, Post, User
from harrastuspassi.catalogue.models import Municipality, Organizer, OrganizerState
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.demo import signins
from harrastuspassi.demo.signins import SignIn

HELSINKI = "091"
CODE_S = 30
"""Seconds that a code is good for (RFC 6238)."""


def code_now() -> str:
    """What an authenticator app with the demo's secret shows now."""
    code: str = format_hotp_value(hotp_value(signins.SECOND_FACTOR, int(clock.now().timestamp()) // CODE_S))
    return code


def ensure_people() -> int:
    """Makes the demo's accounts that are missing, with their roles. Returns how many accounts were made.

    Their passwords are public: raises Refused with code `not_a_demo` anywhere else.
    """
    if not settings.DEMO:
        raise Refused("These accounts exist in the demo alone.", code="not_a_demo")
    with transaction.atomic():
        before = User.objects.count()
        users = {who: _account(who) for who in signins.ALL}
        _give_roles(users)
        return User.objects.count() - before


def _account(who: SignIn) -> User:
    user = User.objects.filter(email=who.email).first()
    if user is None:
        names = {"first_name": who.first_name, "last_name": who.last_name}
        user = User.objects.create_user(who.email, signins.PASSWORD, **names)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if who.needs_code and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, signins.SECOND_FACTOR)
    return user


def _give_roles(users: dict[SignIn, User]) -> None:
    helsinki = Municipality.objects.filter(code=HELSINKI).first()
    organizer = (
        Organizer.objects.filter(municipality=helsinki, state=OrganizerState.APPROVED, hobbies__isnull=False)
        .order_by("id")
        .first()
    )
    if organizer:
        for who, role in ((signins.OWNER, MembershipRole.OWNER), (signins.EDITOR, MembershipRole.EDITOR)):
            Membership.objects.get_or_create(user=users[who], organizer=organizer, defaults={"role": role})
    if helsinki:
        for who, post in ((signins.MODERATOR, Post.MODERATOR), (signins.TOWN_EVALUATOR, Post.EVALUATOR)):
            Appointment.objects.get_or_create(user=users[who], post=post, municipality=helsinki)
    if not users[signins.EVALUATOR].appointments.exists():
        Appointment.objects.create(user=users[signins.EVALUATOR], post=Post.EVALUATOR)
    User.objects.filter(pk=users[signins.OPERATOR].pk).update(is_staff=True, is_superuser=True)
