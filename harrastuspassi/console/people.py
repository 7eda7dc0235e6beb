"""Who may do what: accounts and their posts, organizers' members and invitations, tokens of machines."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from harrastuspassi.accounts import machines, roles, services
from harrastuspassi.accounts.models import (
    Appointment,
    Invitation,
    Membership,
    MembershipRole,
    Post,
    Scope,
    ServiceToken,
    User,
)
from harrastuspassi.catalogue.models import Municipality
from harrastuspassi.console.base import ConsoleAdmin, OperatorsAdmin, works_with_listings
from harrastuspassi.console.filters import by_value
from harrastuspassi.console.names import value_name
from harrastuspassi.console.steps import Shown, Step, StepForm


def _by_operators(user: Any, item: Any) -> bool:
    return roles.can_operate(user)


# --- accounts ---------------------------------------------------------------------------------------
class AppointForm(StepForm):
    """A post, and where."""

    post = forms.ChoiceField(
        label=_("Post"),
        choices=[(Post.MODERATOR, _("moderator")), (Post.EVALUATOR, _("evaluator"))],
        widget=UnfoldAdminSelectWidget,
    )
    municipality: Any = forms.ModelChoiceField(
        Municipality.objects.filter(valid_to__isnull=True).order_by("name_fi"),
        label=_("Municipality"),
        required=False,
        empty_label=_("the whole country"),
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().clean() or {}
        if sent.get("post") == Post.MODERATOR and not sent.get("municipality"):
            self.add_error("municipality", _("A moderator has a municipality."))
        return sent


def _appoint(by: User, user: User, sent: dict[str, Any]) -> Any:
    place = sent["municipality"]
    services.appoint(user=user, post=Post(sent["post"]), municipality_id=place and place.pk, by=by)
    return _("Appointed. It counts once the account has a second factor.")


class UserAdmin(OperatorsAdmin):
    """Accounts."""

    steps = (
        Step(
            name="appoint",
            label=_("Appoint"),
            explanation=_(
                "A moderator watches over what a municipality's organizers list; an evaluator reads figures."
            ),
            may=_by_operators,
            form=AppointForm,
            run=_appoint,
            icon="badge",
        ),
    )
    list_display = ["email", "first_name", "last_name", "posts", "is_active", "date_joined"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["-pk"]
    fields = ["email", "first_name", "last_name", "language", "posts", "organizers", "is_active", "date_joined"]
    readonly_fields = ["posts", "organizers"]

    def rows(self, user: Any) -> QuerySet[Any]:
        return User.objects.prefetch_related("appointments__municipality", "memberships__organizer")

    @display(description=_("posts"))
    def posts(self, item: User) -> str:
        """What it is appointed to."""
        held = [
            f"{value_name(one.post)}, {one.municipality or _('the whole country')}" for one in item.appointments.all()
        ]
        return "; ".join([*([str(_("operator"))] if item.is_superuser else []), *held])

    @display(description=_("organizers"))
    def organizers(self, item: User) -> str:
        """Whom it acts for."""
        return "; ".join(f"{one.organizer}, {value_name(one.role)}" for one in item.memberships.all())


def _dismiss(by: User, appointment: Appointment, sent: dict[str, Any]) -> Any:
    services.dismiss(appointment=appointment, by=by)
    return _("Dismissed.")


class AppointmentAdmin(OperatorsAdmin):
    """Posts."""

    steps = (
        Step(
            name="dismiss",
            label=_("Dismiss"),
            explanation=_("The account loses this post at once."),
            may=_by_operators,
            run=_dismiss,
            icon="person_remove",
            variant=ActionVariant.DANGER,
        ),
    )
    columns = ["user", "municipality"]
    list_display = ["user", "post_name", "municipality", "created_at"]
    list_filter = [by_value("post", Post.values)]
    search_fields = ["user__email"]
    fields = ["user", "post_name", "municipality", "created_at"]
    readonly_fields = ["post_name"]

    @display(description=_("post"), ordering="post")
    def post_name(self, item: Appointment) -> Any:
        """The post in the reader's language."""
        return value_name(item.post)


# --- members --------------------------------------------------------------------------------------
class OfOrganizersAdmin(ConsoleAdmin):
    """What the owners of an organizer see to, and operators for all."""

    columns = ["organizer"]

    def rows(self, user: Any) -> QuerySet[Any]:
        who, found = roles.standing(user), super().rows(user)
        owned = [pk for pk, role in who.memberships.items() if role == MembershipRole.OWNER]
        return found if who.is_operator else found.filter(organizer_id__in=owned)

    def is_open_to(self, user: Any) -> bool:
        return works_with_listings(user)

    @display(description=_("role"), ordering="role")
    def role_name(self, item: Any) -> Any:
        """The role in the reader's language."""
        return value_name(item.role)


def _by_owners(user: Any, item: Any) -> bool:
    return roles.can_manage_members(user, item.organizer_id)


def _change_role(role: MembershipRole) -> Any:
    def run(by: User, membership: Membership, sent: dict[str, Any]) -> Any:
        services.change_role(membership=membership, role=role, by=by)
        return _("Changed.")

    return run


def _remove(by: User, membership: Membership, sent: dict[str, Any]) -> Any:
    services.remove_member(membership=membership, by=by)
    return _("Removed.")


