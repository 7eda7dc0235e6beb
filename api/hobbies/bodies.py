"""What is sent of hobbies."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from api.common.bodies import (
    DescriptionTexts,
    ExactBody,
    Fields,
    IdInput,
    IdsInput,
    LanguagesInput,
    LineTexts,
    OldBody,
    OldDescription,
    OldLine,
    OldPrice,
    PriceInput,
    Translated,
)
from api.common.inputs import EmailInput, LineInput, LinkInput, PhoneInput, PictureInput
from api.hobbies.serializers import HobbySerializer
from harrastuspassi.catalogue.models import PriceType

_EMPTY: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}
_NO_LIMIT: dict[str, Any] = {"required": False, "allow_null": True, "default": None}


class HobbyTexts(Translated):
    """The texts of a hobby. A name in one language is enough."""

    name = LineTexts(required=False)
    description = DescriptionTexts(required=False)


class HobbyBody(ExactBody):
    """What is written of a hobby. PUT takes what is left out as empty, but for the picture, which stays."""

    shown = HobbySerializer

    translations = HobbyTexts(source="*")
    organizer = IdInput(source="organizer_id", help_text="Id of the organizer, which the caller acts for.")
    location = IdInput(
        source="location_id", **_NO_LIMIT, help_text="Id of a place of one's own, or of nobody's; null for none."
    )
    categories = IdsInput(source="category_ids", required=False, default=list, help_text="Ids of hobby categories.")
    audiences = IdsInput(source="audience_ids", required=False, default=list, help_text="Ids of audiences.")
    price_type = serializers.ChoiceField(choices=PriceType.choices, required=False, default=PriceType.FREE.value)
    price_amount = PriceInput(required=False, default=Decimal(0), help_text="Euros; nothing, or 0, when free.")
    age_from = serializers.IntegerField(min_value=0, max_value=120, **_NO_LIMIT, help_text="Youngest age in years.")
    age_to = serializers.IntegerField(min_value=0, max_value=120, **_NO_LIMIT, help_text="Oldest age in years.")
    languages = LanguagesInput(required=False, default="", help_text="ISO 639-1 codes of the languages it is held in.")
    registration_link = LinkInput(**_EMPTY, help_text="Web address to register at.")
    web_address = LinkInput(**_EMPTY, help_text="Web address with more about it.")
    contact_name = LineInput(**_EMPTY, help_text="Whom to ask.")
    contact_email = EmailInput(**_EMPTY, help_text="E-mail address to ask at.")
    contact_phone = PhoneInput(**_EMPTY, help_text="Phone number; Finnish unless it has a country code.")
    cover_image = PictureInput(source="cover")


class OldHobbyBody(OldBody):
    """What the organizer web sends of a hobby. What is left out stays."""

    name = OldLine()
    description = OldDescription(required=False, allow_blank=True)
    organizer = IdInput(source="organizer_id")
    location = IdInput(source="location_id", required=False, allow_null=True)
    categories = IdsInput(source="category_ids", required=False)
    price_type = serializers.ChoiceField(choices=PriceType.choices, required=False)
    price_amount = OldPrice(required=False, allow_null=True)
    cover_image = PictureInput(source="cover")

    def validate(self, attrs: Fields) -> Fields:
        if attrs.get("price_amount", 0) is None:
            attrs.pop("price_amount")
        if attrs.get("price_type") == PriceType.FREE:
            # Whoever ticks it means it; an amount is left over from before.
            attrs["price_amount"] = Decimal(0)
        if attrs.get("price_amount") and not self.partial:
            attrs.setdefault("price_type", PriceType.PAID)
        return attrs
