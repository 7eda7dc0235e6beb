"""How views become the OpenAPI 3.1 document."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type
from drf_spectacular.utils import Direction, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from api.common.errors import ProblemSerializer

ACCEPT_LANGUAGE = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description="Languages the user reads, best first (RFC 9110, 12.5.4); used where `lang` is not given.",
)


class CatalogueAutoSchema(AutoSchema):
    """Documents a ReadViewSet: its parameters, its page or array, and its problems."""

    def get_operation_id(self) -> str:
        resource = self.view.resource
        return f"list_{resource}" if self._is_list_view() else f"get_{_singular(resource)}"

    def get_tags(self) -> list[str]:
        return [self.view.resource]

    def get_summary(self) -> str:
        return f"List {self.view.resource}" if self._is_list_view() else f"Get one of {self.view.resource} by id"

    def get_description(self) -> str:
        return str(type(self.view).__doc__ or "").strip()

    def get_override_parameters(self) -> list[Any]:
        query = self.view.list_query if self._is_list_view() else self.view.detail_query
        return [query, *([ACCEPT_LANGUAGE] if self.view.face.negotiates_language else [])]

    def _is_list_view(self, serializer: Any = None) -> bool:
        return bool(self.view.action == "list")

    def get_response_serializers(self) -> Any:
        if not self.view.face.strict:
            return super().get_response_serializers()
        problems = {400: "A parameter is wrong: `errors` names each.", 404: "Not found, not public, or no such page."}
        answers: dict[Any, Any] = {200: super().get_response_serializers()}
        answers |= {
            (status, "application/problem+json"): OpenApiResponse(ProblemSerializer, description)
            for status, description in problems.items()
        }
        return answers

    def _get_response_for_code(self, serializer: Any, status_code: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._get_response_for_code(serializer, status_code, *args, **kwargs)


def _singular(resource: str) -> str:
    return {"hobbies": "hobby", "hobbycategories": "hobbycategory", "municipalities": "municipality"}.get(
        resource, resource.removesuffix("s")
    )
