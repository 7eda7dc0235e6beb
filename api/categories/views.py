"""Hobby categories."""

from typing import Any

from api.categories.queries import HobbyCategoryDetailQuery, HobbyCategoryQuery
from api.categories.serializers import HobbyCategorySerializer
from api.changes.queries import ChangesQuery
from api.common.views import ReadViewSet
from harrastuspassi.catalogue.models import HobbyCategory


class HobbyCategoryViewSet(ReadViewSet):
    """What hobbies are about: a tree, listed in tree order."""

    resource = "hobbycategories"
    model = HobbyCategory
    queryset = HobbyCategory.objects.all()
    serializer_class = HobbyCategorySerializer
    list_query = HobbyCategoryQuery
    detail_query = HobbyCategoryDetailQuery
    changes_query = ChangesQuery

    def select(self, visible: Any) -> Any:
        parent = self.values.get("parent")
        found = visible.order_by("lft", "id")
        if parent is not None:
            found = found.filter(parent_id=parent or None)
        keeps_hidden = self.face.lists_hidden_categories and parent is None
        return found if keeps_hidden else found.listed()
