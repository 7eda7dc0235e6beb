"""Query parameters, declared as serializers: one declaration parses, refuses and documents.

On the strict face a bad value, an unknown parameter or a broken rule across parameters is a 400 that
names it. On the lenient face what is bad is left out of account, as the old backend did. A field's
`initial` is what the view takes when the parameter is absent: it is only told in words (api/common/schema.py).
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from harrastuspassi.catalogue.criteria import BoundingBox, PlaceCriteria, Position
from harrastuspassi.common.languages import LANGUAGES

MAX_ID = 2**31 - 1


class PlainNumber:
    """A number in ASCII digits: Python also takes underscores, spaces, NaN and the digits of other scripts."""

    pattern = re.compile(r"-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?")

    def to_internal_value(self, data: Any) -> Any:
        if not self.pattern.fullmatch(data):
            self.fail("invalid")  # type: ignore[attr-defined]
        return super().to_internal_value(data)  # type: ignore[misc]


class WholeNumberField(PlainNumber, serializers.IntegerField):
    """A whole number."""

    pattern = re.compile("-?[0-9]+")


class IdField(WholeNumberField):
    """A 32-bit id."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class FiniteFloatField(PlainNumber, serializers.FloatField):
    """A number; give it limits, which keep out what is too large for a double."""


class TrueFalseField(serializers.BooleanField):
    """`true` or `false`, in any case."""

    TRUE_VALUES = {"true"}
    FALSE_VALUES = {"false"}
    NULL_VALUES: set[str] = set()


class PatternField(serializers.RegexField):
    """A text that matches a pattern from its first to its last character, spaces and line ends included."""

    def __init__(self, pattern: str, **kwargs: Any):
        reason = {"invalid": f"Must match {pattern}."}
        super().__init__(rf"^{pattern}\Z", trim_whitespace=False, error_messages=reason, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return self.convert(super().run_validation(data))

    def to_internal_value(self, data: Any) -> Any:
        # The reason has the braces of a pattern in it, which the framework would fill in.
        if isinstance(data, bool) or not isinstance(data, str | int | float):
            raise serializers.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_internal_value(data)

    def convert(self, text: str) -> Any:
        """The value of a text that is known to match; DRF's own to_internal_value runs before it is checked."""
        return text


class SearchField(serializers.CharField):
    """Words, as typed: it may be empty, and spaces round the words do not matter."""

    def __init__(self, help_text: str):
        super().__init__(required=False, allow_blank=True, max_length=200, trim_whitespace=False, help_text=help_text)


class TimeOfDayField(PatternField):
    """Wall-clock time HH:mm or HH:mm:ss as datetime.time."""

    def __init__(self, **kwargs: Any):
        super().__init__("([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", **kwargs)

    def convert(self, text: str) -> Any:
        return dt.time.fromisoformat(text)


class PriceField(PatternField):
    """Euros with up to two decimals as Decimal, as many as `price_amount` can hold."""

    def __init__(self, **kwargs: Any):
        super().__init__("[0-9]{1,6}([.][0-9]{1,2})?", **kwargs)

    def convert(self, text: str) -> Any:
        return Decimal(text)


class DayField(serializers.DateField):
    """A date as yyyy-MM-dd; ISO 8601's other spellings are refused."""

    def to_internal_value(self, data: Any) -> dt.date:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(data)):
            self.fail("invalid", format="YYYY-MM-DD")
        day: dt.date = super().to_internal_value(data)
        return day


class CommaSeparatedField(serializers.ListField):
    """Several values in one parameter, separated by commas (OpenAPI: style form, explode false).

    Repeats of the parameter are taken as well: generated Python clients know no other way to send several values.
    """

    def to_internal_value(self, data: Any) -> list[Any]:
        return super().to_internal_value(str(data).split(","))


def repeated(child: serializers.Field, help_text: str) -> serializers.ListField:
    """A parameter that may be repeated: the values are alternatives."""
    return serializers.ListField(child=child, required=False, max_length=100, help_text=help_text)


class Query(serializers.Serializer):
    """Base of all query parameter sets. `criteria` methods of subclasses turn the values into the domain's terms."""

    lang = serializers.ChoiceField(
        choices=LANGUAGES,
        required=False,
        help_text="Language of texts; wins over Accept-Language. Another stands in for a text that is empty in it.",
    )

    @classmethod
    def read(cls, parameters: QueryDict, *, strict: bool) -> dict[str, Any]:
        """The values given. Raises ValidationError naming each bad parameter when `strict`, else leaves those out."""
        query = _shared(cls)
        given = {name: query._raw(parameters, name) for name in query.fields if name in parameters}
        if strict:
            return query._strict(given, [name for name in parameters if name not in query.fields])
        return {name: value for name, raw in given.items() if (value := query._lenient(name, raw)) is not None}

    def _strict(self, given: dict[str, Any], unknown: list[str]) -> dict[str, Any]:
        wrong: dict[str, Any] = {name: [_unknown()] for name in unknown}
        try:
            values: dict[str, Any] = self.run_validation(given)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**_by_name(error.detail), **wrong}) from error
        if wrong:
            raise serializers.ValidationError(wrong)
        return dict(values)

    def _raw(self, parameters: QueryDict, name: str) -> Any:
        field = self.fields[name]
        if isinstance(field, CommaSeparatedField):
            return ",".join(parameters.getlist(name))
        return parameters.getlist(name) if isinstance(field, serializers.ListField) else parameters[name]

    def _lenient(self, name: str, raw: Any) -> Any:
        field = self.fields[name]
        if isinstance(field, serializers.ListField) and isinstance(raw, list):
            good = [value for item in raw if (value := _or_none(field.child, item)) is not None]
            return good[: field.max_length] or None
        check = getattr(self, f"validate_{name}", None)
        return _or_none(field, raw, check)


