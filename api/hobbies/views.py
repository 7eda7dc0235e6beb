"""Hobbies."""

from typing import Any

from api.common.views import ReadViewSet
from api.hobbies.queries import HobbyDetailQuery, HobbyQuery, event_criteria, hobby_criteria
from api.hobbies.serializers import HobbySerializer
from harrastuspassi.catalogue.listing import Order, hobby_list
from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.common import clock

JOINED = (
    "organizer__municipality",
    "location__municipality",
    "location__district",
    "municipality",
)
"""What the wire shape of a hobby, with every include, reads."""


class HobbyViewSet(ReadViewSet):
    """Hobbies on offer."""

    resource = "hobbies"
    model = Hobby
    queryset = Hobby.objects.all()
    serializer_class = HobbySerializer
    list_query = HobbyQuery
    detail_query = HobbyDetailQuery

    def select(self, visible: Any) -> Any:
        on_offer = visible if self.values.get("editable_only") else visible.listed()
        criteria = hobby_criteria(self.values)
        order = Order(by=self.values.get("ordering", "name"), position=criteria.place.position, language=self.language)
        found = hobby_list(
            on_offer.matching(criteria),
            events=event_criteria(self.values),
            coming_only=self.values.get("exclude_past_events", False),
            order=order,
            now=clock.now_minute(),
        )
        return self.wire(found)

    def wire(self, queryset: Any) -> Any:
        return queryset.select_related(*JOINED).prefetch_related("categories", "audiences")
