"""Phone numbers: kept as E.164 where the text is one number, shown the way people in Finland write them."""

from functools import lru_cache

import phonenumbers
from django.conf import settings
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat


# A page shows four to a row, and to read them took longer than all the rest of it.
@lru_cache(maxsize=10_000)
def e164(text: str) -> str | None:
    """The one phone number that `text` spells, as E.164 ("+358401234567"); None where it is anything else.

    Numbers without a country code are taken as Finnish. Letters, a second number or an extension
    would be lost in E.164, so such texts are no number here.
    """
    number = _parse(text)
    if number is None or number.extension or any(character.isalpha() for character in text):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=10_000)
def national(phone: str) -> str:
    """A stored phone for people: Finnish numbers without the country code, others with it, texts as they are."""
    number = _parse(phone) if phone.startswith("+") else None
    if number is None:
        return phone
    domestic = phonenumbers.region_code_for_number(number) == settings.PHONE_REGION
    style = PhoneNumberFormat.NATIONAL if domestic else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _parse(text: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, settings.PHONE_REGION)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
