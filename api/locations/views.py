"""Locations."""

from typing import Any

from api.changes.queries import TranslatedChangesQuery
from api.common.queries import place_criteria
from api.common.views import ReadViewSet
from api.locations.queries import LocationDetailQuery, LocationQuery
from api.locations.serializers import LocationSerializer
from harrastuspassi.catalogue.listing import Order
from harrastuspassi.catalogue.models import Location


class LocationViewSet(ReadViewSet):
    """Where hobbies take place."""

    resource = "locations"
    model = Location
    queryset = Location.objects.all()
    serializer_class = LocationSerializer
    list_query = LocationQuery
    detail_query = LocationDetailQuery
    changes_query = TranslatedChangesQuery

    def select(self, visible: Any) -> Any:
        on_offer = visible if self.values.get("editable_only") else visible.listed()
        place = place_criteria(self.values)
        order = Order(by=self.values.get("ordering", "name"), position=place.position, language=self.language)
        found = on_offer.matching(place, search=self.values.get("search", ""), accessible=self.values.get("accessible"))
        return found.order_by(*order.terms(place="", start="id"), "id")
