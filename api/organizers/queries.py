"""Parameters of organizers."""

from rest_framework import serializers

from api.common.queries import (
    OwnQuery,
    Query,
    SearchField,
    include_field,
    municipality_field,
    ordering_field,
    repeated,
)
from harrastuspassi.catalogue.models import OrganizerKind


class OrganizerDetailQuery(Query):
    """Parameters of a single organizer."""

    include = include_field(translations="texts in each language")


class OrganizerQuery(OrganizerDetailQuery, OwnQuery):
    """Parameters of the list of organizers."""

    search = SearchField("Words, or parts of them, all of which must occur in the name.")
    kind = repeated(serializers.ChoiceField(choices=OrganizerKind.choices), "What kind of organizer.")
    municipality = municipality_field()
    ordering = ordering_field("name", default="name")
