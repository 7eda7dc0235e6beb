"""Parameters of locations."""

from api.common.queries import PlaceQuery, PositionQuery, SearchField, TrueFalseField, include_field, ordering_field


class LocationQuery(PlaceQuery):
    """Parameters of the list of locations."""

    search = SearchField("Words, or parts of them, all of which must occur in name or address.")
    accessible = TrueFalseField(
        required=False, initial=None, help_text="true: places known to be accessible; false: known not to be."
    )
    ordering = ordering_field("nearest", "name", default="name")
    include = include_field(translations="texts in each language")


class LocationDetailQuery(PositionQuery):
    """Parameters of a single location."""

    include = include_field(translations="texts in each language")
