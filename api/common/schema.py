"""How views become the OpenAPI 3.1 documents of the two faces."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, append_meta, build_array_type, safe_ref
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

import api.accounts.schema
import api.doors.schema
import api.exports.schema
import api.passes.schema  # noqa: F401 - the same
from api.common.errors import PROBLEM, ProblemSerializer, problem
from api.common.fields import Coordinates, Expandable, Translations, WireSerializer
from api.common.queries import MAX_ID, CommaSeparatedField, Query, SearchField
from api.docs import examples, texts
from api.docs.resources import RESOURCES
from api.hobbies.states import HOBBY_STATES
from harrastuspassi.accounts.models import MembershipRole
from harrastuspassi.audit.models import Action
from harrastuspassi.catalogue.models import (
    Access,
    OrganizerKind,
    OrganizerState,
    PriceType,
    PublicationState,
    ReportReason,
)
from harrastuspassi.catalogue.moderation import ITEM_DECISIONS, ORGANIZER_DECISIONS
from harrastuspassi.catalogue.reports import DECISIONS, SUBJECTS
from harrastuspassi.catalogue.submission import STEPS
from harrastuspassi.catalogue.suggestions import SuggestionKind
from harrastuspassi.common.actors import ActorKind
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.participation.inbox import Status
from harrastuspassi.participation.kinds import SHAPES
from harrastuspassi.participation.models.headcounts import CountedAge, CountedGender
from harrastuspassi.passes.models import AgeGroup, FollowUp, Gender, HasHobby, MotherTongue, Purpose
from harrastuspassi.passes.questions import Question

Schema = dict[str, Any]

ENUMS = {
    tuple(PriceType.values): "PriceType",
    tuple(Access.values): "Access",
    tuple(OrganizerKind.values): "OrganizerKind",
    HOBBY_STATES: "HobbyState",
    tuple(OrganizerState.values): "OrganizerState",
    tuple(PublicationState.values): "PublicationState",
    tuple(STEPS): "PublicationStep",
    ORGANIZER_DECISIONS: "OrganizerDecision",
    ITEM_DECISIONS: "ItemDecision",
    DECISIONS: "ReportDecision",
    tuple(ReportReason.values): "ReportReason",
    tuple(SUBJECTS): "ReportSubject",
    tuple(SuggestionKind.values): "SuggestionKind",
    tuple(MembershipRole.values): "MembershipRole",
    tuple(Action.values): "AuditAction",
    tuple(ActorKind.values): "ActorKind",
    LANGUAGES: "Language",
    tuple(AgeGroup.values): "AgeGroup",
    tuple(Gender.values): "Gender",
    tuple(MotherTongue.values): "MotherTongue",
    tuple(HasHobby.values): "HasHobby",
    tuple(FollowUp.values): "FollowUp",
    tuple(Purpose.values): "ConsentPurpose",
    tuple(Question.values): "Question",
    tuple(SHAPES): "EventKind",
    tuple(status.value for status in Status): "EventStatus",
    tuple(CountedAge.values): "CountedAge",
    tuple(CountedGender.values): "CountedGender",
}
"""Choices that are components of their own, so that generated clients have one type for each."""

ID: Schema = {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_ID}
# JSON Schema's "time" wants an offset, which wall clock has not.
TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$", "examples": ["18:00:00"]}
OLD_ERROR: Schema = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
OLD_FIELD_ERRORS: Schema = {
    "type": "object",
    "description": "Texts by field; `non_field_errors` for what is no field's.",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}
NO_NUL = r"^[^\u0000]*$"
"""DRF refuses the character that PostgreSQL cannot hold."""
LAST = ("include", "page", "page_size", "after", "lang")
"""Parameters that come after those of the resource itself."""

ACCEPT_LANGUAGE = OpenApiParameter(
    "Accept-Language",
    {"type": "string", "examples": ["sv, en;q=0.5"]},
    OpenApiParameter.HEADER,
    description="Languages the user reads, best first (RFC 9110, 12.5.4); used where `lang` is not given.",
)

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    {"type": "string", "examples": ['"5d1b3a0c9e7f42816b0e4c8a2d9f7351"']},
    OpenApiParameter.HEADER,
    description="`ETag` of an answer that the client has: if that is still the answer, 304 says so, without a body.",
)
ETAG = OpenApiParameter(
    "ETag",
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="Tag of the body, another whenever the body is another; not there on what is the caller's own.",
    response=[200, 304],
)


class CatalogueAutoSchema(AutoSchema):
    """Documents a ReadViewSet: its parameters, its page or array, and its problems."""

    @property
    def name(self) -> str:
        """Name of the wire shape, such as HobbyEvent."""
        return str(self.view.serializer_class.__name__).removesuffix("Serializer")

    @property
    def is_list(self) -> bool:
        """Whether the operation is a list."""
        return bool(self.view.action == "list")

    @property
    def is_feed(self) -> bool:
        """Whether the operation is a change feed."""
        return bool(self.view.action == "changes")

    def get_operation_id(self) -> str:
        one = re.sub(r"(?<!^)(?=[A-Z])", "_", self.name).lower()
        many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
        if self.is_feed:
            return f"list_{one}_changes"
        return f"list_{many}" if self.is_list else f"get_{one}"

    def get_tags(self) -> list[str]:
        return [RESOURCES[self.view.resource].tag]

    def get_summary(self) -> str:
        resource = RESOURCES[self.view.resource]
        if self.is_feed:
            return f"List changes of {resource.many}"
        return f"List {resource.many}" if self.is_list else f"Get {resource.one}"

    def get_description(self) -> str:
        resource = RESOURCES[self.view.resource]
        if self.is_feed:
            return texts.FEED_RULES
        return resource.list_rules if self.is_list else resource.detail_rules

    def get_auth(self) -> list[Schema]:
        # Only these look at who asks.
        return super().get_auth() if self.is_personal else []

    @property
    def is_personal(self) -> bool:
        """Whether the answer may depend on who asks."""
        return bool(self.view.has_owners) and not self.is_feed

    # --- parameters -------------------------------------------------------------------------------
    def get_override_parameters(self) -> list[OpenApiParameter]:
        by_action = {"list": self.view.list_query, "changes": self.view.changes_query}
        query: Query = by_action.get(self.view.action, self.view.detail_query)()
        names = sorted(query.fields, key=lambda name: LAST.index(name) if name in LAST else -1)
        if self.is_list and self.view.is_bare:
            names = [name for name in names if name not in ("page", "page_size")]
        if not self.view.face.has_feeds:
            names = [name for name in names if name != "after"]
        parameters = [self._query_parameter(name, query.fields[name]) for name in names]
        if not (self.is_list or self.is_feed):
            schema = {**ID, "examples": [examples.IDS[self.name]]}
            parameters.insert(0, OpenApiParameter("id", schema, OpenApiParameter.PATH, description="Its id."))
        if self.view.face.negotiates_language:
            parameters.append(ACCEPT_LANGUAGE)
        return [*parameters, IF_NONE_MATCH, self._content_language(), ETAG]

    def _query_parameter(self, name: str, field: serializers.Field) -> OpenApiParameter:
        schema = self._map_serializer_field(field, "request")
        self._insert_field_validators(field, schema)
        schema.pop("description")
        if isinstance(field, SearchField):
            schema["pattern"] = NO_NUL
        # In the schema and not beside it, or Swagger UI would send every example by default.
        schema["examples"] = [examples.parameter("Changes" if self.is_feed else self.name, name)]
        is_array = isinstance(field, serializers.ListField)
        self._name_choices(name, schema["items"] if is_array else schema)
        return OpenApiParameter(
            name,
            safe_ref(schema),
            description=f"{field.help_text}{self._default(name, field)}",
            style="form" if is_array else None,
            explode=not isinstance(field, CommaSeparatedField) if is_array else None,
        )

    def _default(self, name: str, field: serializers.Field) -> str:
        """The default in words: generated clients would send one of the schema, where it means more than none."""
        default = self.view.face.page_size if name == "page_size" else field.initial
        if default in ("", None) or isinstance(field, serializers.ListField):
            return ""
        by_search = "; with `search`: `relevance`" if "relevance" in getattr(field, "choices", ()) else ""
        return f" Default: `{str(default).lower()}`{by_search}."

    def _name_choices(self, parameter: str, schema: Schema) -> None:
        """Makes the choices of a parameter a component, for one type with a name of its own in generated clients."""
        if "enum" not in schema:
            return
        name = f"{'Changes' if self.is_feed else self.name}{parameter.title().replace('_', '')}"
        choices = {"type": schema.pop("type"), "enum": schema.pop("enum"), "description": texts.CHOICES[parameter]}
        schema |= self._component(name, choices)

    def _content_language(self) -> OpenApiParameter:
        return OpenApiParameter(
            "Content-Language",
            self._map_serializer_field(serializers.ChoiceField(choices=LANGUAGES), "response"),
            OpenApiParameter.HEADER,
            description="Language of the texts.",
            required=True,
            response=[200, 400, 401, 404],
        )

    # --- answers ----------------------------------------------------------------------------------
    def get_response_serializers(self) -> dict[Any, OpenApiResponse]:
        found: dict[Any, OpenApiResponse] = {
            200: OpenApiResponse(self._answer(), texts.OK, examples=self._answer_examples()),
            304: OpenApiResponse(None, texts.UNCHANGED),
        }
        if self.is_feed:
            found[400, PROBLEM] = OpenApiResponse(ProblemSerializer, texts.INVALID, examples=_problems(400))
            return found
        if self.is_personal and self.view.face.strict:
            expired = _problems(401, "token_expired")
            found[401, PROBLEM] = OpenApiResponse(ProblemSerializer, texts.UNAUTHENTICATED, examples=expired)
        paged = self.is_list and not self.view.is_bare
        missing = texts.NO_PAGE if paged else texts.NOT_FOUND
        if self.view.face.strict:
            found[400, PROBLEM] = OpenApiResponse(ProblemSerializer, texts.INVALID, examples=_problems(400))
            not_found = _problems(404, "page_not_found" if paged else "not_found")
            found[404, PROBLEM] = OpenApiResponse(ProblemSerializer, missing, examples=not_found)
        elif paged or not self.is_list:
            found[404] = OpenApiResponse(self._component("ErrorDetail", OLD_ERROR), missing)
        return found

    def _answer(self) -> Schema:
        item: Schema = self.resolve_serializer(self._get_serializer(), "response").ref
        if self.is_feed:
            return self._component(f"{self.name}Changes", _feed_page(item))
        if not self.is_list:
            return item
        if self.view.is_bare:
            return build_array_type(item)
        page = ResolvedComponent(f"{self.name}Page", ResolvedComponent.SCHEMA, _page(item), self.view.serializer_class)
        self.registry.register_on_missing(page)
        return dict(page.ref)

    def _answer_examples(self) -> list[OpenApiExample]:
        found = examples.ANSWERS[self.name] if self.view.face.strict else {}
        address = f"{examples.PUBLIC_URL}{self.path}?page=2"
        if self.is_feed:
            name, value = next(iter(found.items()))
            return [OpenApiExample(name, value={**examples.FEED_PAGE, "results": [value]})]
        return [
            OpenApiExample(
                name,
                value={"count": 51, "next": address, "previous": None, "results": [value]} if self.is_list else value,
            )
            for name, value in found.items()
        ]

    def _is_list_view(self, serializer: Any = None) -> bool:
        # `_answer` already says what a list looks like; the base class must not wrap it again.
        return False

    # --- schemas ----------------------------------------------------------------------------------
    def _map_basic_serializer(self, serializer: serializers.Serializer, direction: Any) -> Schema:
        schema: Schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, WireSerializer):
            optional = getattr(serializer.Meta, "by_include", {})
            schema["required"] = [name for name in schema["properties"] if name not in optional]
        return schema

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Schema:
        # Everything here is read; saying so at some fields would only split the types of generated clients.
        return {
            name: value
            for name, value in super()._get_serializer_field_meta(field, direction).items()
            if name not in ("readOnly", "title")
        }

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Schema:
        own = self._own_schema(field)
        if own is not None:
            return append_meta(own, self._get_serializer_field_meta(field, direction))
        schema: Schema = super()._map_serializer_field(field, direction, bypass_extensions)
        schema.pop("x-spec-enum-id", None)
        if isinstance(field, serializers.IntegerField):
            schema.setdefault("format", "int32")
        return schema

    def _own_schema(self, field: Any) -> Schema | None:
        if isinstance(field, Expandable):
            return self._id_or_object(field)
        if isinstance(field, Translations):
            return self._translations(field)
        if isinstance(field, Coordinates):
            kind = self._component("PointType", texts.POINT_TYPE)
            return self._component("Point", {**texts.POINT, "properties": {"type": kind, **texts.POINT["properties"]}})
        if isinstance(field, serializers.ChoiceField) and tuple(field.choices) in ENUMS:
            name = ENUMS[tuple(field.choices)]
            schema = {"type": "string", "enum": list(field.choices), "description": texts.ENUMS[name]}
            return self._component(name, schema)
        if isinstance(field, serializers.DecimalField):
            pattern = rf"^[0-9]{{1,{field.max_whole_digits}}}\.[0-9]{{{field.decimal_places}}}$"
            return {"type": "string", "format": "decimal", "pattern": pattern}
        return dict(TIME) if isinstance(field, serializers.TimeField) else None

    def _id_or_object(self, field: Expandable) -> Schema:
        nested = self.resolve_serializer(field.serializer(context=field.context), "response")
        either: Schema = {"oneOf": [ID, nested.ref], "description": texts.ID_OR_OBJECT}
        named = self._component(f"{nested.name}OrId", either)
        return {"anyOf": [named, {"type": "null"}]} if field.nullable else named

    def _translations(self, field: Translations) -> Schema:
        localized = self._component("LocalizedText", texts.LOCALIZED_TEXT)
        shape = str(type(field.parent).__name__).removesuffix("Serializer")
        schema = {
            "type": "object",
            "description": texts.TRANSLATIONS,
            "properties": dict.fromkeys(field.names, localized),
            "required": list(field.names),
        }
        return self._component(f"{shape}Translations", schema)

    def _component(self, name: str, schema: Schema) -> Schema:
        component = ResolvedComponent(name, ResolvedComponent.SCHEMA, schema, object=name)
        self.registry.register_on_missing(component)
        if self.registry[component].schema != schema:
            raise ValueError(f"Two schemas want to be the component {name}.")
        return dict(component.ref)


def _page(item: Schema) -> Schema:
    address = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "description": "A page of a list.",
        "properties": {
            "count": {"type": "integer", "format": "int32", "minimum": 0, "description": "Rows in the whole list."},
            "next": {**address, "description": "Address of the next page, every parameter kept; null on the last."},
            "previous": {**address, "description": "Address of the previous page; null on the first."},
            "results": build_array_type(item),
        },
        "required": ["count", "next", "previous", "results"],
    }


def _feed_page(item: Schema) -> Schema:
    page = _page(item)
    removed = {"type": "array", "items": ID, "description": texts.FEED_REMOVED}
    cursor = {"type": "string", "description": texts.FEED_CURSOR}
    properties = {
        **page["properties"],
        "count": {**page["properties"]["count"], "description": "Changes from here on, this page's included."},
        # Not of the type null: generators of Kotlin and Swift name a class for it that does not exist.
        "previous": {**page["properties"]["previous"], "description": "Always null: a feed is read forwards."},
        "removed": removed,
        "cursor": cursor,
    }
    required = [*page["required"], "removed", "cursor"]
    return {**page, "description": "A page of a change feed.", "properties": properties, "required": required}


def _problems(status: int, *codes: str) -> list[OpenApiExample]:
    return [
        OpenApiExample(name, value=problem(status, code, detail, errors))
        for name, (code, detail, errors) in examples.PROBLEMS.items()
        if code in (codes or ("invalid",))
    ]
