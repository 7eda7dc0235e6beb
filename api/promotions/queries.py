"""Parameters of promotions."""

from rest_framework import serializers

from api.common.queries import IdField, PlaceQuery, PositionQuery, TrueFalseField, include_field, ordering_field, repeated


class PromotionQuery(PlaceQuery):
    """Parameters of the list of promotions."""

    search = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Words, all of which must occur in name or description."
    )
    organizer = repeated(IdField(), "Organizer by id.")
    exclude_past_events = TrueFalseField(required=False, help_text="Only promotions that are not over.")
    usable_only = TrueFalseField(required=False, help_text="Only promotions that can be used now: begun, not over, not used up.")
    ordering = ordering_field("nearest", "start_date", "name", default="start_date")
    include = include_field(
        location_detail="the location", organizer_detail="the organizer", translations="texts in each language"
    )


class PromotionDetailQuery(PositionQuery):
    """Parameters of a single promotion."""

    include = include_field(
        location_detail="the location", organizer_detail="the organizer", translations="texts in each language"
    )
