"""Hobbies."""

from functools import partial
from typing import Any

from api.changes.queries import TranslatedChangesQuery
from api.common.writing import WriteViewSet, Writing
from api.hobbies.bodies import HobbyBody, OldHobbyBody
from api.hobbies.queries import HobbyDetailQuery, HobbyQuery, event_criteria, hobby_criteria, ordering
from api.hobbies.serializers import HobbySerializer
from harrastuspassi.catalogue.listing import Listing, Order, PublicList, hobby_list
from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.catalogue.search import Search
from harrastuspassi.catalogue.searching import searched
from harrastuspassi.catalogue.writing.common import offer
from harrastuspassi.catalogue.writing.hobbies import change_hobby, create_hobby, delete_hobby
from harrastuspassi.common import clock


class HobbyViewSet(WriteViewSet):
    """Hobbies on offer."""

    resource = "hobbies"
    model = Hobby
    queryset = Hobby.objects.all()
    serializer_class = HobbySerializer
    list_query = HobbyQuery
    detail_query = HobbyDetailQuery
    changes_query = TranslatedChangesQuery
    writing = Writing(
        of="hobby_id",
        create=create_hobby,
        change=change_hobby,
        delete=delete_hobby,
        offer=offer,
        body=HobbyBody,
        old_body=OldHobbyBody,
    )

    def select(self, visible: Any) -> Any:
        return searched(self.values.get("search", ""), partial(self._rows, visible))

    def select_after(self, visible: Any, after: int) -> Any:
        return searched(self.values.get("search", ""), partial(self._rows, visible.filter(pk__gt=after), by_id=True))

    def _rows(self, visible: Any, search: Search, *, by_id: bool = False) -> Any:
        criteria, events = hobby_criteria(self.values), event_criteria(self.values)
        coming_only = self.values.get("exclude_past_events", False)
        by = "id" if by_id else ordering(self.values, "name")
        order = Order(by=by, position=self.position, language=self.language)
        now = clock.now_minute()
        if search.words is None and not self.is_personal and not by_id:
            listing = Listing(hobbies=criteria, events=events, coming_only=coming_only, order=order, column="pk")
            return PublicList(listing, now)
        return hobby_list(
            self.on_offer(visible).matching(criteria),
            events=events,
            coming_only=coming_only,
            order=order,
            now=now,
            search=search,
        )
