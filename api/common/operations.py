"""How operations that are no reads of the catalogue are documented: each says at its method what it takes and gives."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from api.common.errors import CODES, PROBLEM, ProblemSerializer, problem
from api.common.schema import ID, OLD_ERROR, OLD_FIELD_ERRORS, CatalogueAutoSchema, Schema
from api.docs import texts

Method = TypeVar("Method", bound=Callable[..., Any])


class Body(serializers.Serializer):
    """What is sent. A field that is not known is refused, so that a misspelt one is not silently lost.

    But not where `is_strict` is False: clients that cannot be changed send more than they should.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and self.context.get("is_strict", True):
            unknown = {name: [_unknown()] for name in data if name not in self.fields}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)

    @classmethod
    def read(cls, request: Any, *, partial: bool = False, is_strict: bool = True) -> dict[str, Any]:
        """The values sent. Raises ValidationError naming each field that is wrong."""
        body = cls(data=request.data, partial=partial, context={"is_strict": is_strict})
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

    def _get_response_bodies(self, direction: Any = "response") -> Schema:
        found: Schema = super()._get_response_bodies(direction)
        if not self.view.face.strict:
            # What the present state does not allow is, there, a mistake like any other.
            found.pop(str(int(HTTPStatus.CONFLICT)), None)
        return found

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response"
    ) -> Schema:
        if PROBLEM in (media_types or ()) and not self.view.face.strict:
            is_of_fields = status_code == str(int(HTTPStatus.BAD_REQUEST))
            name, shape = ("FieldErrors", OLD_FIELD_ERRORS) if is_of_fields else ("ErrorDetail", OLD_ERROR)
            problems = {example.name: example.value["detail"] for example in serializer.examples}
            examples = [
                OpenApiExample(code, value={"non_field_errors": [text]} if is_of_fields else {"detail": text})
                for code, text in problems.items()
            ]
            serializer = OpenApiResponse(self._component(name, shape), serializer.description, examples=examples)
            media_types = ["application/json"]
        answer: Schema = super()._get_response_for_code(serializer, status_code, media_types, direction)
        return answer

    def _map_basic_serializer(self, serializer: serializers.Serializer, direction: Any) -> Schema:
        schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Body) and self.view.face.strict:
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
    media_types: Sequence[str] = ("application/json",),
    parameters: Sequence[OpenApiParameter] = (),
    auth: list[Any] | None = None,
    csv: str | None = None,
    files: Sequence[str] = (),
) -> Callable[[Method], Method]:
    """Documents a method of a view.

    `answers`: shape and example by status, None for no content. `problems`: codes it may refuse with. `body`: shape
    and example; `media_types`: how it may be written. `auth`: security requirements where they are not those of the
    view; [] for none. `csv`: an example of the same as text/csv, where it is given as such. `files`: the media types
    of a picture or a file, where that is what is given.
    """
    given = {
        status: OpenApiResponse(shape, texts.OK, examples=[OpenApiExample(summary, value=example)])
        if shape
        else OpenApiResponse(None, texts.UNCHANGED if status == HTTPStatus.NOT_MODIFIED else texts.DONE)
        for status, (shape, example) in answers.items()
    }
    documented: Callable[[Method], Method] = extend_schema(
        operation_id=operation_id,
        tags=[tag],
        summary=summary,
        description=description,
        parameters=list(parameters),
        request=dict.fromkeys(media_types, body[0]) if body else None,
        examples=[
            OpenApiExample(summary, value=body[1], request_only=True, media_type=media_type)
            for media_type in (media_types if body else ())
        ],
        responses={**given, **_as_csv(summary, csv), **_as_files(files), **_refusals(problems)},
        auth=auth,
    )
    return documented


def _as_csv(summary: str, example: str | None) -> dict[tuple[int, str], OpenApiResponse]:
    if example is None:
        return {}
    shape = OpenApiResponse(OpenApiTypes.STR, texts.OK, examples=[OpenApiExample(summary, value=example)])
    return {(200, "text/csv"): shape}


def _as_files(media_types: Sequence[str]) -> dict[tuple[int, str], OpenApiResponse]:
    return {(200, media_type): OpenApiResponse(OpenApiTypes.BINARY, texts.OK) for media_type in media_types}


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
