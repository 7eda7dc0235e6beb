"""Writing locations."""

from typing import TypedDict, Unpack

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.expressions import in_languages
from harrastuspassi.catalogue.geocoding import ask_for_position
from harrastuspassi.catalogue.models import DistrictSource, Location, PublicationState
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.submission import reconsider_place
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused

from .common import Seen, assign, held_own, invalid, own_organizer, require_name

_COLUMNS = (
    *in_languages("name", "accessibility"),
    *("address", "zip_code", "city", "latitude", "longitude", "is_accessible", "reservation_link"),
)
_PLACE = ("address", "zip_code", "city", "latitude", "longitude")


class LocationFields(TypedDict, total=False):
    """What is written of a location; models.Location has the meanings. Coordinates are WGS 84 degrees."""

    name_fi: str
    name_sv: str
    name_en: str
    address: str
    zip_code: str
    city: str
    latitude: float | None
    longitude: float | None
    is_accessible: bool | None
    accessibility_fi: str
    accessibility_sv: str
    accessibility_en: str
    reservation_link: str


def create_location(*, by: User, organizer_id: int | None = None, **fields: Unpack[LocationFields]) -> Location:
    """A new location of an organizer; without one named, of the first that `by` acts for.

    Raises InvalidInput naming the field, or Forbidden where the organizer is another's, or there is none.
    """
    with publishing() as changes:
        location = Location(organizer=own_organizer(by, organizer_id or _first_organizer(by)))
        _assign(location, fields)
        location.save()
        changes.add(location)
        ask_for_position(location)
    return location


def change_location(*, location_id: int, by: User, seen: Seen = None, **fields: Unpack[LocationFields]) -> Location:
    """Changes what is given of a location; what is listed there may go back to review for it (submission.py).

    Raises InvalidInput, Forbidden, Missing or Stale."""
    with publishing() as changes:
        location = held_own(Location, location_id, by, seen)
        _assign(location, fields)
        reconsider_place(location=location, by=by)
        location.save()
        changes.add(location)
        ask_for_position(location)
    return location


def delete_location(*, location_id: int, by: User, seen: Seen = None) -> None:
    """Takes a location out of use; it stays readable by id.

    Raises Forbidden, Missing or Stale; Refused while something that is not archived takes place there.
    """
    with publishing() as changes:
        location = held_own(Location, location_id, by, seen)
        lists = (location.hobbies, location.promotions)
        if any(rows.exclude(state=PublicationState.ARCHIVED).exists() for rows in lists):
            raise Refused("Hobbies or promotions take place there.", code="in_use")
        if location.archived_at is None:
            location.archived_at = clock.now()
            location.save(update_fields=["archived_at", "modified_at"])
            changes.add(location)


def _first_organizer(by: User) -> int:
    organizers = roles.standing(by).organizers
    if not organizers:
        roles.require(roles.why_not_edit_organizer(by, 0))
        raise invalid("organizer", "Name the organizer.", "required")
    return min(organizers)


def _assign(location: Location, fields: LocationFields) -> None:
    assign(location, fields, _COLUMNS)
    require_name(location)
    if location.pk is None or any(name in fields for name in _PLACE):
        _find_areas(location)


def _find_areas(location: Location) -> None:
    """Gives a place its municipality, by its city, else by its postal code, and its district by postal code."""
    areas = Areas.load()
    _, by_code = areas.postal_codes.get(location.zip_code, (None, None))
    location.municipality_id = areas.named.get(location.city.casefold()) or by_code
    if location.district_source in (DistrictSource.UNKNOWN, DistrictSource.POSTAL_CODE):
        location.district_id, location.district_source = areas.district(
            municipality_id=location.municipality_id, neighborhood="", zip_code=location.zip_code
        )
