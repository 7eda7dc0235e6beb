"""From a LIPAS sports place to columns of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.models import DistrictSource, PriceType
from harrastuspassi.common.addresses import MAX_EMAIL, email_address
from harrastuspassi.common.phones import e164
from harrastuspassi.common.richtext import escaped
from harrastuspassi.importers.fields import Fields
from harrastuspassi.importers.upsert import BrokenRecord, Warn

MAX_NAME, MAX_ADDRESS, MAX_CITY, MAX_PHONE = 200, 200, 100, 64


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
            "description_fi": escaped(_description(fields, name, type_name)),
            "municipality_id": location["municipality_id"],
            "price_type": PriceType.PAID if fields.says_no("freeUse") else PriceType.FREE,
            "price_amount": Decimal(0),  # LIPAS knows no prices
            "web_address": fields.web_address("www"),
            "contact_email": _email(fields),
            "contact_phone": _phone(fields),
        },
        type_code=_type_code(fields),
        type_name=type_name,
    )


def _location(fields: Fields, name: str, areas: Areas) -> dict[str, Any]:
    latitude, longitude = fields.position(
        fields.number("location.coordinates.wgs84.lat"), fields.number("location.coordinates.wgs84.lon")
    )
    zip_code = fields.postal_code("location.postalCode")
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
        "reservation_link": fields.web_address("reservationsLink"),
        "archived_at": None,
    }


def _description(fields: Fields, name: str, type_name: str) -> str:
    marketing_name = fields.line("marketingName", MAX_NAME)
    parts = [type_name, marketing_name if marketing_name != name else "", fields.lines("properties.infoFi")]
    return "\n\n".join(part for part in parts if part)


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
