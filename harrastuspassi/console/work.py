"""What the workers do: jobs, and the mail that goes out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.common import jobs
from harrastuspassi.common.models import Job, OutgoingMail
from harrastuspassi.console.base import OperatorsAdmin
from harrastuspassi.console.filters import by_value
from harrastuspassi.console.steps import Step


def _retry(by: User, job: Job, sent: dict[str, Any]) -> Any:
    roles.require(roles.why_not_operate(by))
    jobs.retry(job_id=job.pk)
    return _("It is tried again.")


class JobAdmin(OperatorsAdmin):
    """Jobs."""

    steps = (
        Step(
            name="retry",
            label=_("Try again"),
            explanation=_("The job is given to the workers anew, with all its attempts."),
            may=lambda user, item: roles.can_operate(user) and item.state == Job.State.FAILED,
            run=_retry,
            icon="replay",
        ),
    )
    list_display = ["kind", "key", "state_name", "due_at", "attempts", "finished_at"]
    list_filter = [by_value("state", Job.State.values)]
    search_fields = ["kind", "key"]
    ordering = ["-pk"]
    fields = ["kind", "key", "state_text", "due_at", "attempts", "error", "created_at", "started_at", "finished_at"]
    readonly_fields = ["state_text"]


class OutgoingMailAdmin(OperatorsAdmin):
    """Mail: to whom and whether it went. What it says, which may open an account, is nobody else's."""

    list_display = ["to", "subject", "created_at", "sent_at"]
    search_fields = ["to", "subject"]
    ordering = ["-pk"]
    fields = ["to", "subject", "created_at", "sent_at"]


PAGES = {Job: JobAdmin, OutgoingMail: OutgoingMailAdmin}
