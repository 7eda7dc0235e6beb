"""Hobbies."""

from functools import partial
from typing import Any

from api.changes.queries import TranslatedChangesQuery
from api.common.faces import Face
from api.common.views import ReadViewSet
from api.hobbies.queries import HobbyDetailQuery, HobbyQuery, event_criteria, hobby_criteria, ordering
from api.hobbies.serializers import HobbySerializer
from api.locations.serializers import LocationSerializer
from harrastuspassi.catalogue.listing import Order, hobby_list
from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.catalogue.search import Search
from harrastuspassi.catalogue.searching import SearchedRows
from harrastuspassi.common import clock


def joined(face: Face, include: frozenset[str], path: str = "") -> list[str]:
    """What the wire shape of a hobby or a promotion at `path` reads of other rows, for select_related."""
    names = ["municipality", "location__municipality"]
    if "organizer_detail" in include:
        names.append("organizer__municipality")
    if "location_detail" in include and LocationSerializer.shows("district", face):
        names.append("location__district")
    return [path + name for name in names]


def prefetched(face: Face, path: str = "") -> list[str]:
    """The lists of ids in the wire shape of a hobby at `path`, for prefetch_related."""
    return [path + name for name in ("categories", "audiences") if HobbySerializer.shows(name, face)]


class HobbyViewSet(ReadViewSet):
    """Hobbies on offer."""

    resource = "hobbies"
    model = Hobby
    queryset = Hobby.objects.all()
    serializer_class = HobbySerializer
    list_query = HobbyQuery
    detail_query = HobbyDetailQuery
    changes_query = TranslatedChangesQuery

    def select(self, visible: Any) -> Any:
        return SearchedRows(self.values.get("search", ""), partial(self._rows, visible))

    def _rows(self, visible: Any, search: Search) -> Any:
        on_offer = visible if self.values.get("editable_only") else visible.listed()
        return hobby_list(
            self.wire(on_offer.matching(hobby_criteria(self.values))),
            events=event_criteria(self.values),
            coming_only=self.values.get("exclude_past_events", False),
            order=Order(by=ordering(self.values, "name"), position=self.position, language=self.language),
            now=clock.now_minute(),
            search=search,
        )

    def wire(self, queryset: Any) -> Any:
        return queryset.select_related(*joined(self.face, self.include)).prefetch_related(*prefetched(self.face))
