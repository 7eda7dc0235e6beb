"""Orders of and conditions on columns that querysets share: names, places, areas, and words in texts."""

from typing import Any

from django.db import connection, models
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Cast, Collate

from harrastuspassi.catalogue.criteria import ANYWHERE, BoundingBox, PlaceCriteria, Position
from harrastuspassi.catalogue.search import folded_pattern, typed_words
from harrastuspassi.common import geo
from harrastuspassi.common.languages import LANGUAGES, Language, text_expression
from harrastuspassi.common.prepared import Given


def name_order(language: Language, field: str = "name") -> Any:
    """ORDER BY term for a name in a language, as a Finn sorts (å, ä, ö last) where the database can."""
    return collated(text_expression(field, language))


def collated(expression: Any) -> Any:
    """A text as a Finn sorts it where the database can."""
    return Collate(expression, "fi-x-icu" if connection.vendor == "postgresql" else "NOCASE")


# --- places -------------------------------------------------------------------------------------
def position_values(position: Position) -> dict[str, float]:
    """x, y, z of a position, to 6 nanometres: PostgreSQL refuses to square what is next to nothing."""
    values = geo.unit_vector(position.latitude, position.longitude)
    return {axis: round(value, 15) for axis, value in zip("xyz", values, strict=True)}


def _axes(position: Position) -> dict[str, Any]:
    """x, y, z of a position as expressions: of ANYWHERE they are given later, as `position_values` has them."""
    if position == ANYWHERE:
        return {axis: Given(axis, FloatField()) for axis in "xyz"}
    return {axis: Value(value, output_field=FloatField()) for axis, value in position_values(position).items()}


def chord_expression(position: Position, prefix: str = "") -> Any:
    """Squared chord from `position` to the place at `prefix`; NULL without coordinates (common/geo.py)."""
    total: Any = None
    for axis, value in _axes(position).items():
        difference = F(f"{prefix}{axis}") - value
        square = difference * difference
        total = square if total is None else total + square
    return Cast(total, FloatField())


def distance_expression(position: Position, prefix: str = "") -> Any:
    """What grows with the distance from `position` to the place at `prefix`; NULL without coordinates.

    On PostgreSQL the chord, in the words of the index of places (migration 0013); elsewhere its square.
    """
    if connection.vendor != "postgresql":
        return chord_expression(position, prefix)
    return _Distance(_point(*(F(f"{prefix}{axis}") for axis in "xyz")), _point(*_axes(position).values()))


def _point(x: Any, y: Any, z: Any) -> models.Func:
    return models.Func(models.Func(models.Func(x, function="cube"), y, function="cube"), z, function="cube")


class _Distance(models.Func):
    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = FloatField()


def nearest_order(position: Position, prefix: str = "") -> Any:
    """ORDER BY term that puts the nearest places first and those without coordinates last."""
    return distance_expression(position, prefix).asc(nulls_last=True)


def place_filter(place: PlaceCriteria, prefix: str = "") -> Q:
    """Condition on a location at `prefix` ("" or "location__"), municipality and district aside."""
    condition = Q()
    if place.position and place.max_distance_m is not None:
        condition &= _within(place.position, place.max_distance_m, prefix)
    if place.bbox:
        condition &= _in_box(place.bbox, prefix)
    return condition


def _within(position: Position, distance_m: float, prefix: str) -> Q:
    # Rounding may not push out the place at the position itself, nor the one opposite.
    cut = geo.chord_squared(distance_m) * (1 + 1e-14) + 1e-28
    reach = cut**0.5
    box = Q()
    for axis, value in _axes(position).items():
        box &= Q(**{f"{prefix}{axis}__range": (value - Value(reach), value + Value(reach))})
    chord = chord_expression(position, prefix)
    return box & Q(_LessOrEqual(chord, Value(cut, output_field=FloatField())))


class _LessOrEqual(models.Func):
    template = "%(expressions)s"
    arg_joiner = " <= "
    output_field = models.BooleanField()
    conditional = True


def _in_box(box: BoundingBox, prefix: str) -> Q:
    latitude = Q(**{f"{prefix}latitude__range": (box.south, box.north)})
    if box.west <= box.east:
        return latitude & Q(**{f"{prefix}longitude__range": (box.west, box.east)})
    return latitude & (Q(**{f"{prefix}longitude__gte": box.west}) | Q(**{f"{prefix}longitude__lte": box.east}))


def municipality_filter(values: tuple[str, ...], path: str = "municipality") -> Q:
    """Condition on a municipality by official 3-digit code or by id."""
    codes = [value for value in values if len(value) == 3]
    ids = [int(value) for value in values if len(value) != 3]
    return Q(**{f"{path}__code__in": codes}) | Q(**{f"{path}_id__in": ids})


def district_filter(values: tuple[str, ...], path: str = "district") -> Q:
    """Condition on a district by its code, unique within a municipality, or by id."""
    numbers = [int(value) for value in values if value.isdigit() and len(value) > 6]
    return Q(**{f"{path}__code__in": list(values)}) | Q(**{f"{path}_id__in": numbers})


# --- search -------------------------------------------------------------------------------------
def in_languages(*fields: str) -> list[str]:
    """The columns of texts that are kept in three languages."""
    return [f"{field}_{language}" for field in fields for language in LANGUAGES]


def contains_words(search: str, *columns: str) -> Q:
    """Condition that each typed word is in one of the columns, case and marks aside. Signs alone are nowhere."""
    every = Q()
    words = typed_words(search)
    for pattern in map(folded_pattern, words):
        some = Q()
        for column in columns:
            some |= Q(**{f"{column}__regex": pattern})
        every &= some
    return every if words or not search.strip() else Q(pk__in=[])
