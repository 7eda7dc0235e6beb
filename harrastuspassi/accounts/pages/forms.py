"""Forms of the pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from harrastuspassi.accounts.models import User
from harrastuspassi.accounts.names import is_name


def validate_name(text: str) -> None:
    """Raises ValidationError for what can be no name."""
    if not is_name(text):
        raise ValidationError(_("Letters, spaces, hyphens and apostrophes only."))


class NameField(forms.CharField):
    """A first or last name."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=150, required=False, validators=[validate_name], **kwargs)


class SignUpForm(forms.Form):
    """What signing up asks besides the address and the password."""

    first_name = NameField(label=_("First name"), widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = NameField(label=_("Last name"), widget=forms.TextInput(attrs={"autocomplete": "family-name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth has taken the names over already."""


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker alone
    """What people change of their account themselves."""

    first_name = NameField(label=_("First name"), widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = NameField(label=_("Last name"), widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    language = forms.ChoiceField(
        label=_("Language of mail"), choices=[("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]
