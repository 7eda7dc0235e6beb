"""What is sent of the catalogue's objects, on either face; the values are the fields that the domain writes.

`/api/v1/` takes exactly what its document says: values of their JSON type, and no field that it does not know. There
PUT gives all there is to write and PATCH some of it. The old clients send whole objects back, numbers as
text, 1 for true and fields of their own making: what is not for them to write is left out of account, and what
they leave out stays.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Model
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField
from rest_framework.utils import html

from api.common.inputs import CleanedField, DescriptionInput, LineInput, PostalCodeInput, TextInput
from api.common.queries import MAX_ID, PriceField, TimeOfDayField
from harrastuspassi.common.languages import DEFAULT, LANGUAGES, Language, fallback_chain
from harrastuspassi.common.richtext import shown_as_text
from harrastuspassi.common.texts import plain_text

Fields = dict[str, Any]
_JSON: tuple[tuple[type[serializers.Field], type, str], ...] = (
    (serializers.BooleanField, bool, "true or false"),
    (serializers.IntegerField, int, "a whole number"),
    (serializers.ListField, list, "an array"),
    (serializers.Serializer, dict, "an object"),
    (serializers.Field, str, "a string"),
)
"""What JSON type a kind of field is written as, the first that fits; fields that say so themselves aside."""


# --- bodies ---------------------------------------------------------------------------------------
class ExactBody(serializers.Serializer):
    """A body, or an object in one, on the strict face. `shown` is the shape that the object is read in."""

    shown: ClassVar[type[serializers.Serializer] | None] = None

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            wrong = {name: [error] for name in data if (error := self._fault(str(name), data))}
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)

    def _fault(self, name: str, data: Mapping[str, Any]) -> serializers.ErrorDetail | None:
        if html.is_html_input(data):  # translations.name.fi, categories[0]; every value is a text
            return None if re.split(r"[.\[]", name)[0] in self.fields else self._unknown(name)
        if name not in self.fields:
            return self._unknown(name)
        field, value = self.fields[name], data[name]
        items = value if isinstance(field, serializers.ListField) and isinstance(value, list) else []
        faults = [_json_fault(field, value), *(_json_fault(field.child, item) for item in items)]
        return next(filter(None, faults), None)

    def _unknown(self, name: str) -> serializers.ErrorDetail:
        if self.shown and name in self.shown().fields:
            return serializers.ErrorDetail("It is read, and not written.", code="read_only")
        return serializers.ErrorDetail("There is no such field.", code="unknown")


def _json_fault(field: serializers.Field, value: Any) -> serializers.ErrorDetail | None:
    """What is wrong with the JSON type of a value; null is judged by the field."""
    if value is None or getattr(field, "judges_type", False):
        return None
    wanted, name = next((wanted, name) for kind, wanted, name in _JSON if isinstance(field, kind))
    is_right = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
    return None if is_right else serializers.ErrorDetail(f"Must be {name}.", code="invalid")


class Localized(ExactBody):
    """A text by language."""

    fi: serializers.Field
    sv: serializers.Field
    en: serializers.Field


def _texts(field: type[CleanedField], **kwargs: Any) -> dict[str, serializers.Field]:
    return {language: field(required=False, allow_blank=True, **kwargs) for language in LANGUAGES}


class LineTexts(Localized):
    """A line in each language; "" where it is not written. PUT takes those that are left out as ""."""

    fi, sv, en = _texts(LineInput).values()


class TextTexts(Localized):
    """A text in each language; "" where it is not written. PUT takes those that are left out as ""."""

    fi, sv, en = _texts(TextInput).values()


class DescriptionTexts(Localized):
    """A description in each language, with the little HTML that is kept; "" where it is not written.

    PUT takes those that are left out as "".
    """

    fi, sv, en = _texts(DescriptionInput).values()


class Translated(ExactBody):
    """The texts of an object as `include=translations` gives them, to be used with `source="*"`."""

    def to_internal_value(self, data: Any) -> Fields:
        sent = super().to_internal_value(data)
        is_whole = not getattr(self.root, "partial", False)
        names = self.fields if is_whole else sent
        return {
            f"{name}_{language}": sent.get(name, {}).get(language, "")
            for name in names
            for language in LANGUAGES
            if is_whole or language in sent[name]
        }


class OldBody(serializers.Serializer):
    """A body of the old clients. Fields that are not declared are left out of account."""


# --- fields ---------------------------------------------------------------------------------------
class IdInput(serializers.IntegerField):
    """An id."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class IdsInput(serializers.ListField):
    """Ids."""

    def __init__(self, **kwargs: Any):
        super().__init__(child=IdInput(), max_length=50, **kwargs)


