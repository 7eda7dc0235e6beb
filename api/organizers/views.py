"""Organizers."""

from typing import Any

from api.changes.queries import TranslatedChangesQuery
from api.common.views import ReadViewSet
from api.organizers.queries import OrganizerDetailQuery, OrganizerQuery
from api.organizers.serializers import OrganizerSerializer
from harrastuspassi.catalogue.models import Organizer


class OrganizerViewSet(ReadViewSet):
    """Who arranges hobbies."""

    resource = "organizers"
    model = Organizer
    queryset = Organizer.objects.all()
    serializer_class = OrganizerSerializer
    list_query = OrganizerQuery
    detail_query = OrganizerDetailQuery
    changes_query = TranslatedChangesQuery

    def select(self, visible: Any) -> Any:
        on_offer = visible if self.lists_own else visible.listed()
        found = on_offer.matching(
            search=self.values.get("search", ""),
            kinds=tuple(self.values.get("kind", ())),
            municipalities=tuple(self.values.get("municipality", ())),
        )
        return found.by_name()
