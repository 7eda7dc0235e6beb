"""Locations."""

from typing import Any

from api.changes.queries import TranslatedChangesQuery
from api.common.queries import place_criteria
from api.common.writing import WriteViewSet, Writing
from api.locations.bodies import LocationBody, NewLocationBody, OldLocationBody
from api.locations.queries import LocationDetailQuery, LocationQuery
from api.locations.serializers import LocationSerializer
from harrastuspassi.catalogue.listing import Order
from harrastuspassi.catalogue.models import Location
from harrastuspassi.catalogue.writing.locations import change_location, create_location, delete_location


class LocationViewSet(WriteViewSet):
    """Where hobbies take place."""

    resource = "locations"
    model = Location
    queryset = Location.objects.all()
    serializer_class = LocationSerializer
    list_query = LocationQuery
    detail_query = LocationDetailQuery
    changes_query = TranslatedChangesQuery
    writing = Writing(
        of="location_id",
        create=create_location,
        change=change_location,
        delete=delete_location,
        new=NewLocationBody,
        body=LocationBody,
        old_body=OldLocationBody,
    )

    def select(self, visible: Any) -> Any:
        place = place_criteria(self.values)
        order = Order(by=self.values.get("ordering", "name"), position=place.position, language=self.language)
        found = self.on_offer(visible).matching(
            place, search=self.values.get("search", ""), accessible=self.values.get("accessible")
        )
        return found.order_by(*order.terms(place="", start="id"), "id")