class PriceInput(PriceField):
    """Euros as the text of a decimal number."""


class TimeInput(TimeOfDayField):
    """Wall-clock time."""


class LanguagesInput(serializers.ListField):
    """ISO 639-1 codes, stored ascending with a space between."""

    def __init__(self, **kwargs: Any):
        code = serializers.RegexField(r"^[a-z]{2}\Z", trim_whitespace=False)
        super().__init__(child=code, max_length=20, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return " ".join(sorted(set(super().to_internal_value(data))))


class PointInput(serializers.Field):
    """A GeoJSON point (RFC 7946, 3.1.2), longitude first; null for none. To be used with `source="*"`."""

    judges_type = True
    default_error_messages = {
        "coordinates": "Must be a GeoJSON Point whose coordinates are longitude and latitude in WGS 84 degrees."
    }

    def __init__(self, **kwargs: Any):
        super().__init__(**{"source": "*", "required": False, "allow_null": True, **kwargs})

    def to_internal_value(self, data: Any) -> Fields:
        if data is None:
            return {"longitude": None, "latitude": None}
        pair = data.get("coordinates") if isinstance(data, dict) and data.get("type") == "Point" else None
        if not isinstance(pair, list) or len(pair) != 2 or not all(type(part) in (int, float) for part in pair):
            self.fail("coordinates")
        longitude, latitude = pair
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            self.fail("coordinates")
        return {"longitude": float(longitude), "latitude": float(latitude)}


# --- fields of the old clients --------------------------------------------------------------------
class OldText:
    """A text in the one language that the old clients show, for fields with `source="*"`.

    Sent back as it was shown, nothing changes, whatever it is; otherwise it takes the place of the text that was
    shown. What is new is taken for Finnish. null is "".
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**{"source": "*", "allow_null": True, **kwargs})

    def run_validation(self, data: Any = serializers.empty) -> Fields:
        field: Any = self
        instance = getattr(field.parent, "instance", None)
        name = str(field.field_name)
        language = shown_language(instance, name) if instance else DEFAULT
        if instance and isinstance(data, str):
            shown = shown_as_text(getattr(instance, f"{name}_{language}") or "")
            if " ".join(plain_text(data).split()) == " ".join(plain_text(shown).split()):
                raise SkipField
        written = super().run_validation("" if data is None and field.allow_blank else data)  # type: ignore[misc]
        return {f"{name}_{language}": written}


class OldLine(OldText, LineInput):
    """A name."""


class OldDescription(OldText, DescriptionInput):
    """A description."""


class OldPlain:
    """A text in no language: sent back as it is, nothing changes. null is ""."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"allow_null": True, "allow_blank": True, "required": False, **kwargs})

    def run_validation(self, data: Any = serializers.empty) -> str:
        field: Any = self
        instance = getattr(field.parent, "instance", None)
        if instance and data == getattr(instance, str(field.source)):
            raise SkipField
        written: str = super().run_validation("" if data is None else data)  # type: ignore[misc]
        return written


class OldPlainLine(OldPlain, LineInput):
    """A line."""


class OldPostalCode(OldPlain, PostalCodeInput):
    """A postal code."""


@extend_schema_field({"type": "string", "examples": ["12,50"]})
class OldPrice(serializers.Field):
    """Euros as they are typed: "12,50", "12.5 €", "" or a number."""

    default_error_messages = {"invalid": "Must be an amount of euros, not below 0."}

    def to_internal_value(self, data: Any) -> Decimal:
        typed = re.sub(r"[\s€]", "", str(data)).replace(",", ".")
        if isinstance(data, bool | list | dict) or not re.fullmatch(r"([0-9]{1,6}([.][0-9]{0,2})?)?", typed):
            self.fail("invalid")
        return Decimal(typed or 0)


@extend_schema_field({"type": "string", "examples": ["18:00"]})
class OldTime(TimeInput):
    """Wall-clock time; none is 00:00, which stands for no time."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"allow_null": True, **kwargs})

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return dt.time(0) if data in ("", None) else super().run_validation(data)


def shown_language(row: Model, name: str) -> Language:
    """The language in which the old clients show a text."""
    filled = (language for language in fallback_chain(DEFAULT) if getattr(row, f"{name}_{language}"))
    return next(filled, DEFAULT)
