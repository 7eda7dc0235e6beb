"""Writing organizers: registering one, and what its members change of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Municipality, Organizer, OrganizerKind, OrganizerState
from harrastuspassi.catalogue.registration import change_registration, register_organizer
from harrastuspassi.catalogue.writing.organizers import change_organizer
from harrastuspassi.common.errors import DomainError
from harrastuspassi.console.fields import (
    AddressField,
    BusinessIdField,
    DescriptionField,
    IdField,
    LineField,
    LinkField,
    PhoneField,
    rows_of,
)
from harrastuspassi.console.steps import Step, StepForm
from harrastuspassi.console.writing import IN_ENGLISH, IN_SWEDISH, WritingForm, named

MAX_WEB_ADDRESS = 300
CHECKS_RECORDS: Any = {
    "label": _("We check criminal records"),
    "help_text": _(
        "Of those who work with minors, as acts 504/2002 and 148/2014 ask. Only that you say so, and when, is kept."
    ),
    "required": False,
}


def _municipalities() -> list[tuple[Any, Any]]:
    there = rows_of(Municipality.objects.filter(valid_to__isnull=True))
    return [("", "—"), *sorted(there, key=lambda choice: choice[1].casefold())]


def _municipality(sent: dict[str, Any]) -> dict[str, Any]:
    """What is sent, with the municipality itself in place of its id."""
    if "municipality" in sent:
        sent["municipality"] = Municipality.objects.filter(pk=sent["municipality"]).first()
    return sent


class OrganizerForm(WritingForm):
    """What an organizer says of itself."""

    name = LineField(required=True)
    kind = forms.ChoiceField(choices=named(OrganizerKind.values), widget=UnfoldAdminSelectWidget)
    email = AddressField()
    phone = PhoneField()
    web_address = LinkField(max_length=MAX_WEB_ADDRESS)
    description_fi, description_sv, description_en = DescriptionField(), DescriptionField(), DescriptionField()
    shown_at = {}
    folded = (IN_SWEDISH, IN_ENGLISH)
    groups = (
        ("", ["name", "kind", "description_fi"]),
        (IN_SWEDISH, ["description_sv"]),
        (IN_ENGLISH, ["description_en"]),
        (_("Contact"), ["email", "phone", "web_address"]),
    )


class RegistrationForm(WritingForm):
    """What an organizer is registered with."""

    business_id = BusinessIdField()
    municipality = IdField(required=False)
    checks_criminal_records = forms.BooleanField(widget=UnfoldBooleanWidget, **CHECKS_RECORDS)
    offer_again = forms.BooleanField(
        label=_("Offer it again"),
        help_text=_("It has been put right: the moderators are to look at it again."),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    takes = {"municipality": "municipality"}

    def prepare(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["municipality"].choices = _municipalities()
        self.initial["municipality"] = self.item.municipality_id
        self.initial["checks_criminal_records"] = self.item.criminal_records_declared_on is not None
        if self.item.state not in (OrganizerState.PENDING, OrganizerState.REFUSED):
            del fields["municipality"]
        if self.item.state != OrganizerState.REFUSED:
            del fields["offer_again"]

    def clean(self) -> dict[str, Any]:
        sent = _municipality(super().clean())
        # It says since when: to say it again is not to say it anew.
        if sent.get("checks_criminal_records") == self.initial["checks_criminal_records"]:
            sent.pop("checks_criminal_records", None)
        return sent


def _edit(by: User, organizer: Organizer, sent: dict[str, Any]) -> Any:
    change_organizer(organizer_id=organizer.pk, by=by, **sent)
    return _("Saved.")


def _register_anew(by: User, organizer: Organizer, sent: dict[str, Any]) -> Any:
    change_registration(organizer=organizer, by=by, **sent)
    return _("Saved.")


EDIT_ORGANIZER_STEPS = (
    Step(
        name="edit",
        label=_("Edit"),
        explanation=_("What the organizer says of itself. Moderators look at it again, unless it is trusted."),
        may=lambda user, item: roles.can_edit_organizer(user, item.pk),
        form=OrganizerForm,
        run=_edit,
        button=_("Save"),
        icon="edit",
    ),
    Step(
        name="registration",
        label=_("Registration"),
        explanation=_("What the organizer is registered with."),
        may=lambda user, item: roles.can_edit_organizer(user, item.pk),
        form=RegistrationForm,
        run=_register_anew,
        button=_("Save"),
        icon="assignment",
    ),
)


# --- a page of the accounts, for who has no role yet ------------------------------------------------------
class RegisterForm(StepForm):
    """An organizer that registers itself."""

    name = LineField(required=True, label=_("Name of the organizer"), widget=forms.TextInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=named(OrganizerKind.values))
    business_id = BusinessIdField(
        label=_("Business ID (Y-tunnus)"), help_text=_("If it has one."), widget=forms.TextInput
    )
    municipality = IdField(
        label=_("Municipality"), help_text=_("Its moderators decide on the organizer."), widget=forms.Select
    )
    email = AddressField(label=_("E-mail address"), help_text=_("Shown to everyone."), widget=forms.TextInput)
    phone = PhoneField(label=_("Phone"), help_text=_("Shown to everyone."), widget=forms.TextInput)
    web_address = LinkField(label=_("Web address"), max_length=MAX_WEB_ADDRESS, widget=forms.TextInput)
    checks_criminal_records = forms.BooleanField(**CHECKS_RECORDS)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        field.choices = _municipalities()

    def clean(self) -> dict[str, Any]:
        return _municipality(super().clean() or {})


@require_http_methods(["GET", "POST"])
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Registers an organizer, whose owner the account becomes, and leads it to the console."""
    user: Any = request.user
    form = RegisterForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            organizer = register_organizer(by=user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Registered. You can list already; it is shown once a moderator has looked."))
            return redirect("admin:catalogue_organizer_change", organizer.pk)
    return render(request, "console/register.html", {"form": form}, status=422 if form.errors else 200)
