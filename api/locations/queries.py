"""Parameters of locations."""

from rest_framework import serializers

from api.common.queries import PlaceQuery, PositionQuery, TrueFalseField, include_field, ordering_field


class LocationQuery(PlaceQuery):
    """Parameters of the list of locations."""

    search = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Words, all of which must occur in name or address."
    )
    accessible = TrueFalseField(required=False, help_text="true: places known to be accessible; false: known not to be.")
    ordering = ordering_field("nearest", "name", default="name")
    include = include_field(translations="texts in each language")


class LocationDetailQuery(PositionQuery):
    """Parameters of a single location."""

    include = include_field(translations="texts in each language")
