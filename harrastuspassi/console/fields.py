"""Fields of the console's forms: each leaves behind a value that is fit to be stored, or says what is wrong with it.

The checks are the domain's own, as on the API; only how it is asked, and told, is for people.
"""

import html
from abc import ABC, abstractmethod
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    SELECT_CLASSES,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from harrastuspassi.common.addresses import MAX_EMAIL, MAX_URL, email_address, postal_code, web_address
from harrastuspassi.common.business_ids import business_id
from harrastuspassi.common.images import ImageRefused, read_picture
from harrastuspassi.common.languages import DEFAULT, LANGUAGES, Language, text
from harrastuspassi.common.phones import e164, national
from harrastuspassi.common.richtext import rewritten, shown_as_text
from harrastuspassi.common.texts import plain_line, plain_text
from harrastuspassi.console.refusals import told

MAX_NAME, MAX_DESCRIPTION, MAX_PHONE = 200, 20_000, 64
"""In characters."""


def reader_language() -> Language:
    """The language that the page is in."""
    asked = (get_language() or DEFAULT)[:2]
    return next((language for language in LANGUAGES if language == asked), DEFAULT)


def name_of(row: Any) -> str:
    """A row's name in the reader's language."""
    return text(row, "name", reader_language())


# --- texts ------------------------------------------------------------------------------------------
class CleanedField(ABC, forms.CharField):
    """A text that a subclass cleans."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_NAME, "required": False, **kwargs})

    @abstractmethod
    def stored(self, text: str) -> str:
        """The text as it may be stored. Raises ValidationError."""

    def clean(self, value: Any) -> str:
        cleaned = self.stored(super().clean(value))
        # In one spelling of its letters a text may be longer.
        self.run_validators(cleaned)
        if self.required and not cleaned:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return cleaned


class LineField(CleanedField):
    """A name or another line, without markup."""

    def stored(self, text: str) -> str:
        return plain_line(text)


class TextField(CleanedField):
    """Plain text of any number of lines."""

    widget = UnfoldAdminTextareaWidget

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_DESCRIPTION, **kwargs})

    def stored(self, text: str) -> str:
        return plain_text(text)


class DescriptionField(TextField):
    """A rich text, shown and written as plain text. What is left as it was keeps its markup."""

    before: str = ""

    def prepare_value(self, value: Any) -> Any:
        return shown_as_text(value) if value == self.before else value

    def stored(self, text: str) -> str:
        return rewritten(self.before, text)

    def run_validators(self, value: Any) -> None:
        super().run_validators(html.unescape(value))


class CheckedField(CleanedField):
    """A line that `check` turns into what is stored, or into None where it is not fit."""

    wrong: Any
    input_type = "text"

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.widget.input_type = self.input_type

    @staticmethod
    @abstractmethod
    def check(text: str) -> str | None:
        """What is stored."""

    def stored(self, text: str) -> str:
        line = plain_line(text)
        found = self.check(line) if line else ""
        if found is None:
            raise forms.ValidationError(self.wrong)
        return found


class LinkField(CheckedField):
    """A web address; without a scheme it is taken as https."""

    wrong = _("Must be a web address that everybody can open, such as www.example.fi.")

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_URL, **kwargs})
        self.widget.attrs["inputmode"] = "url"

    @staticmethod
    def check(text: str) -> str | None:
        return web_address(text, missing_scheme="https")


class PhoneField(CheckedField):
    """A phone number, kept as E.164; Finnish unless it has a country code."""

    wrong = _("Must be one phone number, with its country code if it is not Finnish.")
    input_type = "tel"
    check = staticmethod(e164)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_PHONE, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return national(value) if isinstance(value, str) else value


class AddressField(CheckedField):
    """An e-mail address."""

    wrong = _("Must be an e-mail address.")
    input_type = "email"
    check = staticmethod(email_address)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_EMAIL, **kwargs})


class PostalCodeField(CheckedField):
    """A Finnish postal code."""

    wrong = _("Must be a postal code of five digits.")
    check = staticmethod(postal_code)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": 10, **kwargs})
        self.widget.attrs["inputmode"] = "numeric"


class BusinessIdField(CheckedField):
    """A Y-tunnus."""

    wrong = _("Must be a business ID with its check digit, such as 0201256-6.")
    check = staticmethod(business_id)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": 9, **kwargs})


# --- numbers, times, choices -------------------------------------------------------------------------
class PriceField(forms.DecimalField):
    """Euros as people write them: "12,50", "12.5 €"; nothing is 0."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_digits": 8, "decimal_places": 2, "min_value": 0, "required": False, **kwargs})
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        typed = "".join(str(value or "").split()).replace("€", "").replace(",", ".")
        return super().to_python(typed) or Decimal(0)


