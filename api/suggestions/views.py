"""Suggestions as one types."""

from dataclasses import asdict
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.common.views import ReadViewSet
from api.suggestions.queries import SuggestionQuery
from api.suggestions.schema import SuggestionAutoSchema
from api.suggestions.serializers import SuggestionSerializer
from harrastuspassi.catalogue.models import HobbyCategory
from harrastuspassi.catalogue.suggestions import suggest


class SuggestionViewSet(ReadViewSet):
    """A few of what everyone can see, of every kind. Nothing that is typed is logged or kept."""

    resource = "suggestions"
    model = HobbyCategory
    queryset = HobbyCategory.objects.none()
    serializer_class = SuggestionSerializer
    list_query = detail_query = SuggestionQuery
    schema = SuggestionAutoSchema()

    def suggest(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What may be meant by what has been typed so far."""
        self.values = self.list_query.read(request.query_params, strict=self.face.strict)
        found = suggest(self.values.get("q", ""), language=self.language, user=self.asker)
        return Response({"results": [asdict(suggestion) for suggestion in found]})
