"""Steps of moderators, and of organizers with what is theirs."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue import moderation, submission
from harrastuspassi.catalogue.models import OrganizerState, PublicationState
from harrastuspassi.console.people import InviteForm, invite
from harrastuspassi.console.steps import ReasonForm, SeenForm, Step


# --- organizers -------------------------------------------------------------------------------------
def _may_decide(user: Any, organizer: Any, *states: OrganizerState) -> bool:
    return organizer.state in states and roles.can_moderate(user, organizer.municipality_id)


def _is_to_be_approved(user: Any, organizer: Any) -> bool:
    waits = organizer.waiting_since is not None and _may_decide(user, organizer, OrganizerState.APPROVED)
    return waits or _may_decide(user, organizer, OrganizerState.PENDING, OrganizerState.REFUSED)


def _approve(by: User, organizer: Any, sent: dict[str, Any]) -> Any:
    moderation.approve_organizer(organizer=organizer, by=by, seen=sent["seen"])
    return _("Approved.")


def _refuse(by: User, organizer: Any, sent: dict[str, Any]) -> Any:
    moderation.refuse_organizer(organizer=organizer, by=by, reason=sent["reason"])
    return _("Refused; the organizer is told why.")


def _suspend(by: User, organizer: Any, sent: dict[str, Any]) -> Any:
    moderation.suspend_organizer(organizer=organizer, by=by, reason=sent["reason"])
    return _("Suspended: nothing of it is shown any more.")


def _reinstate(by: User, organizer: Any, sent: dict[str, Any]) -> Any:
    moderation.reinstate_organizer(organizer=organizer, by=by)
    return _("Shown again, with all that it lists.")


def _trust(trusted: bool) -> Any:
    def run(by: User, organizer: Any, sent: dict[str, Any]) -> Any:
        moderation.trust_organizer(organizer=organizer, by=by, trusted=trusted)
        return _("Trusted.") if trusted else _("Trusted no more: what it lists is reviewed.")

    return run


ORGANIZER_STEPS = (
    Step(
        name="approve",
        label=_("Approve"),
        explanation=_("The organizer may list. What it offers is reviewed first, until you trust it."),
        may=_is_to_be_approved,
        form=SeenForm,
        run=_approve,
        icon="check",
        variant=ActionVariant.SUCCESS,
    ),
    Step(
        name="refuse",
        label=_("Refuse"),
        explanation=_("The organizer may not list. It can put right what you say, and offer itself again."),
        may=lambda user, item: _may_decide(user, item, OrganizerState.PENDING),
        form=ReasonForm,
        run=_refuse,
        icon="close",
        variant=ActionVariant.DANGER,
    ),
    Step(
        name="suspend",
        label=_("Suspend"),
        explanation=_("Hides the organizer and all that it lists, at once, everywhere."),
        may=lambda user, item: _may_decide(user, item, OrganizerState.APPROVED, OrganizerState.ARCHIVED),
        form=ReasonForm,
        run=_suspend,
        icon="block",
        variant=ActionVariant.DANGER,
    ),
    Step(
        name="reinstate",
        label=_("Show again"),
        explanation=_("Ends the suspension: the organizer and all that it listed are shown again."),
        may=lambda user, item: _may_decide(user, item, OrganizerState.SUSPENDED),
        run=_reinstate,
        icon="undo",
    ),
    Step(
        name="trust",
        label=_("Trust"),
        explanation=_("What a trusted organizer lists is published without review."),
        may=lambda user, item: _may_decide(user, item, OrganizerState.APPROVED) and not item.is_trusted,
        run=_trust(True),
        icon="verified",
    ),
    Step(
        name="distrust",
        label=_("Trust no more"),
        explanation=_("What it lists from now on is reviewed before it is published."),
        may=lambda user, item: _may_decide(user, item, OrganizerState.APPROVED) and item.is_trusted,
        run=_trust(False),
        icon="gpp_maybe",
    ),
    Step(
        name="invite",
        label=_("Invite"),
        explanation=_("Asks someone by mail to act for the organizer."),
        may=lambda user, item: roles.can_manage_members(user, item.pk),
        form=InviteForm,
        run=invite,
        icon="person_add",
    ),
)


# --- hobbies and promotions -------------------------------------------------------------------------
def _may_review(user: Any, item: Any, *states: PublicationState) -> bool:
    return item.state in states and roles.can_moderate(user, submission.municipality_id_of(item))


def _publish(by: User, item: Any, sent: dict[str, Any]) -> Any:
    moderation.approve_item(item=item, by=by, seen=sent["seen"])
    return _("Published.")


def _reject(by: User, item: Any, sent: dict[str, Any]) -> Any:
    moderation.reject_item(item=item, by=by, reason=sent["reason"])
    return _("Rejected; the organizer is told why.")


def _submit(by: User, item: Any, sent: dict[str, Any]) -> Any:
    submission.submit_item(item=item, by=by)
    return _("Offered.")


def _archive(by: User, item: Any, sent: dict[str, Any]) -> Any:
    submission.archive_item(item=item, by=by)
    return _("Archived.")


def _restore(by: User, item: Any, sent: dict[str, Any]) -> Any:
    submission.restore_item(item=item, by=by)
    return _("On the lists again.")


def _withdraw(by: User, item: Any, sent: dict[str, Any]) -> Any:
    submission.withdraw_item(item=item, by=by)
    return _("It is a draft again.")


ITEM_STEPS = (
    Step(
        name="approve",
        label=_("Publish"),
        explanation=_("Shows it to everyone, as it is now."),
        may=lambda user, item: _may_review(user, item, PublicationState.IN_REVIEW),
        form=SeenForm,
        run=_publish,
        icon="check",
        variant=ActionVariant.SUCCESS,
    ),
    Step(
        name="reject",
        label=_("Reject"),
        explanation=_("Takes it off every list. The organizer can put right what you say, and offer it again."),
        may=lambda user, item: _may_review(user, item, PublicationState.IN_REVIEW, PublicationState.PUBLISHED),
        form=ReasonForm,
        run=_reject,
        icon="close",
        variant=ActionVariant.DANGER,
    ),
    Step(
        name="submit",
        label=_("Offer"),
        explanation=_("Offers it to the public: at once where the organizer is trusted, else for review."),
        may=lambda user, item: item.state in ("draft", "rejected") and roles.can_edit(user, item),
        run=_submit,
        icon="send",
        variant=ActionVariant.PRIMARY,
    ),
    Step(
        name="withdraw",
        label=_("Make a draft again"),
        explanation=_("Takes it back from review."),
        may=lambda user, item: item.state == PublicationState.IN_REVIEW and roles.can_edit(user, item),
        run=_withdraw,
        icon="undo",
    ),
    Step(
        name="archive",
        label=_("Archive"),
        explanation=_("Takes it off the lists; it can still be read by those who have kept it."),
        may=lambda user, item: item.state == PublicationState.PUBLISHED and roles.can_edit(user, item),
        run=_archive,
        icon="archive",
    ),
    Step(
        name="restore",
        label=_("List again"),
        explanation=_("Puts what was archived on the lists again, as it was."),
        may=lambda user, item: item.state == PublicationState.ARCHIVED and roles.can_edit(user, item),
        run=_restore,
        icon="unarchive",
    ),
)