class NumberField(forms.IntegerField):
    """A whole number."""

    widget = UnfoldAdminIntegerFieldWidget


class DegreesField(forms.FloatField):
    """Degrees of latitude or longitude (WGS 84)."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, *, limit: int, **kwargs: Any):
        super().__init__(**{"min_value": -limit, "max_value": limit, "required": False, **kwargs})
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).replace(",", ".") if value is not None else None)


class DateField(forms.DateField):
    """A date, by the browser's own calendar."""

    widget = forms.DateInput

    def __init__(self, **kwargs: Any):
        look = forms.DateInput(format="%Y-%m-%d", attrs={"class": " ".join(INPUT_CLASSES)})
        look.input_type = "date"
        super().__init__(**{"widget": look, **kwargs})


class TimeField(forms.TimeField):
    """A wall-clock time, by the browser's own clock."""

    widget = forms.TimeInput

    def __init__(self, **kwargs: Any):
        look = forms.TimeInput(format="%H:%M", attrs={"class": " ".join(INPUT_CLASSES)})
        look.input_type = "time"
        super().__init__(**{"widget": look, **kwargs})


class IdField(forms.TypedChoiceField):
    """The id of one of a few rows; None for none."""

    widget = UnfoldAdminSelectWidget

    def __init__(self, **kwargs: Any):
        super().__init__(**{"coerce": int, "empty_value": None, **kwargs})


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known."""

    widget = UnfoldAdminSelectWidget

    def __init__(self, **kwargs: Any):
        choices = [("", _("not known")), ("True", _("Yes")), ("False", _("No"))]
        super().__init__(
            **{"choices": choices, "coerce": "True".__eq__, "empty_value": None, "required": False, **kwargs}
        )


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, in foldable groups where the choices are grouped; open where one is ticked."""

    template_name = "console/boxes.html"
    # By "checkbox" the framework knows a single one, whose label stands behind it.
    input_type = "boxes"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["groups"] = [
            (title, options, sum(option["selected"] for option in options))
            for title, options, _index in context["widget"]["optgroups"]
        ]
        return context


class IdsField(forms.TypedMultipleChoiceField):
    """Ids of some of many rows."""

    widget = Boxes

    def __init__(self, **kwargs: Any):
        super().__init__(**{"coerce": int, "required": False, **kwargs})


class WordsField(forms.MultipleChoiceField):
    """Some of a few words, stored ascending with a space between."""

    widget = Boxes

    def __init__(self, **kwargs: Any):
        super().__init__(**{"required": False, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return " ".join(sorted(super().clean(value)))


class PictureField(forms.FileField):
    """A picture. The value is a Picture for the domain, None where none is sent."""

    def __init__(self, **kwargs: Any):
        look = forms.FileInput(attrs={"accept": "image/*", "class": " ".join(SELECT_CLASSES)})
        super().__init__(**{"widget": look, "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = super().clean(data, None)
        if not sent:
            return None
        try:
            return read_picture(sent)
        except ImageRefused as error:
            raise forms.ValidationError(told(error)) from error


def rows_of(rows: Iterable[Any]) -> list[tuple[int, str]]:
    """Choices of rows that have a name."""
    return [(row.pk, name_of(row)) for row in rows]
