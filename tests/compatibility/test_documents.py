"""Which differences between documents break clients, as a table of changes made to one document."""

import copy
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.clients.generating import DOCUMENTS
from tests.compatibility.documents import breaking

pytestmark = pytest.mark.once("documents and pages, which no database has a part in")

TODAY = dt.date(2026, 11, 24)
REF = {"$ref": "#/components/schemas/Place"}
NULL = {"type": "null"}
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/hobbies/": {
            "get": {
                "operationId": "list_hobbies",
                "tags": ["Hobbies"],
                "parameters": [
                    {"in": "query", "name": "age", "schema": {"type": "integer", "minimum": 0, "maximum": 120}},
                    {"in": "query", "name": "kind", "schema": {"$ref": "#/components/schemas/Kind"}},
                    {"in": "query", "name": "day", "schema": {"type": "string"}},
                    {
                        "in": "query",
                        "name": "category",
                        "schema": {"type": "array", "items": {"type": "integer"}, "maxItems": 100, "default": [1]},
                    },
                ],
                "responses": {
                    "200": {
                        "headers": {"Content-Language": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Hobby"}}},
                    },
                    "404": {"content": {"application/problem+json": {"schema": {"type": "object"}}}},
                },
            },
            "post": {
                "operationId": "create_hobby",
                "tags": ["Hobbies"],
                "security": [{"token": []}],
                "parameters": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewHobby"}}},
                },
                "responses": {"201": {}},
            },
        },
        "/hobbies/{id}/": {
            "get": {
                "operationId": "get_hobby",
                "tags": ["Hobbies"],
                "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "integer"}}],
                "responses": {"200": {"content": {"application/json": {"schema": REF}}}},
            }
        },
    },
    "components": {
        "schemas": {
            "Kind": {"type": "string", "enum": ["club", "school"]},
            "Place": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "within": {"anyOf": [REF, NULL]}},
                "required": ["name", "within"],
            },
            "Hobby": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer", "format": "int32"},
                    "name": {"type": "string"},
                    "note": {"type": "string"},
                    "time": {"type": "string", "pattern": "^..:..$"},
                    "weekday": {"type": "integer", "minimum": 1, "maximum": 7},
                    "age_from": {"type": ["integer", "null"]},
                    "kind": {"$ref": "#/components/schemas/Kind"},
                    "place": {"anyOf": [{"oneOf": [{"type": "integer"}, REF]}, NULL]},
                    "metres": {"type": "number"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["id", "name", "time", "weekday", "age_from", "kind", "place", "metres", "tags"],
            },
            "NewHobby": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 100},
                    "kind": {"$ref": "#/components/schemas/Kind"},
                    "price": {"type": ["number", "null"]},
                },
                "required": ["name"],
            },
        }
    },
}


class Parts:
    """A document to change, by what its parts are called in the table below."""

    def __init__(self) -> None:
        self.document = copy.deepcopy(DOCUMENT)
        self.paths = self.document["paths"]
        self.list, self.create = self.paths["/hobbies/"]["get"], self.paths["/hobbies/"]["post"]
        self.schemas = self.document["components"]["schemas"]
        self.hobby, self.new_hobby = self.schemas["Hobby"], self.schemas["NewHobby"]
        self.age, self.kind, self.day, self.category = self.list["parameters"]

    def field(self, name: str, **schema: Any) -> None:
        self.hobby["properties"][name] = schema

    def rename(self, component: str, name: str) -> None:
        changed = json.dumps(self.document).replace(f"/schemas/{component}", f"/schemas/{name}")
        self.document = json.loads(changed)
        schemas = self.document["components"]["schemas"]
        schemas[name] = schemas.pop(component)


