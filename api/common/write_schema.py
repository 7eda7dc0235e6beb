"""How writing the catalogue's objects is documented."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from api.common.bodies import ExactBody, PointInput
from api.common.errors import CODES, PROBLEM, ProblemSerializer, problem
from api.common.fields import Coordinates
from api.common.schema import OLD_ERROR, OLD_FIELD_ERRORS, CatalogueAutoSchema, Schema
from api.docs import examples, texts, writes
from api.docs.resources import RESOURCES

VERBS = {"create": "create", "replace": "replace", "change": "change", "destroy": "delete"}
SIGN_IN = ["not_authenticated", "token_expired", "token_invalid"]
OF_ALL = ["invalid", *SIGN_IN, "not_a_member", "second_factor_required", "throttled"]
OF_BODIES = ["parse_error", "body_too_large", "unsupported_media_type"]
OF_CHANGES = ["not_found", "stale", "if_match_required"]
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "examples": ['"64d8a3b2c1f00-1f0c2a9be01d4c58a6f1e2b3c4d5e6f7"']},
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the object as it was read, in whatever language and nesting (RFC 9110, 13.1.1).",
)
ETAG = OpenApiParameter(
    "ETag",
    {"type": "string", "examples": ['"64d8a3b2c1f00-1f0c2a9be01d4c58a6f1e2b3c4d5e6f7"']},
    OpenApiParameter.HEADER,
    description="The object as it is now, to be sent in If-Match by whoever changes it.",
    response=[200, 201],
)
LOCATION = OpenApiParameter(
    "Location",
    {"type": "string", "format": "uri", "examples": [f"{examples.PUBLIC_URL}/api/v1/hobbies/1200312/"]},
    OpenApiParameter.HEADER,
    description="Where the new object is.",
    response=[201],
)


class WriteAutoSchema(CatalogueAutoSchema):
    """Documents a WriteViewSet: reads as everywhere; what writes take, and how they refuse."""

    @property
    def is_write(self) -> bool:
        """Whether the operation writes."""
        return bool(self.view.is_write)

    @property
    def verb(self) -> str:
        """What the operation does. The old face's PUT keeps what it does not name."""
        is_partial = self.view.action == "replace" and not self.view.face.strict
        return "change" if is_partial else VERBS[self.view.action]

    def get_operation_id(self) -> str:
        read = super().get_operation_id()
        return f"{self.verb}_{read.removeprefix('get_')}" if self.is_write else read

    def get_summary(self) -> str:
        if not self.is_write:
            return super().get_summary()
        return f"{self.verb.capitalize()} {RESOURCES[self.view.resource].one}"

    def get_description(self) -> str:
        if not self.is_write:
            return super().get_description()
        rules = writes.WRITES[self.view.resource]
        said = {"create": rules.create, "destroy": rules.delete}.get(self.view.action, rules.change)
        return f"{said} {writes.MULTIPART}" if self.takes_pictures else said

    def get_auth(self) -> list[Schema]:
        return AutoSchema.get_auth(self) if self.is_write else super().get_auth()

    @property
    def body(self) -> Any:
        """The shape of what is sent; None where nothing is."""
        if not self.is_write or self.view.action == "destroy":
            return None
        return self.view.body_class(is_new=self.view.action == "create")

    @property
    def takes_pictures(self) -> bool:
        """Whether a picture may be sent."""
        return self.body is not None and "cover_image" in self.body().fields

    # --- parameters -------------------------------------------------------------------------------
    def get_override_parameters(self) -> list[OpenApiParameter]:
        found = super().get_override_parameters()
        if not self.view.face.strict or self.is_list or self.is_feed:
            return [p for p in found if not (self.view.action == "create" and p.name == "id")]
        if not self.is_write:
            return [*found, ETAG]
        if self.view.action == "create":
            return [*(p for p in found if p.name != "id"), ETAG, LOCATION]
        if self.view.action == "destroy":
            return [*(p for p in found if p.name == "id"), IF_MATCH]
        return [*found[:1], IF_MATCH, *found[1:], ETAG]

    # --- what is sent -----------------------------------------------------------------------------
    def get_request_serializer(self) -> Any:
        if self.body is None:
            return None
        is_partial = self.view.action != "create" and self.verb == "change"
        return {"application/json": self.body(partial=is_partial, context=self.view.get_serializer_context())}

    def get_examples(self) -> list[OpenApiExample]:
        if self.body is None or not self.view.face.strict:
            return []
        value = examples.PATCHES.get(self.name) if self.verb == "change" else examples.BODIES[self.body.__name__]
        return [OpenApiExample(self.get_summary(), value=value, request_only=True)]

    def _own_schema(self, field: Any) -> Schema | None:
        return super()._own_schema(Coordinates() if isinstance(field, PointInput) else field)

    def _map_basic_serializer(self, serializer: serializers.Serializer, direction: Any) -> Schema:
        schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, ExactBody):
            schema["additionalProperties"] = False
        return schema

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Schema:
        # Clients would send a default of the document, and PATCH would then undo what it does not mean.
        meta = super()._get_serializer_field_meta(field, direction)
        return {name: value for name, value in meta.items() if name not in ("default", "writeOnly")}

    # --- what is answered -------------------------------------------------------------------------
    def get_response_serializers(self) -> dict[Any, OpenApiResponse]:
        if not self.is_write:
            return super().get_response_serializers()
        if self.view.action == "destroy":
            done = {204: OpenApiResponse(None, texts.DONE)}
        else:
            item = self.resolve_serializer(self._get_serializer(), "response").ref
            status = 201 if self.view.action == "create" else 200
            done = {status: OpenApiResponse(item, texts.OK, examples=self._answer_examples())}
        return {**done, **(self._refusals() if self.view.face.strict else self._old_refusals())}

    @property
    def _codes(self) -> list[str]:
        codes = [*OF_ALL, *writes.WRITES[self.view.resource].codes.get(self.view.action, ())]
        codes += OF_BODIES if self.body else []
        return codes + (OF_CHANGES if self.view.action != "create" else [])

    def _by_status(self) -> dict[int, list[str]]:
        """The codes that it may refuse with."""
        return {
            status: [code for code in self._codes if CODES[code][0] == status]
            for status in sorted({CODES[code][0] for code in self._codes})
        }

    def _refusals(self) -> dict[Any, OpenApiResponse]:
        """By status, with one example each: the codes are in words."""
        found: dict[Any, OpenApiResponse] = {}
        for status, codes in self._by_status().items():
            said = " ".join(f"`{code}`: {CODES[code][1]}" for code in codes)
            example = OpenApiExample(codes[0], value=problem(status, codes[0], CODES[codes[0]][1]))
            found[status, PROBLEM] = OpenApiResponse(ProblemSerializer, said, examples=[example])
        return found

    def _old_refusals(self) -> dict[Any, OpenApiResponse]:
        """By status; the old backend knew no 409, and asked for no If-Match."""
        found: dict[Any, OpenApiResponse] = {}
        for status, codes in self._by_status().items():
            if status not in (409, 412, 428):
                name, shape = ("FieldErrors", OLD_FIELD_ERRORS) if status == 400 else ("ErrorDetail", OLD_ERROR)
                said = " ".join(CODES[code][1] for code in codes)
                found[status] = OpenApiResponse(self._component(name, shape), said)
        return found
