"""How suggestions are documented: a list that has no pages."""

from typing import Any

from drf_spectacular.plumbing import build_array_type
from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from api.common.errors import PROBLEM
from api.common.schema import CatalogueAutoSchema, Schema
from api.docs import examples


class SuggestionAutoSchema(CatalogueAutoSchema):
    """Documents the view of suggestions."""

    @property
    def is_list(self) -> bool:
        return True

    def get_response_serializers(self) -> dict[Any, OpenApiResponse]:
        found = super().get_response_serializers()
        del found[404, PROBLEM]
        return found

    def _answer(self) -> Schema:
        item = self.resolve_serializer(self._get_serializer(), "response").ref
        shape = {
            "type": "object",
            "description": "Suggestions.",
            "properties": {"results": build_array_type(item)},
            "required": ["results"],
        }
        return self._component("Suggestions", shape)

    def _answer_examples(self) -> list[OpenApiExample]:
        return [OpenApiExample(name, value={"results": [value]}) for name, value in examples.ANSWERS[self.name].items()]
