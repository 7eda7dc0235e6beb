"""Steps of moderators, and of organizers with what is theirs."""

from django.utils.translation import gettext_lazy as _

from harrastuspassi.accounts import roles
from harrastuspassi.console.people import InviteForm, invite
from harrastuspassi.console.steps import Step

ORGANIZER_STEPS = (
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

ITEM_STEPS: tuple[Step, ...] = ()
