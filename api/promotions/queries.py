"""Parameters of promotions."""

from api.common.queries import (
    IdField,
    PlaceQuery,
    PositionQuery,
    SearchField,
    TrueFalseField,
    include_field,
    ordering_field,
    repeated,
)


class PromotionQuery(PlaceQuery):
    """Parameters of the list of promotions."""

    search = SearchField("Words, or parts of them, all of which must occur in name or description.")
    organizer = repeated(IdField(), "Organizer by id.")
    exclude_past_events = TrueFalseField(required=False, help_text="Only promotions that are not over.")
    usable_only = TrueFalseField(
        required=False, help_text="Only promotions that can be used now: begun, not over, not used up."
    )
    ordering = ordering_field("nearest", "start_date", "name", default="start_date")
    include = include_field(
        location_detail="the location", organizer_detail="the organizer", translations="texts in each language"
    )


class PromotionDetailQuery(PositionQuery):
    """Parameters of a single promotion."""

    include = include_field(
        location_detail="the location", organizer_detail="the organizer", translations="texts in each language"
    )