NEW_SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
BREAKING: dict[str, tuple[Callable[[Parts], Any], str]] = {
    "a path is gone": (lambda p: p.paths.pop("/hobbies/{id}/"), "GET /hobbies/{}/: is gone"),
    "a method is gone": (lambda p: p.paths["/hobbies/"].pop("post"), "POST /hobbies/: is gone"),
    "a method has another name": (lambda p: p.list.update(operationId="hobbies"), "operationId is hobbies"),
    "a method is in another group": (lambda p: p.list.update(tags=["Leisure"]), "tags is"),
    "one must sign in": (lambda p: p.list.update(security=[{"token": []}]), "calling without signing in"),
    "another way to sign in": (lambda p: p.create.update(security=[{"key": []}]), "signing in by token"),
    # parameters
    "a parameter is gone": (lambda p: p.list["parameters"].pop(0), "query parameter age: is gone"),
    "a parameter has another name": (lambda p: p.age.update(name="years"), "query parameter age: is gone"),
    "a parameter is required": (lambda p: p.age.update(required=True), "parameter age: is required now"),
    "a new parameter is required": (
        lambda p: p.list["parameters"].append(
            {"in": "query", "name": "new", "required": True, "schema": {"type": "string"}}
        ),
        "parameter new: is required now",
    ),
    "a parameter of another type": (lambda p: p.day["schema"].update(type="integer"), "string is not taken"),
    "a parameter is an enumeration": (lambda p: p.day["schema"].update(enum=["mon"]), "only mon are taken"),
    "a parameter has a pattern": (lambda p: p.day["schema"].update(pattern="^mon"), "pattern is ^mon now"),
    "a parameter has a format": (lambda p: p.day["schema"].update(format="date"), "format is date now"),
    "a parameter has a narrower range": (lambda p: p.age["schema"].update(maximum=99), "maximum is 99 now, was 120"),
    "a parameter has a range": (lambda p: p.day["schema"].update(maxLength=9), "maxLength is 9 now"),
    "a choice is gone": (lambda p: p.kind.update(schema={"enum": ["club"], "type": "string"}), "school is not taken"),
    "fewer repeats": (lambda p: p.category["schema"].update(maxItems=10), "maxItems is 10 now"),
    "repeats of another type": (
        lambda p: p.category["schema"].update(items={"type": "boolean"}),
        "category[]: integer is not taken",
    ),
    "a parameter is split by commas": (lambda p: p.category.update(explode=False), "explode is False now"),
    "a default is another": (lambda p: p.category["schema"].update(default=[2]), "default is [2] now"),
    # bodies
    "a field must be sent": (lambda p: p.new_hobby["required"].append("kind"), "body.kind: is required now"),
    "a new field must be sent": (
        lambda p: (p.new_hobby["properties"].update(age={"type": "integer"}), p.new_hobby["required"].append("age")),
        "body.age: is required now",
    ),
    "a field is not taken": (lambda p: p.new_hobby["properties"].pop("price"), "body.price: is gone"),
    "null is not taken": (
        lambda p: p.new_hobby["properties"].update(price={"type": "number"}),
        "body.price: null is not taken any more",
    ),
    "only whole numbers are taken": (
        lambda p: p.new_hobby["properties"].update(price={"type": ["integer", "null"]}),
        "body.price: number is not taken",
    ),
    "shorter texts are taken": (lambda p: p.new_hobby["properties"]["name"].update(maxLength=50), "maxLength is 50"),
    "another kind of body": (
        lambda p: p.create["requestBody"].update(content={"text/csv": {}}),
        "body: application/json is gone",
    ),
    "no body": (lambda p: p.create.pop("requestBody"), "no body is taken"),
    "a body is required": (
        lambda p: p.list.update(requestBody={"required": True, "content": {}}),
        "a body is required now",
    ),
    # answers
    "a field is gone": (lambda p: p.hobby["properties"].pop("name"), "200.name: is gone"),
    "an optional field is gone": (lambda p: p.hobby["properties"].pop("note"), "200.note: is gone"),
    "a field may be absent": (lambda p: p.hobby["required"].remove("name"), "200.name: may be absent now"),
    "a field may be null": (lambda p: p.field("name", type=["string", "null"]), "200.name: may be null now"),
    "a field may be null, said otherwise": (
        lambda p: p.field("kind", anyOf=[{"$ref": "#/components/schemas/Kind"}, NULL]),
        "200.kind: may be null now",
    ),
    "a field of another type": (lambda p: p.field("name", type="integer"), "200.name: may be integer now"),
    "a field of a wider type": (lambda p: p.field("id", type="number"), "200.id: may be number now"),
    "a field of a longer number": (lambda p: p.field("id", type="integer", format="int64"), "format is int64"),
    "a field of a wider range": (
        lambda p: p.field("weekday", type="integer", minimum=0, maximum=7),
        "minimum is 0 now, was 1",
    ),
    "a field of another form": (lambda p: p.field("time", type="string", pattern="^......$"), "pattern is"),
    "a field of any form": (lambda p: p.field("time", type="string"), "pattern is not told now"),
    "a field may be a list": (
        lambda p: p.field("name", oneOf=[{"type": "string"}, {"type": "array", "items": {}}]),
        "200.name: may be array now",
    ),
    "items of another type": (
        lambda p: p.field("tags", type="array", items={"type": "integer"}),
        "200.tags[]: may be integer now",
    ),
    "a field of a component is gone": (
        lambda p: p.schemas["Place"].update(properties={"within": {"anyOf": [REF, NULL]}}),
        "200.name: is gone",
    ),
    "a choice of a field has changed": (
        lambda p: p.field("place", anyOf=[{"type": "integer"}, {"type": "string"}, NULL]),
        "200.place: may be string now",
    ),
    "another media type": (
        lambda p: p.list["responses"]["200"].update(content={"text/csv": {}}),
        "200: application/json is gone",
    ),
    "a success is answered with another status": (
        lambda p: p.list["responses"].update({"206": p.list["responses"].pop("200")}),
        "200: is not answered any more",
    ),
    "another success": (lambda p: p.list["responses"].update({"202": {}}), "202: is answered now"),
    "a header is gone": (lambda p: p.list["responses"]["200"].pop("headers"), "header Content-Language is gone"),
    "a problem of another kind": (
        lambda p: p.list["responses"]["404"].update(content={"application/json": {}}),
        "404: application/problem+json is gone",
    ),
    # names
    "a component has another name": (lambda p: p.rename("Kind", "Sort"), "component Kind: is gone"),
}
HARMLESS: dict[str, Callable[[Parts], Any]] = {
    "nothing": lambda p: None,
    "a new path": lambda p: p.paths.update({"/new/": {"get": p.list}}),
    "a new version": lambda p: p.paths.update({"/v2/hobbies/": {"get": {**p.list, "parameters": []}}}),
    "a new method": lambda p: p.paths["/hobbies/"].update(put=p.create),
    "a path parameter of another name": lambda p: p.paths.update(
        {
            "/hobbies/{hobby}/": {
                "get": {
                    **p.paths.pop("/hobbies/{id}/")["get"],
                    "parameters": [{"in": "path", "name": "hobby", "required": True, "schema": {"type": "integer"}}],
                }
            }
        }
    ),
    "a new parameter": lambda p: p.list["parameters"].append(
        {"in": "query", "name": "new", "schema": {"type": "string"}}
    ),
    "a parameter takes more": lambda p: p.age.update(schema={"type": ["number", "string"]}),
    "a new choice to ask for": lambda p: p.schemas["Kind"]["enum"].append("parish"),
    "a default that is not told any more": lambda p: p.category["schema"].pop("default"),
    "another way to sign in besides": lambda p: p.create["security"].append({"key": []}),
    "one need not sign in any more": lambda p: p.create["security"].append({}),
    "a new field to send": lambda p: p.new_hobby["properties"].update(age={"type": "integer"}),
    "a field need not be sent": lambda p: p.new_hobby.update(required=[]),
    "a body need not be sent": lambda p: p.create["requestBody"].update(required=False),
    "longer texts are taken": lambda p: p.new_hobby["properties"]["name"].pop("maxLength"),
    "a new field": lambda p: (p.field("new", type="string"), p.hobby["required"].append("new")),
    "a new field that may be null or absent": lambda p: p.field("new", type=["string", "null"]),
    "a field that is always there now": lambda p: p.hobby["required"].append("note"),
    "a field that is never null any more": lambda p: p.field("age_from", type="integer"),
    "a field of a narrower type": lambda p: p.field("metres", type="integer"),
    "a field of a narrower range": lambda p: p.field("weekday", type="integer", minimum=1, maximum=5),
    "a field of a form": lambda p: p.field("name", type="string", pattern="^[A-Z]"),
    "a field that is a component now": lambda p: (
        p.schemas.update(Name={"type": "string"}),
        p.field("name", allOf=[{"$ref": "#/components/schemas/Name"}], description="named"),
    ),
    "null said otherwise": lambda p: p.field("age_from", anyOf=[{"type": "integer"}, NULL]),
    "choices in another order": lambda p: p.field("place", oneOf=[NULL, REF, {"type": "integer"}]),
    "a 304 for those who ask for it": lambda p: p.list["responses"].update({"304": {}}),
    "a new status of refusal": lambda p: p.list["responses"].update({"429": {}}),
    "a refusal that does not come any more": lambda p: p.list["responses"].pop("404"),
    "a new header": lambda p: p.list["responses"]["200"]["headers"].update(ETag={"schema": {"type": "string"}}),
    "other words": lambda p: (p.list.update(description="other"), p.hobby.update(description="other")),
    "a component that nothing used": lambda p: p.schemas.update(New=NEW_SCHEMA),
}


