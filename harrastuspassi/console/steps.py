"""Steps: what is done to an object on a page of its own, which says what it does, asks what it needs, and does it.

Writing one anew, or changing it, is a step like any other (writing.py). Nothing else writes in the console. A step
calls a service of the domain, which checks again who asks.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextareaWidget

from harrastuspassi.accounts.models import User
from harrastuspassi.common.errors import DomainError
from harrastuspassi.console.refusals import told

Run = Callable[[User, Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Shown:
    """A page to show when a step is done, in place of a word: for what is shown once."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A row to show when a step is done, with a word: one that is new, or another than the step was about."""

    row: Any
    said: Any


class StepForm(forms.Form):
    """What a step asks. `item` is what it is about; None on a list.

    `groups` are the titles under which its fields stand, `folded` those of them that are shut unless there is
    something in them. `shown_at` names the field beside which a refusal is told that the domain gives another's name.
    """

    groups: Sequence[tuple[Any, Sequence[str]]] = ()
    folded: Sequence[Any] = ()
    shown_at: Mapping[str, str] = {}
    error_css_class = "errors"

    def __init__(self, *args: Any, item: Any = None, user: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.item, self.user = item, user

    def refuse(self, error: DomainError) -> None:
        """Tells what the domain refused, each reason beside its field."""
        if not error.fields:
            self.add_error(None, told(error))
        for name, reasons in error.fields.items():
            field = self.shown_at.get(name, name)
            for reason in reasons:
                self.add_error(field if field in self.fields else None, told(error, reason))

    def grouped(self) -> Iterator[tuple[Any, list[Any], bool]]:
        """The fields by group: its title, what is in it, and whether it is shut."""
        for title, names in self.groups or [("", [shown.name for shown in self.visible_fields()])]:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield title, fields, title in self.folded and not any(one.value() or one.errors for one in fields)

    def faults(self) -> list[str]:
        """What is wrong with the whole, hidden fields included."""
        hidden = [reason for shown in self.hidden_fields() for reason in shown.errors]
        return [*self.non_field_errors(), *hidden]

    @property
    def is_long(self) -> bool:
        """Whether it has many fields, and says of each by itself what is wrong."""
        return bool(self.groups)


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
    DomainErrors that it raises are shown in the form. `button` is what its button says, if not the label.
    """

    name: str
    label: Any
    explanation: Any
    may: Callable[[Any, Any], bool]
    run: Run
    form: type[StepForm] = StepForm
    icon: str = "arrow_forward"
    variant: ActionVariant = ActionVariant.DEFAULT
    button: Any = ""
    on_list: bool = field(default=False)
