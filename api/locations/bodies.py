"""What is sent of locations."""

from typing import Any

from rest_framework import serializers

from api.common.bodies import (
    ExactBody,
    Fields,
    IdInput,
    LineTexts,
    OldBody,
    OldLine,
    OldPlainLine,
    OldPostalCode,
    PointInput,
    TextTexts,
    Translated,
)
from api.common.inputs import LineInput, LinkInput, PostalCodeInput
from api.locations.serializers import LocationSerializer

MAX_CITY = 100
_EMPTY: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class LocationTexts(Translated):
    """The texts of a location. A name in one language is enough."""

    name = LineTexts(required=False)
    accessibility = TextTexts(required=False)


class LocationBody(ExactBody):
    """What is written of a location. PUT takes what is left out as empty."""

    shown = LocationSerializer

    translations = LocationTexts(source="*")
    address = LineInput(**_EMPTY, help_text="Street and number.")
    zip_code = PostalCodeInput(**_EMPTY, help_text="Postal code of five digits.")
    city = LineInput(max_length=MAX_CITY, **_EMPTY, help_text="Town; the municipality follows from it.")
    coordinates = PointInput(help_text="Where it is; null, or left out by PUT: not known.")
    is_accessible = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Accessible to all; null where not known."
    )
    reservation_link = LinkInput(**_EMPTY, help_text="Web address to book it at.")

    def validate(self, attrs: Fields) -> Fields:
        return attrs if self.partial else {"longitude": None, "latitude": None, **attrs}


class NewLocationBody(LocationBody):
    """A new location."""

    organizer = IdInput(source="organizer_id", help_text="Id of the organizer, which the caller acts for.")


class OldLocationBody(OldBody):
    """What the organizer web sends of a location: of no organizer, which then is the first that it acts for."""

    name = OldLine()
    address = OldPlainLine()
    zip_code = OldPostalCode()
    city = OldPlainLine(max_length=MAX_CITY)
    coordinates = PointInput()
