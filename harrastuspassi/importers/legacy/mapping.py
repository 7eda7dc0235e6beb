"""From an object of a dump to columns of the catalogue. Touches no table."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from harrastuspassi.catalogue.models import OrganizerState, PriceType, PublicationState
from harrastuspassi.catalogue.models.base import OWN_SOURCE
from harrastuspassi.common import clock
from harrastuspassi.common.richtext import escaped

from .entry import Entry
from .periods import period

MAX_LINE, MAX_CITY, MAX_TITLE, MAX_SOURCE, MAX_PATH = 200, 100, 1024, 32, 255
HIGHEST_PRICE = Decimal("999999.99")
WGS84 = ("4326", None)
FINLAND_LATITUDES, FINLAND_LONGITUDES = (59.0, 70.5), (19.0, 32.0)
NAMELESS = "Nimetön"

_NUMBER = r"(-?[0-9.]+(?:e[-+]?[0-9]+)?)"
_POINT = re.compile(rf"(?:SRID=([0-9]+);)?\s*POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)\s*", re.IGNORECASE)
_NO_PATH = re.compile(r"[\\:?#\x00-\x1f\ud800-\udfff]")
_EMPTY = re.compile(r"(?:SRID=[0-9]+;)?\s*POINT\s+EMPTY\s*", re.IGNORECASE)


@dataclass(slots=True)
class Mapped:
    """Columns of a row: those that every import holds it to, and those that only a new row gets."""

    columns: dict[str, Any]
    initial: dict[str, Any] = field(default_factory=dict)
    categories: list[int] = field(default_factory=list)


def organizer(entry: Entry) -> Mapped:
    """An organizer; the old backend showed all, so it is approved."""
    return Mapped(
        {**_source(entry), "name": _name(entry, MAX_LINE), "municipality_id": entry.municipality_id()},
        {**_created(entry), "state": OrganizerState.APPROVED},
    )


def location(entry: Entry) -> Mapped:
    """A place, in nobody's hands."""
    latitude, longitude = _position(entry)
    zip_code, municipality_id = _zip_code(entry), entry.municipality_id()
    district_id, district_source = entry.context.areas.district(
        municipality_id=municipality_id, neighborhood="", zip_code=zip_code
    )
    columns = {
        **_source(entry),
        "name_fi": _name(entry, MAX_LINE),
        "address": entry.line("address", MAX_LINE),
        "zip_code": zip_code,
        "city": entry.line("city", MAX_CITY),
        "latitude": latitude,
        "longitude": longitude,
        "municipality_id": municipality_id,
    }
    return Mapped(columns, {**_created(entry), "district_id": district_id, "district_source": district_source})


def category(entry: Entry) -> Mapped:
    """A category; where it is in the tree is categories.py's."""
    names = _term_names(entry)
    initial = {"is_hidden": not any(names.values()), "yso_id": yso_id(entry), "cover_image": _image(entry)}
    if not names["name_fi"]:
        names["name_fi"] = _stand_in(entry, names["name_sv"] or names["name_en"])
    return Mapped({**names, "parent_id": entry.reference("parent", "hobbycategory")}, initial)


def audience(entry: Entry) -> Mapped:
    """An audience. Audiences have no tree here."""
    names = _term_names(entry)
    if not names["name_fi"]:
        names["name_fi"] = _stand_in(entry, names["name_sv"] or names["name_en"])
    if entry.reference("parent", "hobbyaudience") is not None:
        entry.mend("parent", "flattened", "audiences have no parents here", entry.fields["parent"])
    return Mapped(dict(names), {"yso_id": yso_id(entry)})


def hobby(entry: Entry) -> Mapped:
    """A hobby; the old backend showed all, so it is published."""
    columns = {
        **_source(entry),
        "name_fi": _name(entry, MAX_TITLE),
        "description_fi": escaped(entry.lines("description")),
        "location_id": entry.reference("location", "location"),
        "organizer_id": entry.reference("organizer", "organizer"),
        "municipality_id": entry.municipality_id(),
        **_price(entry),
    }
    return Mapped(
        columns, {**_published(entry), "cover_image": _image(entry)}, entry.references("categories", "hobbycategory")
    )


def event(entry: Entry) -> Mapped:
    """An event of its own: a series of the old backend is no more than its events."""
    when = period(entry)
    columns = {**_source(entry), "hobby_id": entry.required_reference("hobby", "hobby")}
    if when is None:
        return Mapped(columns)
    weekday = entry.fields.get("start_weekday", when.start_weekday)
    if weekday != when.start_weekday:
        entry.mend("start_weekday", "weekday", "it is not that of start_date", weekday, when.start_weekday)
    return Mapped({**columns, **when.event_columns()}, _created(entry))


