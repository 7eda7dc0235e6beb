"""Organizers."""

from typing import Any

from api.changes.queries import TranslatedChangesQuery
from api.common.writing import WriteViewSet, Writing
from api.organizers.bodies import NewOrganizerBody, OldOrganizerBody, OrganizerBody
from api.organizers.queries import OrganizerDetailQuery, OrganizerQuery
from api.organizers.serializers import OrganizerSerializer
from harrastuspassi.accounts.roles import Refusal, why_not_edit_organizer, why_not_register_organizer
from harrastuspassi.catalogue.models import Organizer
from harrastuspassi.catalogue.registration import register_organizer
from harrastuspassi.catalogue.writing.organizers import change_organizer


class OrganizerViewSet(WriteViewSet):
    """Who arranges hobbies."""

    resource = "organizers"
    model = Organizer
    queryset = Organizer.objects.all()
    serializer_class = OrganizerSerializer
    list_query = OrganizerQuery
    detail_query = OrganizerDetailQuery
    changes_query = TranslatedChangesQuery
    writing = Writing(
        of="organizer_id",
        create=register_organizer,
        change=change_organizer,
        new=NewOrganizerBody,
        body=OrganizerBody,
        old_body=OldOrganizerBody,
    )

    def select(self, visible: Any) -> Any:
        on_offer = visible if self.lists_own else visible.listed()
        found = on_offer.matching(
            search=self.values.get("search", ""),
            kinds=tuple(self.values.get("kind", ())),
            municipalities=tuple(self.values.get("municipality", ())),
        )
        return found.by_name()

    def why_not_create(self, user: Any) -> Refusal | None:
        return why_not_register_organizer(user)

    def why_not_edit(self, user: Any, row: Organizer) -> Refusal | None:
        return why_not_edit_organizer(user, row.pk)
