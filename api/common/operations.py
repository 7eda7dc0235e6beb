"""How operations that are no reads of the catalogue are documented: each says at its method what it takes and gives."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from api.common.errors import CODES, PROBLEM, ProblemSerializer, problem
from api.common.schema import ID, CatalogueAutoSchema, Schema
from api.docs import texts

Method = TypeVar("Method", bound=Callable[..., Any])


class Body(serializers.Serializer):
    """What is sent. A field that is not known is refused, so that a misspelt one is not silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = {name: [_unknown()] for name in data if name not in self.fields}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)

    @classmethod
    def read(cls, request: Any, *, partial: bool = False) -> dict[str, Any]:
        """The values sent. Raises ValidationError naming each field that is wrong."""
        body = cls(data=request.data, partial=partial)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


def _unknown() -> serializers.ErrorDetail:
    return serializers.ErrorDetail("There is no such field.", code="unknown")


@cache
def page_of(item: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The shape of a page of a list of `item`s."""
    fields = {
        "__doc__": "A page of a list.",
        "count": serializers.IntegerField(min_value=0, help_text="Rows in the whole list."),
        "next": serializers.URLField(allow_null=True, help_text="Address of the next page; null on the last."),
        "previous": serializers.URLField(allow_null=True, help_text="Address of the previous page; null on the first."),
        "results": item(many=True),
    }
    return type(f"{item.__name__.removesuffix('Serializer')}PageSerializer", (serializers.Serializer,), fields)


class DeclaredAutoSchema(CatalogueAutoSchema):
    """Documents what `operation` says, with the types of the rest of the document."""

    def get_auth(self) -> list[Schema]:
        return AutoSchema.get_auth(self)

    def get_override_parameters(self) -> list[OpenApiParameter]:
        return []

    def _map_basic_serializer(self, serializer: serializers.Serializer, direction: Any) -> Schema:
        schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Body):
            schema["additionalProperties"] = False
        return schema


def path_id(name: str, of: str, example: int) -> OpenApiParameter:
    """A parameter of the path that names a row by id."""
    return OpenApiParameter(name, {**ID, "examples": [example]}, OpenApiParameter.PATH, description=of)


def query(name: str, schema: Schema, description: str, example: Any) -> OpenApiParameter:
    """A parameter of the query."""
    return OpenApiParameter(name, {**schema, "examples": [example]}, OpenApiParameter.QUERY, description=description)


PAGING = [
    query("page", {"type": "integer", "format": "int32", "minimum": 1}, "Page number, from 1.", 1),
    query("page_size", {"type": "integer", "format": "int32", "minimum": 1, "maximum": 500}, "Rows on a page.", 50),
]


def operation(
    operation_id: str,
    *,
    tag: str,
    summary: str,
    description: str,
    answers: Mapping[int, tuple[type[serializers.Serializer] | None, Any]],
    problems: Sequence[str] = (),
    body: tuple[type[Body], Any] | None = None,
    parameters: Sequence[OpenApiParameter] = (),
    auth: list[str] | None = None,
) -> Callable[[Method], Method]:
    """Documents a method of a view.

    `answers`: shape and example by status, None for no content. `problems`: codes it may refuse with. `body`: shape
    and example. `auth`: names of security schemes where they are not those of the view; [] for none.
    """
    given = {
        status: OpenApiResponse(shape, texts.OK, examples=[OpenApiExample(summary, value=example)])
        if shape
        else OpenApiResponse(None, texts.DONE)
        for status, (shape, example) in answers.items()
    }
    documented: Callable[[Method], Method] = extend_schema(
        operation_id=operation_id,
        tags=[tag],
        summary=summary,
        description=description,
        parameters=list(parameters),
        request={"application/json": body[0]} if body else None,
        examples=[OpenApiExample(summary, value=body[1], request_only=True)] if body else [],
        responses={**given, **_refusals(problems)},
        auth=auth,
    )
    return documented


def _refusals(codes: Sequence[str]) -> dict[tuple[int, str], OpenApiResponse]:
    """The problems with these codes, by status."""
    found = {}
    for status in sorted({CODES[code][0] for code in codes}):
        of_status = [code for code in codes if CODES[code][0] == status]
        found[status, PROBLEM] = OpenApiResponse(
            ProblemSerializer,
            " ".join(CODES[code][1] for code in of_status),
            examples=[OpenApiExample(code, value=problem(status, code, CODES[code][1])) for code in of_status],
        )
    return found