class MembershipAdmin(OfOrganizersAdmin):
    """Members of organizers."""

    steps = (
        Step(
            name="owner",
            label=_("Make an owner"),
            explanation=_("An owner also says who else acts for the organizer."),
            may=lambda user, item: _by_owners(user, item) and item.role == MembershipRole.EDITOR,
            run=_change_role(MembershipRole.OWNER),
            icon="key",
        ),
        Step(
            name="editor",
            label=_("Make an editor"),
            explanation=_("An editor writes what the organizer lists, and no more."),
            may=lambda user, item: _by_owners(user, item) and item.role == MembershipRole.OWNER,
            run=_change_role(MembershipRole.EDITOR),
            icon="edit",
        ),
        Step(
            name="remove",
            label=_("Remove"),
            explanation=_("The account may do nothing for the organizer any more."),
            may=_by_owners,
            run=_remove,
            icon="person_remove",
            variant=ActionVariant.DANGER,
        ),
    )
    columns = ["organizer", "user"]
    list_display = ["organizer", "user", "role_name", "created_at"]
    list_filter = [by_value("role", MembershipRole.values)]
    search_fields = ["organizer__name", "user__email"]
    fields = ["organizer", "user", "role_name", "created_at"]
    readonly_fields = ["role_name"]


class InviteForm(StepForm):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"), widget=UnfoldAdminTextInputWidget)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(MembershipRole.EDITOR, _("editor")), (MembershipRole.OWNER, _("owner"))],
        widget=UnfoldAdminSelectWidget,
    )


def invite(by: User, organizer: Any, sent: dict[str, Any]) -> Any:
    """Invites an address to act for an organizer."""
    role = MembershipRole(sent["role"])
    services.invite_member(organizer_id=organizer.pk, email=sent["email"], role=role, by=by)
    return _("Invited: the invitation goes out by mail.")


def _revoke(by: User, invitation: Invitation, sent: dict[str, Any]) -> Any:
    services.revoke_invitation(invitation=invitation, by=by)
    return _("Revoked.")


class InvitationAdmin(OfOrganizersAdmin):
    """Invitations to act for organizers."""

    steps = (
        Step(
            name="revoke",
            label=_("Revoke"),
            explanation=_("The link in the mail opens nothing any more."),
            may=lambda user, item: _by_owners(user, item) and not (item.accepted_at or item.revoked_at),
            run=_revoke,
            icon="block",
            variant=ActionVariant.DANGER,
        ),
    )
    columns = ["organizer", "invited_by"]
    list_display = ["organizer", "email", "role_name", "created_at", "expires_at", "accepted_at", "revoked_at"]
    search_fields = ["organizer__name", "email"]
    ordering = ["-pk"]
    fields = ["organizer", "email", "role_name", "invited_by", "created_at", "expires_at", "accepted_at", "revoked_at"]
    readonly_fields = ["role_name"]


# --- machines ---------------------------------------------------------------------------------------
class TokenForm(StepForm):
    """What a token is for."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=UnfoldAdminTextInputWidget)
    scope = forms.ChoiceField(
        label=_("Good for"),
        choices=[(Scope.STATISTICS, _("statistics")), (Scope.BENEFITS, _("using promotions"))],
        widget=UnfoldAdminSelectWidget,
    )
    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=machines.LONGEST.days, initial=365, widget=UnfoldAdminIntegerFieldWidget
    )


def _issue(by: User, item: None, sent: dict[str, Any]) -> Shown:
    roles.require(roles.why_not_operate(by))
    valid_for = dt.timedelta(days=sent["days"])
    token, text = machines.issue_token(name=sent["name"], scope=Scope(sent["scope"]), valid_for=valid_for, by=by)
    return Shown("console/token.html", {"title": _("New token"), "token": token, "text": text})


def _revoke_token(by: User, token: ServiceToken, sent: dict[str, Any]) -> Any:
    roles.require(roles.why_not_operate(by))
    machines.revoke_token(token=token)
    return _("Revoked: it opens nothing any more.")


class ServiceTokenAdmin(OperatorsAdmin):
    """Tokens of other systems."""

    steps = (
        Step(
            name="issue",
            label=_("New token"),
            explanation=_("The token is shown once, on the next page, and never again."),
            may=_by_operators,
            form=TokenForm,
            run=_issue,
            icon="add",
            variant=ActionVariant.PRIMARY,
            on_list=True,
        ),
        Step(
            name="revoke",
            label=_("Revoke"),
            explanation=_("Whatever uses it gets nothing any more, at once."),
            may=lambda user, item: roles.can_operate(user) and item.revoked_at is None,
            run=_revoke_token,
            icon="block",
            variant=ActionVariant.DANGER,
        ),
    )
    columns = ["created_by"]
    list_display = ["name", "scope_name", "is_valid", "expires_at", "last_used_on", "created_by"]
    search_fields = ["name"]
    ordering = ["-pk"]
    fields = ["name", "scope_name", "is_valid", "created_by", "created_at", "expires_at", "revoked_at", "last_used_on"]
    readonly_fields = ["scope_name", "is_valid"]

    @display(description=_("good for"), ordering="scope")
    def scope_name(self, item: ServiceToken) -> Any:
        """The scope in the reader's language."""
        return value_name(item.scope)

    @display(description=_("valid"), boolean=True)
    def is_valid(self, item: ServiceToken) -> bool:
        """Whether it opens anything."""
        return machines.is_valid(item)


PAGES = {
    User: UserAdmin,
    Appointment: AppointmentAdmin,
    Membership: MembershipAdmin,
    Invitation: InvitationAdmin,
    ServiceToken: ServiceTokenAdmin,
}
