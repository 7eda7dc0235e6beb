"""Fields of what is written: each leaves behind a value that is fit to be stored, or refuses with a code."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

from harrastuspassi.common import media
from harrastuspassi.common.addresses import MAX_EMAIL, MAX_URL, email_address, postal_code, web_address
from harrastuspassi.common.business_ids import business_id
from harrastuspassi.common.images import ImageRefusal, ImageRefused, Picture, read_data_uri, read_picture
from harrastuspassi.common.phones import e164
from harrastuspassi.common.richtext import escaped, rich_text
from harrastuspassi.common.texts import plain_line, plain_text

MAX_NAME, MAX_DESCRIPTION, MAX_PHONE = 200, 20_000, 64
"""In characters."""
_MAX_CLEANED = 10
"""How many times as long as allowed a text may be before it is cleaned."""


class CleanedField(ABC, serializers.CharField):
    """A text that a subclass cleans before it is measured."""

    @abstractmethod
    def clean(self, text: str) -> str:
        """The text as it may be stored."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if self.max_length is not None and len(text) > self.max_length * _MAX_CLEANED:
            self.fail("max_length", max_length=self.max_length)
        cleaned = self.clean(text)
        if not cleaned and not self.allow_blank:
            self.fail("blank")
        return cleaned


class LineInput(CleanedField):
    """A name or another line: plain, without markup and what cannot be seen."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_NAME, **kwargs})

    def clean(self, text: str) -> str:
        return plain_line(text)


class TextInput(CleanedField):
    """Plain text of any number of lines."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_DESCRIPTION, **kwargs})

    def clean(self, text: str) -> str:
        return plain_text(text)


class DescriptionInput(TextInput):
    """A rich text (common/richtext.py): HTML of which the allowed part is kept, plain text on a face without markup.

    Whoever changes a stored one on such a face calls `richtext.rewritten`, or the markup is lost.
    """

    def clean(self, text: str) -> str:
        return rich_text(text) if self.context["face"].has_markup else escaped(plain_text(text))


class CheckedField(CleanedField):
    """A line that `check` turns into what is stored, or into None where it is not fit."""

    check: Callable[[str], str | None]
    wrong: str
    message: str

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.error_messages[self.wrong] = self.message

    def clean(self, text: str) -> str:
        line = plain_line(text)
        found = type(self).check(line) if line else ""
        if found is None:
            self.fail(self.wrong)
        return found


class LinkInput(CheckedField):
    """A web address; without a scheme it is taken as https."""

    wrong = "link"
    message = "Must be a web address (http or https) of a public host, without a user name."

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_URL, **kwargs})

    @staticmethod
    def check(text: str) -> str | None:
        return web_address(text, missing_scheme="https")


class PhoneInput(CheckedField):
    """A phone number, kept as E.164; Finnish unless it has a country code."""

    wrong = "phone"
    message = "Must be one phone number, with its country code if it is not Finnish."
    check = staticmethod(e164)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_PHONE, **kwargs})


class EmailInput(CheckedField):
    """An e-mail address."""

    wrong = "email"
    message = "Must be an e-mail address."
    check = staticmethod(email_address)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": MAX_EMAIL, **kwargs})


class PostalCodeInput(CheckedField):
    """A Finnish postal code."""

    wrong = "postal_code"
    message = "Must be a postal code of five digits."
    check = staticmethod(postal_code)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": 10, **kwargs})


class BusinessIdInput(CheckedField):
    """A Y-tunnus."""

    wrong = "business_id"
    message = "Must be a Y-tunnus with its check digit, such as 0201256-6."
    check = staticmethod(business_id)

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": 9, **kwargs})


@extend_schema_field(
    {
        "type": "string",
        "description": "A picture: in JSON a data URI in base64, in multipart/form-data a file; JPEG, PNG, WebP or GIF"
        " of at most 8 million bytes. Left out, or given as it was read: stays as it is. null: none.",
        "examples": ["data:image/png;base64,iVBORw0KGgo="],
    }
)
class PictureInput(serializers.Field):
    """A picture. The value is a Picture for covers.put_cover, or None for none; absent where the old one stays."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"required": False, "allow_null": True, "write_only": True, **kwargs})

    def to_internal_value(self, data: Any) -> Picture | None:
        if data == "":  # how a form spells null
            return None
        if self._is_what_was_read(data):
            raise SkipField
        try:
            return _picture(data)
        except ImageRefused as error:
            raise serializers.ValidationError(error.message, code=error.code) from error

    def _is_what_was_read(self, data: Any) -> bool:
        """Whether `data` is an address of the picture that the object shows: clients send back what they got."""
        instance = getattr(self.parent, "instance", None)
        shown = getattr(instance, "shown_cover", getattr(instance, "cover_image", ""))
        return bool(shown) and data in [media.address(name) for name in media.size_names(shown).values()]


def _picture(data: Any) -> Picture:
    if isinstance(data, UploadedFile):
        return read_picture(data)
    if isinstance(data, str):
        return read_data_uri(data)
    raise ImageRefused(ImageRefusal.NOT_DATA)
