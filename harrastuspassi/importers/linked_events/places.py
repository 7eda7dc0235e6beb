"""From a place of Linked Events to columns of a location."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.models import DistrictSource
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.importers.fields import Fields

from .references import members, reference

MAX_NAME, MAX_ADDRESS, MAX_CITY = 200, 200, 100
DISTRICT_TYPE = "district"
"""The type of a peruspiiri among the divisions that a place is in; "muni" is the municipality."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its id, with the columns of its location; None where the record only refers to it."""

    id: str
    columns: dict[str, Any] | None


def place(event: Fields, areas: Areas) -> Place | None:
    """Where an event takes place; None where it does not say."""
    raw = event.at("location")
    place_id = reference(raw)
    if place_id is None:
        if raw is not None:
            event.warn("location has no id and is ignored")
        return None
    if not isinstance(raw, Mapping) or "name" not in raw:
        return Place(place_id, None)
    return Place(place_id, _columns(Fields(raw, event.warn), areas))


def _columns(fields: Fields, areas: Areas) -> dict[str, Any]:
    latitude, longitude = _position(fields)
    divisions = _divisions(fields)
    city = _first(fields, "address_locality", MAX_CITY) or divisions.get("muni", "")[:MAX_CITY]
    zip_code = fields.postal_code("postal_code")
    municipality_id = areas.named.get(divisions.get("muni", "").casefold()) or areas.named.get(city.casefold())
    district_id, district_source = areas.district(
        municipality_id=municipality_id, neighborhood=divisions.get(DISTRICT_TYPE, ""), zip_code=zip_code
    )
    return {
        **{f"name_{language}": fields.line(f"name.{language}", MAX_NAME) for language in LANGUAGES},
        "address": _first(fields, "street_address", MAX_ADDRESS),
        "zip_code": zip_code,
        "city": city,
        "latitude": latitude,
        "longitude": longitude,
        "municipality_id": municipality_id,
        "district_id": district_id,
        "district_source": district_source if district_id else DistrictSource.UNKNOWN,
        "archived_at": None,
    }


def _first(fields: Fields, path: str, limit: int) -> str:
    texts = (fields.line(f"{path}.{language}", limit) for language in LANGUAGES)
    return next(filter(None, texts), "")


def _divisions(fields: Fields) -> dict[str, str]:
    """Finnish names of the areas a place is in, by their type."""
    found: dict[str, str] = {}
    for raw in members(fields.at("divisions")):
        division = Fields(raw, fields.warn) if isinstance(raw, Mapping) else None
        if division and (kind := division.line("type", MAX_NAME)):
            found[kind] = division.line("name.fi", MAX_NAME)
    return found


def _position(fields: Fields) -> tuple[float | None, float | None]:
    """Latitude and longitude of a GeoJSON point, which has the longitude first (RFC 7946, 3.1.1)."""
    coordinates = fields.at("position.coordinates")
    if coordinates is None:
        return None, None
    numbers = [
        value for value in members(coordinates) if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    if len(numbers) < 2 or len(numbers) != len(coordinates):
        fields.warn("position is no point and is ignored")
        return None, None
    return fields.position(numbers[1], numbers[0])