def breaks(change: Callable[[Parts], Any], today: dt.date = TODAY) -> list[str]:
    changed = Parts()
    change(changed)
    return breaking(DOCUMENT, changed.document, today)


@pytest.mark.parametrize(("change", "told"), BREAKING.values(), ids=BREAKING)
def test_what_breaks_a_client_is_told_with_its_place(change: Callable[[Parts], Any], told: str) -> None:
    found = breaks(change)
    assert [line for line in found if told in line], found


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_breaks_no_client_may_change(change: Callable[[Parts], Any]) -> None:
    assert breaks(change) == []


def test_each_break_is_told_once_where_it_is() -> None:
    assert breaks(lambda p: p.field("name", type=["string", "null"])) == ["GET /hobbies/ 200.name: may be null now"]


# --- retirement ---------------------------------------------------------------------------------
def retired(sunset: str | None, *, deprecated: bool = True) -> dict[str, Any]:
    parts = Parts()
    parts.create.update(deprecated=deprecated, **({"x-sunset": sunset} if sunset else {}))
    return parts.document


def without_create() -> dict[str, Any]:
    parts = Parts()
    parts.paths["/hobbies/"].pop("post")
    parts.schemas.pop("NewHobby")
    return parts.document


@pytest.mark.parametrize(
    ("sunset", "deprecated", "may_go"),
    [
        ("2026-11-24", True, True),
        ("2026-11-25", True, False),
        ("2026-11-24", False, False),
        (None, True, False),
    ],
)
def test_an_operation_may_go_once_its_sunset_has_passed(sunset: str | None, deprecated: bool, may_go: bool) -> None:
    found = breaking(retired(sunset, deprecated=deprecated), without_create(), TODAY)
    assert found == ([] if may_go else ["POST /hobbies/: is gone"])