def promotion(entry: Entry) -> Mapped:
    """A promotion; without an organizer, `organizer_id` is None."""
    when = period(entry)
    columns = {
        "name_fi": _name(entry, MAX_TITLE),
        "description_fi": escaped(entry.lines("description")),
        "organizer_id": entry.reference("organizer", "organizer"),
        "location_id": entry.reference("location", "location"),
        "municipality_id": entry.municipality_id(),
        "available_count": entry.count("available_count"),
        "used_count": entry.count("used_count"),
        **(when.promotion_columns() if when else {}),
    }
    if not columns["available_count"] and not columns["used_count"]:
        entry.mend("available_count", "nothing_available", "0 is read as no limit by the iOS app; it is left", 0, 0)
    return Mapped(columns, {**_published(entry), "cover_image": _image(entry)})


def benefit(entry: Entry) -> Mapped:
    """A use, of nobody."""
    return Mapped({"promotion_id": entry.required_reference("promotion", "promotion")}, _created(entry))


MAPPINGS: dict[str, Callable[[Entry], Mapped]] = {
    "organizer": organizer,
    "location": location,
    "hobbycategory": category,
    "hobbyaudience": audience,
    "hobby": hobby,
    "hobbyevent": event,
    "promotion": promotion,
    "benefit": benefit,
}


def yso_id(entry: Entry) -> str | None:
    """The YSO concept of a category or audience, such as p965."""
    origin = entry.line("origin_id", MAX_LINE)
    return origin if entry.fields.get("data_source") == "yso" and re.fullmatch(r"p[0-9]{1,18}", origin) else None


def _source(entry: Entry) -> dict[str, Any]:
    return {
        "data_source": entry.line("data_source", MAX_SOURCE) or OWN_SOURCE,
        "origin_id": entry.line("origin_id", MAX_LINE) or None,
    }


def _created(entry: Entry) -> dict[str, Any]:
    return {"created_at": entry.instant("created_at") or clock.now()}


def _published(entry: Entry) -> dict[str, Any]:
    created = _created(entry)
    return {**created, "published_at": created["created_at"], "state": PublicationState.PUBLISHED}


def _name(entry: Entry, limit: int) -> str:
    return entry.line("name", limit) or _stand_in(entry, "")


def _stand_in(entry: Entry, other: str) -> str:
    name = other or f"{NAMELESS} {entry.pk}"
    entry.mend("name", "nameless", "it has no name", "", name)
    return name


def _term_names(entry: Entry) -> dict[str, str]:
    names = {name: entry.line(name, MAX_LINE) for name in ("name_fi", "name_sv", "name_en")}
    # The bare name is the Finnish one of a category that nobody translated.
    return {**names, "name_fi": names["name_fi"] or entry.line("name", MAX_LINE)}


def _zip_code(entry: Entry) -> str:
    text = entry.line("zip_code", MAX_LINE)
    code = text.replace(" ", "")
    if code and not (len(code) == 5 and code.isascii() and code.isdecimal()):
        entry.mend("zip_code", "zip_code", "it is not five digits", text)
        return ""
    return code


def _position(entry: Entry) -> tuple[float | None, float | None]:
    """Latitude and longitude of an EWKT point, whose order is the other one."""
    text = entry.line("coordinates", MAX_LINE)
    if not text or _EMPTY.fullmatch(text):
        return None, None
    point = _POINT.fullmatch(text)
    try:
        longitude, latitude = (float(point[2]), float(point[3])) if point else (None, None)
    except ValueError:
        longitude, latitude = None, None
    if point is None or longitude is None or latitude is None:
        entry.mend("coordinates", "no_point", "it is no point", text)
    elif point[1] not in WGS84:
        entry.mend("coordinates", "other_system", "it is not in WGS 84", text)
    elif _within(longitude, FINLAND_LATITUDES) and _within(latitude, FINLAND_LONGITUDES):
        # No place on Earth but Finland is meant, and one Django with one GDAL wrote latitude first.
        entry.mend("coordinates", "swapped", "latitude came first", text, f"POINT ({latitude} {longitude})")
        return longitude, latitude
    elif not (_within(latitude, (-90, 90)) and _within(longitude, (-180, 180))):
        entry.mend("coordinates", "off_the_globe", "it is not on the globe", text)
    else:
        return latitude, longitude
    return None, None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _price(entry: Entry) -> dict[str, Any]:
    amount = entry.amount("price_amount", HIGHEST_PRICE)
    given = entry.line("price_type", MAX_LINE)
    kind = given
    if kind not in PriceType.values:
        kind = str(PriceType.PAID if amount else PriceType.FREE)
        entry.mend("price_type", "unknown_price_type", "it is not known", given, kind)
    if kind == PriceType.FREE and amount:
        entry.mend("price_amount", "free_with_price", "a free hobby costs nothing", amount, "0.00")
        amount = Decimal("0.00")
    return {"price_type": kind, "price_amount": amount}


def _image(entry: Entry) -> str:
    """The name of a picture among the files that were uploaded to the old backend."""
    name = entry.text("cover_image")
    if not name:
        return ""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or len(name) > MAX_PATH or _NO_PATH.search(name):
        entry.mend("cover_image", "image_name", "it is no name of an uploaded file", name)
        return ""
    return name