@lru_cache(maxsize=100)
def _shared(query: type[Query]) -> Query:
    """The one instance that reads all requests: to copy every field for each would take longer than to read it."""
    return query()


def _by_name(detail: Any) -> dict[str, Any]:
    return {name: _of_all_repeats(errors) for name, errors in detail.items()}


def _unknown() -> serializers.ErrorDetail:
    return serializers.ErrorDetail("There is no such parameter.", code="unknown")


def _of_all_repeats(errors: Any) -> Any:
    """The errors of a parameter, whichever of its repeats they concern: clients know it by its name alone."""
    return [error for of_one in errors.values() for error in of_one] if isinstance(errors, dict) else errors


def _or_none(field: serializers.Field, raw: Any, check: Callable[[Any], Any] | None = None) -> Any:
    try:
        value = field.run_validation(raw)
        return check(value) if check else value
    except serializers.ValidationError:
        return None


class PageQuery(Query):
    """Paging."""

    page = WholeNumberField(required=False, initial=1, min_value=1, max_value=MAX_ID, help_text="Page number, from 1.")
    page_size = WholeNumberField(required=False, min_value=1, max_value=500, help_text="Rows on a page.")


class OwnQuery(PageQuery):
    """Paging of what has owners."""

    after = WholeNumberField(
        required=False,
        min_value=0,
        max_value=MAX_ID,
        help_text="In order of id, what comes after this one: 0 to begin, and `next` goes on. To read a list to its end"
        " at one pace, however long it is. `page` and `ordering` then say nothing.",
    )
    editable_only = TrueFalseField(required=False, help_text="Only what the caller may edit: nothing, for a stranger.")


def municipality_field() -> serializers.ListField:
    """The `municipality` parameter."""
    return repeated(
        PatternField("([0-9]{3}|[1-9][0-9]{5,8})"),
        "Municipality by official 3-digit code or by id. Repeat for alternatives.",
    )


class PositionQuery(Query):
    """The position to measure from."""

    near_latitude = FiniteFloatField(
        required=False,
        min_value=-90,
        max_value=90,
        help_text="Latitude of the position to measure from (WGS 84).",
    )
    near_longitude = FiniteFloatField(
        required=False,
        min_value=-180,
        max_value=180,
        help_text="Longitude of the position to measure from (WGS 84).",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = {"near_latitude", "near_longitude"} - attrs.keys()
        if len(missing) == 1:
            raise serializers.ValidationError({missing.pop(): "A position needs both coordinates."})
        return attrs


class PlaceQuery(PositionQuery, OwnQuery):
    """Where."""

    max_distance = FiniteFloatField(
        required=False,
        min_value=0,
        max_value=20_100,
        help_text="Kilometres from the position, which it needs; leaves out places without coordinates.",
    )
    bbox = CommaSeparatedField(
        child=FiniteFloatField(min_value=-180, max_value=180),
        required=False,
        min_length=4,
        max_length=4,
        help_text="West, south, east, north in WGS 84 degrees. West is greater than east across the antimeridian.",
    )
    municipality = municipality_field()
    district = repeated(
        PatternField("[0-9A-Za-z]{1,9}"),
        "District by code or by id. Codes are unique within a municipality. Repeat for alternatives.",
    )

    def validate_bbox(self, value: list[float]) -> list[float]:
        _west, south, _east, north = value
        if not -90 <= south <= north <= 90:
            raise serializers.ValidationError("South must not be north of north, and both lie within -90 and 90.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "near_latitude" not in attrs:
            needs = [
                name
                for name, needed in (("max_distance", True), ("ordering", attrs.get("ordering") == "nearest"))
                if name in attrs and needed
            ]
            if needs:
                reason = "Needs a position: give near_latitude and near_longitude."
                raise serializers.ValidationError(dict.fromkeys(needs, reason))
        return attrs


def place_criteria(values: dict[str, Any]) -> PlaceCriteria:
    """The place criteria of a PlaceQuery's values."""
    latitude, longitude = values.get("near_latitude"), values.get("near_longitude")
    position = Position(latitude, longitude) if latitude is not None and longitude is not None else None
    distance, bbox = values.get("max_distance"), values.get("bbox")
    return PlaceCriteria(
        position=position,
        max_distance_m=distance * 1000 if position and distance is not None else None,
        bbox=BoundingBox(*bbox) if bbox else None,
        municipalities=tuple(values.get("municipality", ())),
        districts=tuple(values.get("district", ())),
    )


def ordering_field(*choices: str, default: str) -> serializers.ChoiceField:
    """The `ordering` parameter; every ordering ends in the id, so that pages neither repeat nor lose a row."""
    help_text = "Order of rows; rows that are equal in it are ordered by id."
    if "nearest" in choices:
        help_text += " `nearest` needs a position and puts places without coordinates last."
    if "relevance" in choices:
        help_text += (
            " `relevance` puts first what has the words of `search` in its name, then what has them in its name and"
            " categories; what matches alike comes by distance, without a position by start."
        )
    return serializers.ChoiceField(choices=choices, required=False, initial=default, help_text=help_text)


def include_field(**meanings: str) -> serializers.ListField:
    """The `include` parameter: what to nest instead of naming by id. Repeat for several."""
    listing = " ".join(f"`{name}`: {meaning}." for name, meaning in meanings.items())
    return repeated(serializers.ChoiceField(choices=list(meanings)), f"What to put in beside ids. {listing}")
