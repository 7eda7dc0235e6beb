"""Parameters of hobby events."""

from api.common.queries import IdField, PositionQuery, include_field, ordering_field
from api.hobbies.queries import HobbyFilterQuery

_INCLUDE = {
    "hobby_detail": "the hobby",
    "location_detail": "within it, the location",
    "organizer_detail": "within it, the organizer",
    "translations": "within it, texts in each language",
}


class HobbyEventQuery(HobbyFilterQuery):
    """Parameters of the list of events."""

    hobby = IdField(
        required=False,
        help_text="All events of this hobby. Without it: each hobby once, as its next event that passes.",
    )
    ordering = ordering_field("relevance", "nearest", "start_date", "name", default="start_date")
    include = include_field(**_INCLUDE)


class HobbyEventDetailQuery(PositionQuery):
    """Parameters of a single event."""

    include = include_field(**_INCLUDE)
