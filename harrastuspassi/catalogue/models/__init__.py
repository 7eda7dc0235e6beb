"""The catalogue: where, by whom, what, when. Catalogue ids are 32-bit integers on the wire."""

from .areas import District, Municipality, PostalCode
from .base import CatalogueVersion, PublicationState
from .categories import Audience, HobbyCategory
from .events import Access, HobbyEvent, Schedule
from .feed import Change
from .hobbies import Hobby, PriceType
from .locations import DistrictSource, Location
from .organizers import Organizer, OrganizerKind, OrganizerState
from .pictures import StoredPicture
from .promotions import Promotion
from .reports import Report, ReportReason, ReportState
from .search import SearchDocument, SearchWord, Synonym

__all__ = [
    "Access",
    "Audience",
    "CatalogueVersion",
    "Change",
    "District",
    "DistrictSource",
    "Hobby",
    "HobbyCategory",
    "HobbyEvent",
    "Location",
    "Municipality",
    "Organizer",
    "OrganizerKind",
    "OrganizerState",
    "PostalCode",
    "PriceType",
    "Promotion",
    "PublicationState",
    "Report",
    "ReportReason",
    "ReportState",
    "Schedule",
    "SearchDocument",
    "SearchWord",
    "StoredPicture",
    "Synonym",
]
