"""Reports of what is listed, and how moderators answer them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextareaWidget

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue import reports
from harrastuspassi.catalogue.models import Report, ReportReason, ReportState
from harrastuspassi.console.base import ConsoleAdmin
from harrastuspassi.console.filters import by_value
from harrastuspassi.console.names import COLOURS, MODELS, OF_REPORTS, value_name
from harrastuspassi.console.steps import ReasonForm, Step, StepForm


def _answer() -> forms.CharField:
    return forms.CharField(
        label=_("Answer to the reporter"),
        help_text=_("Goes by mail to whoever reported it, if they wanted an answer."),
        widget=UnfoldAdminTextareaWidget,
        required=False,
        max_length=2000,
    )


class AnswerForm(StepForm):
    """What the reporter is told."""

    answer = _answer()


class TakeDownForm(ReasonForm):
    """What the organizer is told, and what the reporter."""

    answer = _answer()


def _may_answer(user: Any, report: Any) -> bool:
    return report.state == ReportState.OPEN and roles.can_moderate(user, report.municipality_id)


def _dismiss(by: User, report: Report, sent: dict[str, Any]) -> Any:
    reports.dismiss_report(report=report, by=by, answer=sent["answer"])
    return _("Left as it is.")


def _hide(by: User, report: Report, sent: dict[str, Any]) -> Any:
    reports.hide_reported(report=report, by=by, reason=sent["reason"], answer=sent["answer"])
    return _("Taken off every list; the organizer is told why.")


def _suspend(by: User, report: Report, sent: dict[str, Any]) -> Any:
    reports.suspend_reported(report=report, by=by, reason=sent["reason"], answer=sent["answer"])
    return _("Suspended: nothing of it is shown any more.")


class ReportAdmin(ConsoleAdmin):
    """Reports."""

    steps = (
        Step(
            name="dismiss",
            label=_("Leave as it is"),
            explanation=_("What is reported stays where it is. The report is answered."),
            may=_may_answer,
            form=AnswerForm,
            run=_dismiss,
            icon="check",
        ),
        Step(
            name="hide",
            label=_("Take down"),
            explanation=_("Takes what is reported off every list, and answers every report of it."),
            may=lambda user, item: _may_answer(user, item) and item.organizer_id is None,
            form=TakeDownForm,
            run=_hide,
            icon="visibility_off",
            variant=ActionVariant.DANGER,
        ),
        Step(
            name="suspend",
            label=_("Suspend the organizer"),
            explanation=_("Hides the organizer and all that it lists, at once, everywhere."),
            may=_may_answer,
            form=TakeDownForm,
            run=_suspend,
            icon="block",
            variant=ActionVariant.DANGER,
        ),
    )
    columns = ["municipality", "hobby", "promotion", "organizer"]
    list_display = ["subject_name", "reason_name", "state_name", "municipality", "created_at", "answered_at"]
    list_filter = [by_value("state", ReportState.values, OF_REPORTS), by_value("reason", ReportReason.values)]
    search_fields = ["subject_name"]
    ordering = ["-pk"]
    fields = [
        *("subject_name", "hobby", "promotion", "organizer", "reason_name", "text", "municipality"),
        *("state_text", "created_at", "answered_at"),
    ]
    readonly_fields = ["reason_name", "state_text"]

    def rows(self, user: Any) -> QuerySet[Any]:
        found = super().rows(user)
        who = roles.standing(user)
        return found if who.is_operator else found.filter(municipality_id__in=who.moderated_municipalities)

    def is_open_to(self, user: Any) -> bool:
        who = roles.standing(user)
        return who.is_operator or bool(who.moderated_municipalities)

    def title_of(self, item: Report) -> str:
        name = capfirst(str(MODELS["catalogue.report"][0]))
        return f"{name} {item.pk}: {value_name(item.reason)}, {OF_REPORTS[item.state]}"

    @display(description=_("reason"), ordering="reason")
    def reason_name(self, item: Report) -> Any:
        """The reason in the reader's language."""
        return value_name(item.reason)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def state_name(self, item: Report) -> tuple[str, Any]:
        """The state as a coloured label."""
        return item.state, OF_REPORTS[item.state]

    @display(description=_("state"))
    def state_text(self, item: Report) -> Any:
        """The state in the reader's language."""
        return OF_REPORTS[item.state]


PAGES = {Report: ReportAdmin}