@pytest.mark.parametrize(("sunset", "is_in_time"), [("2027-11-23", False), ("2027-11-24", True)])
def test_a_sunset_is_announced_a_year_ahead(sunset: str, is_in_time: bool) -> None:
    assert (breaking(DOCUMENT, retired(sunset), TODAY) == []) is is_in_time


@pytest.mark.parametrize(("sunset", "is_kept"), [("2028-02-01", True), ("2028-01-31", False), (None, False)])
def test_a_sunset_once_announced_is_not_brought_forward(sunset: str | None, is_kept: bool) -> None:
    assert (breaking(retired("2028-02-01"), retired(sunset), TODAY) == []) is is_kept


# --- the real documents -------------------------------------------------------------------------
@pytest.mark.parametrize("face", DOCUMENTS)
def test_the_documents_at_hand_can_be_compared_whole(face: str) -> None:
    document = yaml.load(DOCUMENTS[face].read_text(), yaml.CSafeLoader)
    assert breaking(document, document, TODAY) == []
    changed = copy.deepcopy(document)
    changed["components"]["schemas"]["Location"]["properties"]["coordinates"]["anyOf"].pop(0)
    changed["components"]["schemas"]["Hobby"]["properties"]["name"] = {"type": ["string", "null"]}
    assert {line.rpartition(".")[2] for line in breaking(document, changed, TODAY)} >= {"name: may be null now"}
