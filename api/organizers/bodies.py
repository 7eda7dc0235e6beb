"""What is sent of organizers."""

from typing import Any

from rest_framework import serializers

from api.common.bodies import DescriptionTexts, ExactBody, OldBody, OldPlainLine, Translated
from api.common.inputs import BusinessIdInput, EmailInput, LineInput, LinkInput, PhoneInput
from api.organizers.serializers import OrganizerSerializer
from harrastuspassi.catalogue.models import Municipality, OrganizerKind

MAX_WEB_ADDRESS = 300
_EMPTY: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class MunicipalityInput(serializers.RegexField):
    """A municipality, by its official code."""

    default_error_messages = {"does_not_exist": "There is no municipality with this code."}

    def __init__(self, **kwargs: Any):
        super().__init__(r"^[0-9]{3}\Z", trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Municipality | None:
        code = super().run_validation(data)
        found = Municipality.objects.filter(code=code).first() if code else None
        if code and found is None:
            self.fail("does_not_exist")
        return found


class OrganizerTexts(Translated):
    """The texts of an organizer."""

    description = DescriptionTexts()


class OrganizerBody(ExactBody):
    """What is written of an organizer. PUT takes what is left out as empty."""

    shown = OrganizerSerializer

    name = LineInput(help_text="Its name.")
    kind = serializers.ChoiceField(choices=OrganizerKind.choices)
    translations = OrganizerTexts(source="*", required=False)
    email = EmailInput(**_EMPTY, help_text="E-mail address.")
    phone = PhoneInput(**_EMPTY, help_text="Phone number; Finnish unless it has a country code.")
    web_address = LinkInput(max_length=MAX_WEB_ADDRESS, **_EMPTY, help_text="Web address.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        empty = {} if self.partial else dict.fromkeys(("description_fi", "description_sv", "description_en"), "")
        return {**empty, **attrs}


class NewOrganizerBody(OrganizerBody):
    """An organizer that registers itself."""

    business_id = BusinessIdInput(**_EMPTY, help_text="Y-tunnus, where it has one.")
    municipality = MunicipalityInput(
        required=False,
        allow_null=True,
        default=None,
        help_text="Official 3-digit code of the municipality whose moderators decide on it.",
    )
    checks_criminal_records = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Whether it asks those who work with minors for their criminal record (acts 504/2002 and 148/2014).",
    )


class OldOrganizerBody(OldBody):
    """What the organizer web sends of an organizer."""

    name = OldPlainLine(required=True, allow_blank=False)
