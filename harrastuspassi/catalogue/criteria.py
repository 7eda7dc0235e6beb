"""What a reader asks of the catalogue, parsed and checked: plain values, no HTTP and no SQL."""

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Ordering = Literal["relevance", "nearest", "start_date", "name", "id"]


@dataclass(frozen=True, slots=True)
class Position:
    """A WGS 84 position in decimal degrees."""

    latitude: float
    longitude: float


ANYWHERE = Position(math.inf, math.inf)
"""Stands for the position of whoever asks, in a query that is put together before anybody does (common/prepared.py)."""


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """West, south, east, north in decimal degrees; west of east unless it crosses the antimeridian (RFC 7946, 5)."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCriteria:
    """Where. `municipalities` are ids or official codes, `districts` ids or codes, as text."""

    position: Position | None = None
    max_distance_m: float | None = None
    bbox: BoundingBox | None = None
    municipalities: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HobbyCriteria:
    """What and for whom. Several values of one filter are alternatives; different filters must all hold.

    `max_price` is in euros; `age` in years; `languages` are ISO 639-1 codes the hobby is held in.
    """

    place: PlaceCriteria = PlaceCriteria()
    categories: tuple[int, ...] = ()
    organizers: tuple[int, ...] = ()
    price_types: tuple[str, ...] = ()
    max_price: Decimal | None = None
    age: int | None = None
    languages: tuple[str, ...] = ()
    accessible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCriteria:
    """When. Times and dates are wall clock in Helsinki; a period is met by any event that overlaps it.

    `weekdays` are 1 (Monday) to 7. A `time_from` after `time_to` spans midnight.
    """

    weekdays: tuple[int, ...] = ()
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    access: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every event passes."""
        return self == EventCriteria()
