"""What organizers count: heads at events, as the door page has them, and totals of seasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.catalogue.writing.common import version
from harrastuspassi.console.base import OwnedAdmin
from harrastuspassi.console.fields import NumberField
from harrastuspassi.console.names import value_name
from harrastuspassi.console.steps import Step, StepForm
from harrastuspassi.participation.headcounts import season_now, season_totals_of, set_season_total
from harrastuspassi.participation.models import HeadCount, SeasonTotal
from harrastuspassi.participation.models.headcounts import MOST

SEASONS = 4
"""Half-years that the form offers, this one and those before it."""


def _seasons() -> list[tuple[str, str]]:
    year, half = int(season_now()[:4]), int(season_now()[-1])
    halves = [year * 2 + half - 1 - number for number in range(SEASONS)]
    names = [f"{number // 2}-H{number % 2 + 1}" for number in halves]
    return [(name, name) for name in names]


class SeasonForm(StepForm):
    """How a season went."""

    season = forms.ChoiceField(
        label=_("Half-year"), help_text=_("H1 is January to June, H2 July to December."), widget=UnfoldAdminSelectWidget
    )
    trials = NumberField(label=_("How many tried it"), min_value=0, max_value=MOST)
    joined = NumberField(label=_("How many joined"), min_value=0, max_value=MOST)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["season"]
        field.choices = _seasons()
        # Of every half-year: which one it will be is chosen on the page.
        self.fields["seen"].initial = " ".join(version(row.modified_at) for row in season_totals_of(self.item.pk))

    def clean_seen(self) -> list[str]:
        """The totals that may be replaced, by version: those that were there, or none."""
        return [*self.cleaned_data["seen"].split(), ""]


def _set_season(by: User, hobby: Hobby, sent: dict[str, Any]) -> Any:
    set_season_total(hobby_id=hobby.pk, by=by, **sent)
    return _("Saved.")


SEASON_STEP = Step(
    name="season",
    label=_("Total of a season"),
    explanation=_("With a phone or without. What was said before of the half-year is replaced."),
    may=lambda user, item: roles.can_edit(user, item),
    form=SeasonForm,
    run=_set_season,
    button=_("Save"),
    icon="functions",
)


class SeasonTotalAdmin(OwnedAdmin):
    """Totals of seasons."""

    columns = ["hobby"]
    list_display = ["hobby", "season", "trials", "joined", "modified_at"]
    search_fields = ["hobby__name_fi", "hobby__name_sv", "hobby__name_en"]
    ordering = ["-season", "hobby_id"]
    fields = ["hobby", "season", "trials", "joined", "entered_by", "modified_at"]

    def rows(self, user: Any) -> Any:
        hobbies = Hobby.objects.editable_by(user) | Hobby.objects.moderated_by(user)
        return SeasonTotal.objects.filter(hobby__in=hobbies)


class HeadCountAdmin(OwnedAdmin):
    """Head counts of events; they are entered on the door page."""

    columns = ["event__hobby"]
    list_display = ["hobby", "starts_at", "age", "of_gender", "count", "modified_at"]
    search_fields = ["event__hobby__name_fi", "event__hobby__name_sv", "event__hobby__name_en"]
    ordering = ["-pk"]
    fields = ["hobby", "starts_at", "age", "of_gender", "count", "entered_by", "door_link", "modified_at"]
    readonly_fields = ["hobby", "starts_at", "age", "of_gender"]

    def rows(self, user: Any) -> Any:
        # Not moderators': small numbers of children are the organizer's own.
        return HeadCount.objects.filter(event__hobby__in=Hobby.objects.editable_by(user))

    @display(description=_("hobby"))
    def hobby(self, item: HeadCount) -> str:
        """Whose event it is."""
        return str(item.event.hobby)

    @display(description=_("event"), ordering="event__starts_at")
    def starts_at(self, item: HeadCount) -> Any:
        """When that begins."""
        return item.event.starts_at

    @display(description=_("age group"), ordering="age_group")
    def age(self, item: HeadCount) -> Any:
        """The age group in the reader's language."""
        return value_name(item.age_group)

    @display(description=_("gender"), ordering="gender")
    def of_gender(self, item: HeadCount) -> Any:
        """The gender in the reader's language."""
        return value_name(item.gender)


PAGES = {HeadCount: HeadCountAdmin, SeasonTotal: SeasonTotalAdmin}
