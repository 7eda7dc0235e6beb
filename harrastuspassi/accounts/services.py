"""Who becomes what: memberships and invitations of organizers, appointments to posts.

Each takes `by`, who asks, and refuses as roles.py says.
"""

import datetime as dt
from enum import Enum
from typing import cast

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import Appointment, Invitation, Membership, MembershipRole, Post, User
from harrastuspassi.common import clock, mail
from harrastuspassi.common.errors import DomainError, Refused
from harrastuspassi.common.languages import Language

INVITATION_LASTS = dt.timedelta(days=14)
OPEN_AT_MOST, A_DAY_AT_MOST = 20, 30
"""Invitations of one organizer that are open, or sent in 24 hours: mail to strangers is no way to advertise."""
_SALT = "harrastuspassi.accounts.invitation"


class MemberRefusal(Enum):
    """Why memberships cannot be as asked, whoever asks: the code and the reason."""

    LAST_OWNER = ("last_owner", "The last owner cannot go: make another member an owner first.")
    ENDED = ("membership_ended", "The membership has ended.")
    ALREADY_A_MEMBER = ("already_a_member", "This address is a member's already.")
    TOO_MANY = ("too_many_invitations", "There are too many invitations; wait, or revoke some.")
    UNKNOWN = ("invitation_unknown", "There is no such invitation.")
    USED = ("invitation_used", "The invitation has been used.")
    REVOKED = ("invitation_revoked", "The invitation has been revoked.")
    EXPIRED = ("invitation_expired", "The invitation has expired: ask for a new one.")
    OTHER_ADDRESS = ("other_address", "The invitation is for another e-mail address than this account's.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message

    def error(self) -> DomainError:
        """The refusal, to be raised."""
        return Refused(self.message, code=self.code)


# --- oneself --------------------------------------------------------------------------------------
def change_details(*, user: User, **details: str) -> None:
    """Changes what people change of their account themselves: `first_name`, `last_name`, `language`."""
    for name, value in details.items():
        if name not in ("first_name", "last_name", "language"):
            raise ValueError(f"{name} is nothing that people change themselves")
        setattr(user, name, value)
    user.save(update_fields=list(details))


# --- memberships --------------------------------------------------------------------------------
def add_founder(*, organizer_id: int, user: User) -> Membership:
    """Makes whoever registered an organizer its first owner."""
    membership: Membership = Membership.objects.create(organizer_id=organizer_id, user=user, role=MembershipRole.OWNER)
    roles.forget(user)
    return membership


def change_role(*, membership: Membership, role: MembershipRole, by: User) -> Membership:
    """Makes a member an owner or an editor. Raises Forbidden for who is no owner, Refused for the last owner."""
    with transaction.atomic():
        roles.require(roles.why_not_manage_members(by, membership.organizer_id))
        locked = _locked(membership)
        if locked.role != role:
            _keep_an_owner(locked)
            locked.role = role
            locked.save(update_fields=["role"])
    _forget(by, locked)
    return locked


def remove_member(*, membership: Membership, by: User) -> None:
    """Ends a membership: an owner any, a member its own. Raises Forbidden, or Refused for the last owner."""
    with transaction.atomic():
        if membership.user_id != by.pk:
            roles.require(roles.why_not_manage_members(by, membership.organizer_id))
        locked = _locked(membership)
        _keep_an_owner(locked)
        locked.delete()
    _forget(by, membership)


def _locked(membership: Membership) -> Membership:
    """The membership, with all of its organizer locked, in one order, so that two owners cannot both be the last."""
    rows = Membership.objects.select_for_update().filter(organizer_id=membership.organizer_id).order_by("id")
    for row in rows:
        if row.pk == membership.pk:
            return row
    raise MemberRefusal.ENDED.error()


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.filter(
        organizer_id=membership.organizer_id, role=MembershipRole.OWNER, user__is_active=True
    ).exclude(pk=membership.pk)
    if membership.role == MembershipRole.OWNER and not others.exists():
        raise MemberRefusal.LAST_OWNER.error()


def _forget(by: User, membership: Membership) -> None:
    if by.pk == membership.user_id:
        roles.forget(by)


# --- invitations --------------------------------------------------------------------------------
def open_invitations() -> Q:
    """Condition on invitations that can be accepted now."""
    return Q(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())


def invite_member(*, organizer_id: int, email: str, role: MembershipRole, by: User) -> Invitation:
    """Asks an address by mail to act for an organizer; an earlier invitation of the address is revoked.

    Raises Forbidden for who is no owner; Refused where the address is a member's, or there are too many.
    """
    with transaction.atomic():
        roles.require(roles.why_not_manage_members(by, organizer_id))
        # Owners of one organizer invite one after another.
        list(Membership.objects.select_for_update().filter(organizer_id=organizer_id).order_by("id"))
        if Membership.objects.filter(organizer_id=organizer_id, user__email__iexact=email).exists():
            raise MemberRefusal.ALREADY_A_MEMBER.error()
        of_organizer = Invitation.objects.filter(organizer_id=organizer_id)
        pending = of_organizer.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        pending.filter(email__iexact=email).update(revoked_at=clock.now())
        a_day_ago = clock.now() - dt.timedelta(days=1)
        if (
            of_organizer.filter(open_invitations()).count() >= OPEN_AT_MOST
            or of_organizer.filter(created_at__gt=a_day_ago).count() >= A_DAY_AT_MOST
        ):
            raise MemberRefusal.TOO_MANY.error()
        pending.filter(expires_at__lte=clock.now()).update(revoked_at=clock.now())
        invitation: Invitation = Invitation.objects.create(
            organizer_id=organizer_id,
            email=email,
            role=role,
            invited_by=by,
            expires_at=clock.now() + INVITATION_LASTS,
        )
        _mail_invitation(invitation, by)
    return invitation


def _mail_invitation(invitation: Invitation, by: User) -> None:
    reader = User.objects.filter(email__iexact=invitation.email).first() or by
    mail.post_rendered(
        key=f"invitation:{invitation.pk}",
        to=invitation.email,
        template="accounts/mail/invitation",
        language=cast(Language, reader.language),
        context={
            "organizer": " ".join(invitation.organizer.name.split()),
            "inviter": by.full_name,
            "role": invitation.role,
            "link": invitation_link(invitation),
            "expires_on": clock.local_date(invitation.expires_at),
        },
    )


def invitation_link(invitation: Invitation) -> str:
    """The signed address at which an invitation is accepted."""
    key = signing.Signer(salt=_SALT).sign(str(invitation.pk))
    return f"{settings.PUBLIC_URL}{reverse('account_invitation', args=[key])}"


def invitation_of(key: str) -> Invitation:
    """The invitation that a link's key names. Raises Refused for a key that was not signed here."""
    try:
        pk = int(signing.Signer(salt=_SALT).unsign(key))
        return Invitation.objects.select_related("organizer").get(pk=pk)
    except (signing.BadSignature, ValueError, Invitation.DoesNotExist) as error:
        raise MemberRefusal.UNKNOWN.error() from error


def why_not_accept(invitation: Invitation, user: User) -> MemberRefusal | None:
    """Why `user` may not accept an invitation. It takes the invited address, verified to be the account's."""
    if invitation.accepted_at:
        return MemberRefusal.USED
    if invitation.revoked_at:
        return MemberRefusal.REVOKED
    if invitation.expires_at <= clock.now():
        return MemberRefusal.EXPIRED
    if invitation.email.lower() not in verified_addresses(user):
        return MemberRefusal.OTHER_ADDRESS
    return None


def verified_addresses(user: User) -> set[str]:
    """The addresses, in lower case, that are known to be the account's."""
    own = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return {address.lower() for address in own.values_list("email", flat=True)}


def invitations_to(user: User) -> QuerySet[Invitation]:
    """Invitations, open or not, of the addresses that are known to be the account's."""
    condition = Q(pk__in=[])
    for address in verified_addresses(user):
        condition |= Q(email__iexact=address)
    return Invitation.objects.filter(condition).select_related("organizer").order_by("id")


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Invitations that the account can accept now."""
    return invitations_to(user).filter(open_invitations())


def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Makes `user` a member; an editor becomes an owner where that was asked, never the reverse. Raises Refused."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        refusal = why_not_accept(locked, user)
        if refusal:
            raise refusal.error()
        membership, _ = Membership.objects.get_or_create(
            organizer_id=locked.organizer_id, user=user, defaults={"role": locked.role}
        )
        if locked.role == MembershipRole.OWNER and membership.role != MembershipRole.OWNER:
            membership.role = MembershipRole.OWNER
            membership.save(update_fields=["role"])
        locked.accepted_at, locked.accepted_by = clock.now(), user
        locked.save(update_fields=["accepted_at", "accepted_by"])
    roles.forget(user)
    return membership


def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """Takes an invitation back. Raises Forbidden for who is no owner, Refused where it has been used."""
    with transaction.atomic():
        roles.require(roles.why_not_manage_members(by, invitation.organizer_id))
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.accepted_at:
            raise MemberRefusal.USED.error()
        if locked.revoked_at is None:
            locked.revoked_at = clock.now()
            locked.save(update_fields=["revoked_at"])


# --- posts --------------------------------------------------------------------------------------
def appoint(*, user: User, post: Post, municipality_id: int | None, by: User) -> Appointment:
    """Appoints a moderator or evaluator; an evaluator without a municipality is the country's. Once is enough."""
    roles.require(roles.why_not_operate(by))
    of_user = Appointment.objects.filter(user=user, post=post)
    where = Q(municipality_id=municipality_id) if municipality_id else Q(municipality__isnull=True)
    appointment = of_user.filter(where).first()
    if appointment is None:
        appointment = Appointment.objects.create(user=user, post=post, municipality_id=municipality_id)
    roles.forget(user)
    return appointment


def dismiss(*, appointment: Appointment, by: User) -> None:
    """Ends an appointment."""
    roles.require(roles.why_not_operate(by))
    appointment.delete()
