"""Hobby events."""

from functools import partial
from typing import Any

from api.changes.queries import ChangesQuery
from api.common.views import ReadViewSet
from api.events.queries import HobbyEventDetailQuery, HobbyEventQuery
from api.events.serializers import HobbyEventSerializer
from api.hobbies.queries import event_criteria, hobby_criteria, ordering
from harrastuspassi.catalogue.listing import NextEvents, Order, events_of_hobby
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.catalogue.search import Search
from harrastuspassi.catalogue.searching import SearchedRows
from harrastuspassi.common import clock


class HobbyEventViewSet(ReadViewSet):
    """When hobbies take place."""

    resource = "hobbyevents"
    model = HobbyEvent
    queryset = HobbyEvent.objects.all()
    serializer_class = HobbyEventSerializer
    list_query = HobbyEventQuery
    detail_query = HobbyEventDetailQuery
    changes_query = ChangesQuery

    def select(self, visible: Any) -> Any:
        return SearchedRows(self.values.get("search", ""), partial(self._rows, visible))

    def _rows(self, visible: Any, search: Search) -> Any:
        criteria, events = hobby_criteria(self.values), event_criteria(self.values)
        order = Order(by=ordering(self.values, "start_date"), position=self.position, language=self.language)
        now = clock.now_minute()
        hobbies = Hobby.objects.visible_to(self.asker)
        if self.lists_own:
            hobbies = hobbies.editable_by(self.asker)
        if "hobby" not in self.values:
            on_offer = hobbies.listed().matching(criteria)
            return NextEvents(on_offer, events=events, order=order, now=now, search=search)
        # By its id an archived hobby's events are read too: phones that hold it would die on an empty list.
        chosen = hobbies.filter(pk=self.values["hobby"]).matching(criteria).found_by(search)
        return events_of_hobby(
            visible.filter(hobby__in=chosen),
            criteria=events,
            coming_only=self.values.get("exclude_past_events", False),
            order=order,
            now=now,
            hide_cancelled=not self.face.shows_cancelled,
        )

    def page_size(self) -> int | None:
        if "hobby" in self.values and "page_size" not in self.values and self.face.whole_hobby_on_a_page:
            return None
        return super().page_size()
