"""Asks a geocoder where an address is: one that answers as Pelias does (`GET v1/search`), such as Digitransit's.

Nothing is asked of anyone unless GEOCODER_URL says of whom. An answer is a GeoJSON FeatureCollection; only what is
surely the address that was asked for is taken of it: a place a kilometre off is worse than none.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from harrastuspassi.common import geo
from harrastuspassi.common.bodies import BodyUnbounded, bounded

MIN_CONFIDENCE = 0.8
"""Of Pelias, 0 to 1: below it, it has put another street, number or town in the place of what was asked."""
APART_M = 300.0
"""Two answers further apart than this, in metres, are two addresses, and it is not known which is meant."""
CANDIDATES = 5
TIMEOUT_S = 10.0
"""Seconds that the geocoder may be silent."""
ANSWER_S = 20.0
"""Seconds that a whole answer may take."""
MAX_BYTES = 256 * 1024
# Finland with its waters, in WGS 84 degrees: south, north, west, east.
_SOUTH, _NORTH, _WEST, _EAST = 59.0, 70.5, 19.0, 32.0


class GeocoderFailed(Exception):
    """The geocoder gave no answer that can be read; it is worth asking again later."""


@dataclass(frozen=True, slots=True)
class Question:
    """A postal address; `towns` are the names of the municipality that it is in, in any case of letters."""

    street: str
    zip_code: str
    city: str
    towns: Collection[str]

    @property
    def text(self) -> str:
        """The address in one line."""
        return f"{self.street}, {' '.join(filter(None, (self.zip_code, self.city)))}"


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84 degrees."""

    latitude: float
    longitude: float


def is_on() -> bool:
    """Whether there is a geocoder to ask."""
    return bool(settings.GEOCODER_URL)


def find(question: Question) -> Position | None:
    """Where an address is; None where the geocoder does not know it for sure. Raises GeocoderFailed."""
    found = list(_sure(_ask(question.text), question))
    if any(_metres(found[0], other) > APART_M for other in found[1:]):
        return None
    return found[0] if found else None


# --- asking ---------------------------------------------------------------------------------------
def _ask(text: str) -> Any:
    """The JSON that the geocoder answers with. It is believed only as itself: nothing leads elsewhere."""
    # What is packed may be of any size once it is unpacked.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "harrastuspassi-backend"}
    if settings.GEOCODER_KEY:
        headers[settings.GEOCODER_KEY_HEADER] = settings.GEOCODER_KEY
    parameters = {"text": text, "size": str(CANDIDATES), "layers": "address", "lang": "fi"}
    url = httpx.URL(settings.GEOCODER_URL).copy_merge_params(parameters)
    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, headers=headers) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise GeocoderFailed(f"the geocoder answered {response.status_code}")
            return json.loads(bounded(response.iter_raw(), most=MAX_BYTES, seconds=ANSWER_S).decode())
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise GeocoderFailed(f"the geocoder was not reached: {type(error).__name__}") from error
    except BodyUnbounded as error:
        raise GeocoderFailed(f"the geocoder {error}") from error
    except (ValueError, RecursionError) as error:
        raise GeocoderFailed("the geocoder answered with something else than JSON") from error


# --- judging --------------------------------------------------------------------------------------
def _sure(answer: Any, question: Question) -> Iterator[Position]:
    """The positions in an answer that are surely of the address that was asked for, best first."""
    features = answer.get("features") if isinstance(answer, dict) else None
    if not isinstance(features, list):
        raise GeocoderFailed("the geocoder answered with something else than a FeatureCollection")
    for feature in features[:CANDIDATES]:
        properties, geometry = (_object(_object(feature).get(name)) for name in ("properties", "geometry"))
        position = _position(geometry)
        if position and _is_meant(properties, question):
            yield position


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _position(geometry: dict[str, Any]) -> Position | None:
    """A GeoJSON point (RFC 7946, longitude first) in Finland."""
    pair = geometry.get("coordinates")
    if geometry.get("type") != "Point" or not isinstance(pair, list) or len(pair) < 2:
        return None
    longitude, latitude = pair[:2]
    if not all(type(part) in (int, float) for part in (longitude, latitude)):
        return None
    if not (_SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST):
        return None
    return Position(float(latitude), float(longitude))


def _is_meant(properties: dict[str, Any], question: Question) -> bool:
    confidence: Any = properties.get("confidence")
    number, code = properties.get("housenumber"), properties.get("postalcode")
    towns = {str(properties.get(name)).casefold() for name in ("localadmin", "locality")}
    return (
        properties.get("layer") == "address"
        and type(confidence) in (int, float)
        and MIN_CONFIDENCE <= confidence <= 1
        and bool(towns & {town.casefold() for town in question.towns})
        and (not number or bool(_numbers(str(number)) & _numbers(question.street)))
        # In a municipality that was once several a street's name may be there twice.
        and (not code or not question.zip_code or code == question.zip_code)
    )


def _numbers(text: str) -> set[str]:
    return set(re.findall("[0-9]+", text))


def _metres(one: Position, other: Position) -> float:
    a, b = (geo.unit_vector(place.latitude, place.longitude) for place in (one, other))
    return geo.metres(sum((p - q) ** 2 for p, q in zip(a, b, strict=True)))
