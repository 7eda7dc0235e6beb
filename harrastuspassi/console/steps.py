"""Steps: what is done to an object on a page of its own, which says what it does, asks what it needs, and does it.

Nothing else writes in the console. A step calls a service of the domain, which checks again who asks.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextareaWidget

from harrastuspassi.accounts.models import User

Run = Callable[[User, Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Shown:
    """A page to show when a step is done, in place of a word: for what is shown once."""

    template: str
    context: dict[str, Any]


class StepForm(forms.Form):
    """What a step asks. `item` is what it is about; None on a list."""

    def __init__(self, *args: Any, item: Any = None, user: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.item, self.user = item, user


class SeenForm(StepForm):
    """Nothing but a yes, to what is shown beside it and not to what it has become meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.item.modified_at.isoformat()

    def clean_seen(self) -> Any:
        try:
            moment = dt.datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError(_("Open the page again."))
        return moment


class ReasonForm(StepForm):
    """A reason, which the organizer is told."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The organizer gets this by mail: write what should be put right."),
        widget=UnfoldAdminTextareaWidget,
        max_length=2000,
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step. `may` says to whom it is offered, of an object (None on a list); `run` does it.

    `run` takes who does it, the object and what the form has, and returns what to say when it is done, or what to show.
    DomainErrors that it raises are shown in the form.
    """

    name: str
    label: Any
    explanation: Any
    may: Callable[[Any, Any], bool]
    run: Run
    form: type[StepForm] = StepForm
    icon: str = "arrow_forward"
    variant: ActionVariant = ActionVariant.DEFAULT
    on_list: bool = field(default=False)
