"""From a LIPAS sports place to columns of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from harrastuspassi.catalogue.models import DistrictSource, PriceType
from harrastuspassi.common.phones import e164
from harrastuspassi.importers.fields import Fields
from harrastuspassi.importers.texts import MAX_URL, email_address, web_address
from harrastuspassi.importers.upsert import BrokenRecord, Warn

from .areas import Areas

MAX_NAME, MAX_ADDRESS, MAX_CITY, MAX_PHONE, MAX_EMAIL = 200, 200, 100, 64, 254


@dataclass(frozen=True, slots=True)
class Place:
    """A sports place: columns of its location and of its hobby, and its LIPAS type, None where it has none."""

    location: dict[str, Any]
    hobby: dict[str, Any]
    type_code: int | None
    type_name: str


def origin_id(raw: Any) -> str:
    """`sportsPlaceId` as text. Raises BrokenRecord where it is no whole number."""
    if not isinstance(raw, Mapping):
        raise BrokenRecord("it is no object")
    value = raw.get("sportsPlaceId")
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise BrokenRecord("sportsPlaceId is missing or no whole number")
    return str(int(text))


def parse_place(raw: Mapping[str, Any], warn: Warn, areas: Areas) -> Place | None:
    """The place, or None where LIPAS says that it is not for Harrastuspassi. Raises BrokenRecord without a name."""
    fields = Fields(raw, warn)
    if fields.says_no("properties.mayBeShownInHarrastuspassiFi"):
        return None
    name = fields.line("name", MAX_NAME)
    if not name:
        raise BrokenRecord("name is missing or no text")
    type_name = fields.line("type.name", MAX_NAME)
    location = _location(fields, name, areas)
    return Place(
        location=location,
        hobby={
            "name_fi": name,
            "description_fi": _description(fields, name, type_name),
            "municipality_id": location["municipality_id"],
            "price_type": PriceType.PAID if fields.says_no("freeUse") else PriceType.FREE,
            "price_amount": Decimal(0),  # LIPAS knows no prices
            "web_address": _web_address(fields, "www"),
            "contact_email": _email(fields),
            "contact_phone": _phone(fields),
        },
        type_code=_type_code(fields),
        type_name=type_name,
    )


def _location(fields: Fields, name: str, areas: Areas) -> dict[str, Any]:
    latitude, longitude = _position(fields)
    zip_code = _zip_code(fields)
    municipality_id = _municipality(fields, areas)
    district_id, district_source = _district(fields, areas, municipality_id, zip_code)
    address = fields.line("location.address", MAX_ADDRESS)
    return {
        "name_fi": name,
        "address": "" if address == "-" else address,
        "zip_code": zip_code,
        "city": fields.line("location.city.name", MAX_CITY) or fields.line("location.postalOffice", MAX_CITY).title(),
        "latitude": latitude,
        "longitude": longitude,
        "municipality_id": municipality_id,
        "district_id": district_id,
        "district_source": district_source,
        "accessibility_fi": fields.lines("properties.accessibilityInfo"),
        "reservation_link": _web_address(fields, "reservationsLink"),
        "archived_at": None,
    }


def _description(fields: Fields, name: str, type_name: str) -> str:
    marketing_name = fields.line("marketingName", MAX_NAME)
    parts = [type_name, marketing_name if marketing_name != name else "", fields.lines("properties.infoFi")]
    return "\n\n".join(part for part in parts if part)


def _position(fields: Fields) -> tuple[float | None, float | None]:
    latitude = fields.number("location.coordinates.wgs84.lat")
    longitude = fields.number("location.coordinates.wgs84.lon")
    if latitude is None and longitude is None:
        return None, None
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        fields.warn(f"coordinates {latitude}, {longitude} are not on the globe and are ignored")
        return None, None
    return float(latitude), float(longitude)


def _zip_code(fields: Fields) -> str:
    text = fields.line("location.postalCode", MAX_NAME)
    # A number has lost its leading zeros.
    code = text.zfill(5) if text and isinstance(fields.at("location.postalCode"), int) else text
    if code and not (len(code) == 5 and code.isascii() and code.isdecimal()):
        fields.warn(f"postal code {text!r} is not five digits and is ignored")
        return ""
    return code


def _municipality(fields: Fields, areas: Areas) -> int | None:
    code = fields.line("location.city.cityCode", MAX_NAME)
    found = areas.municipalities.get(code.zfill(3))
    if found is None:
        fields.warn(f"municipality {code!r} is not known")
    return found


def _district(
    fields: Fields, areas: Areas, municipality_id: int | None, zip_code: str
) -> tuple[int | None, DistrictSource]:
    neighborhood = fields.line("location.neighborhood", MAX_NAME)
    district_id, source = areas.district(municipality_id=municipality_id, neighborhood=neighborhood, zip_code=zip_code)
    if neighborhood and source != DistrictSource.SOURCE and areas.has_districts(municipality_id):
        fields.warn(f"neighborhood {neighborhood!r} is no district of its municipality")
    return district_id, source


def _type_code(fields: Fields) -> int | None:
    text = fields.line("type.typeCode", MAX_NAME)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _web_address(fields: Fields, path: str) -> str:
    text = fields.lines(path)
    address = web_address(text) if text else ""
    if address is None:
        fields.warn(f"{path} {text[:MAX_URL]!r} is no web address and is ignored")
    return address or ""


def _email(fields: Fields) -> str:
    text = fields.lines("email")
    address = email_address(text) if text else ""
    if address is None:
        fields.warn(f"email {text[:MAX_EMAIL]!r} is no e-mail address and is ignored")
    return address or ""


def _phone(fields: Fields) -> str:
    text = fields.line("phoneNumber", MAX_PHONE)
    number = e164(text) if text else ""
    if number is None:
        fields.warn(f"phone number {text!r} is kept as text")
        return text
    return number
