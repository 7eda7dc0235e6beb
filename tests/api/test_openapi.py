"""The OpenAPI documents say exactly what the faces take and give."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from api.common.documents import MobileGenerator, V1Generator
from api.common.errors import CODES
from api.urls import mobile, v1
from tests.api.asking import MOBILE, V1, get, ok
from tests.api.documented import (
    DOCUMENTS,
    EVERYTHING,
    IDS,
    OPERATION_NAMES,
    OPERATIONS,
    faults,
    fill_catalogue,
    resolved,
)
from tests.shared import made_once

API = Path(__file__).parents[2] / "api"
HERE = {"near_latitude": 60.4518, "near_longitude": 22.2666}
every_operation = pytest.mark.parametrize(("face", "path", "operation"), OPERATIONS, ids=OPERATION_NAMES)


def query_schemas(operation: dict[str, Any]) -> dict[str, Any]:
    return {found["name"]: found["schema"] for found in operation["parameters"] if found["in"] == "query"}


# --- the files ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("openapi.yaml", []),
        ("openapi-mobile.yaml", ["--generator-class", "api.common.documents.MobileGenerator"]),
    ],
)
def test_the_committed_document_is_the_one_that_the_code_makes(name: str, arguments: list[str], tmp_path: Path) -> None:
    made = tmp_path / name
    call_command("spectacular", *arguments, "--validate", "--fail-on-warn", "--file", str(made))
    command = " ".join(["MODE=demo python manage.py spectacular", *arguments, "--file", f"api/{name}"])
    assert made.read_bytes() == (API / name).read_bytes(), f"api/{name} is out of date: {command}"


def test_the_document_is_the_same_wherever_it_is_made(settings: Any) -> None:
    settings.PUBLIC_URL = "https://elsewhere.example"
    settings.LANGUAGE_CODE = "sv"
    with translation.override("sv"):
        assert V1Generator().get_schema(public=True) == DOCUMENTS[V1]
        assert MobileGenerator().get_schema(public=True) == DOCUMENTS[MOBILE]


def test_every_parser_of_yaml_reads_the_same_codes() -> None:
    # YAML 1.1 reads 091 as a text, 1.2 as a number.
    text = (API / "openapi.yaml").read_text()
    assert re.findall(r"(?m)^.*(?:: |- )0\d+$", text) == []
    assert yaml.safe_load(text) == DOCUMENTS[V1]


def test_each_way_to_call_that_is_asked_for_is_described() -> None:
    for face in (V1, MOBILE):
        operations = [operation for of, _, _, operation in EVERYTHING if of == face]
        asked = {name for operation in operations for way in operation.get("security", ()) for name in way}
        assert asked == DOCUMENTS[face]["components"].get("securitySchemes", {}).keys()


# --- serving ------------------------------------------------------------------------------------
@pytest.mark.parametrize("face", [V1, MOBILE])
@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/html,*/*;q=0.1", "image/png"])
def test_the_document_is_json_unless_yaml_is_asked_for(face: str, accept: str) -> None:
    answer = Client().get(f"{face}schema/", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == DOCUMENTS[face]


@pytest.mark.parametrize("accept", ["application/yaml", "application/vnd.oai.openapi"])
def test_the_document_is_yaml_when_asked_for(accept: str) -> None:
    answer = Client().get(f"{V1}schema/", headers={"Accept": accept})
    assert answer.headers["Content-Type"].startswith(accept)
    assert "Accept" in answer.headers["Vary"]
    assert answer.content == (API / "openapi.yaml").read_bytes()


# --- shape --------------------------------------------------------------------------------------
def test_operation_ids_make_method_names() -> None:
    assert [operation["operationId"] for face, _, operation in OPERATIONS if face == V1] == [
        "list_hobbies",
        "get_hobby",
        "list_hobby_changes",
        "list_hobby_events",
        "get_hobby_event",
        "list_hobby_event_changes",
        "list_hobby_categories",
        "get_hobby_category",
        "list_hobby_category_changes",
        "list_organizers",
        "get_organizer",
        "list_organizer_changes",
        "list_locations",
        "get_location",
        "list_location_changes",
        "list_promotions",
        "get_promotion",
        "list_promotion_changes",
        "list_municipalities",
        "get_municipality",
        "list_districts",
        "get_district",
        "list_audiences",
        "get_audience",
        "list_suggestions",
        "list_kept_data",
        "list_consents",
    ]


@every_operation
def test_every_operation_and_parameter_is_explained(face: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENTS[face]["tags"]}
    assert all(found["description"] and found["schema"]["examples"] for found in operation["parameters"])
    assert all(answer["description"] for answer in operation["responses"].values())


def test_the_codes_in_words_are_those_of_the_code() -> None:
    told = re.findall(r"(?m)^\| `(\w+)` \| (\d+) \| (.+) \|$", DOCUMENTS[V1]["info"]["description"])
    assert {code: (int(status), meaning) for code, status, meaning in told} == CODES


def test_enumerations_are_components_with_the_models_names() -> None:
    schemas = DOCUMENTS[V1]["components"]["schemas"]
    assert schemas["PriceType"]["enum"] == ["free", "paid", "annual", "seasonal", "one_time"]
    assert schemas["Access"]["enum"] == ["open", "trial", "course"]
    assert schemas["HobbyEvent"]["properties"]["access"] == {"$ref": "#/components/schemas/Access"}
    events = query_schemas(DOCUMENTS[V1]["paths"]["/api/v1/hobbyevents/"]["get"])
    assert events["access"]["items"] == {"$ref": "#/components/schemas/Access"}
    assert events["include"]["items"] == {"$ref": "#/components/schemas/HobbyEventInclude"}
    assert schemas["HobbyOrdering"]["enum"] == ["relevance", "nearest", "start_date", "name"]


def schemas_within(value: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a document with its address, examples left out."""
    if isinstance(value, dict):
        yield at, value
        for name, inner in value.items():
            if name not in ("examples", "example"):
                yield from schemas_within(inner, f"{at}/{name}")
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from schemas_within(inner, f"{at}/{number}")


@pytest.mark.parametrize("face", [V1, MOBILE])
def test_whatever_becomes_a_type_in_a_client_has_a_name(face: str) -> None:
    components = re.compile(r"/components/schemas/\w+")
    parts = dict(schemas_within(DOCUMENTS[face], ""))
    types = [at for at, part in parts.items() if "properties" in part or "oneOf" in part or "enum" in part]
    assert [at for at in types if not components.fullmatch(at) and not at.endswith("/properties")] == []


@pytest.mark.parametrize("face", [V1, MOBILE])
def test_null_is_said_in_the_two_ways_that_generators_read(face: str) -> None:
    null = {"type": "null"}
    parts = [part for _, part in schemas_within(DOCUMENTS[face], "")]
    either = [part["anyOf"] for part in parts if "anyOf" in part]
    assert [choices for choices in either if "$ref" not in choices[0] or choices[1:] != [null]] == []
    assert parts.count(null) == len(either)
    assert not any("nullable" in part for part in parts)


def test_the_mobile_document_has_arrays_where_the_apps_read_arrays() -> None:
    answers = {
        path: operation["responses"]["200"]["content"]["application/json"]["schema"]
        for face, path, operation in OPERATIONS
        if face == MOBILE and "{id}" not in path
    }
    assert {path.split("/")[3] for path, schema in answers.items() if schema.get("type") == "array"} == {
        "hobbycategories",
        "promotions",
        "locations",
        "organizers",
    }
    assert answers["/mobile-api/v1/hobbyevents/"] == {"$ref": "#/components/schemas/HobbyEventPage"}
    assert "translations" not in DOCUMENTS[MOBILE]["components"]["schemas"]["Hobby"]["properties"]


# --- examples -----------------------------------------------------------------------------------
def examples_of(operation: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    for parameter in operation["parameters"]:
        for value in parameter["schema"]["examples"]:
            yield parameter["schema"], value
    for answer in operation["responses"].values():
        for content in answer.get("content", {}).values():
            for example in content.get("examples", {}).values():
                yield content["schema"], example["value"]


@every_operation
def test_every_example_is_valid(face: str, path: str, operation: dict[str, Any]) -> None:
    checked = [(value, faults(face, schema, value)) for schema, value in examples_of(operation)]
    assert [found for found in checked if found[1]] == []


@pytest.mark.parametrize(("path", "operation"), [item[1:] for item in OPERATIONS if item[0] == V1])
def test_every_answer_of_v1_has_an_example(path: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        assert all(content.get("examples") for content in answer.get("content", {}).values()), status


# --- parameters ---------------------------------------------------------------------------------
def test_the_document_has_exactly_the_parameters_that_the_views_read() -> None:
    for face, patterns in ((V1, v1), (MOBILE, mobile)):
        for pattern in patterns:
            view = getattr(pattern.callback, "cls", None)
            if not hasattr(view, "list_query"):
                continue
            arguments = pattern.callback.initkwargs
            is_feed = str(pattern.pattern).endswith("changes/")
            query = view.changes_query if is_feed else view.detail_query if arguments["detail"] else view.list_query
            is_bare = not arguments["detail"] and view.resource in arguments["face"].bare_lists
            path = f"{face}{pattern.pattern}".replace("<int:pk>", "{id}")
            not_there = ({"page", "page_size"} if is_bare else set()) | (set() if face == V1 else {"after"})
            expected = set(query().fields) - not_there
            assert set(query_schemas(DOCUMENTS[face]["paths"][path]["get"])) == expected, path


filled = made_once(fill_catalogue)


@pytest.mark.django_db
@pytest.mark.usefixtures("filled")
@every_operation
def test_every_parameter_takes_its_example(face: str, path: str, operation: dict[str, Any]) -> None:
    schemas = query_schemas(operation)
    position = HERE if HERE.keys() <= schemas.keys() else {}
    address = path.removeprefix(face).replace("{id}", str(own_id(operation)))
    for name, schema in schemas.items():
        value = schema["examples"][0]
        sent = ",".join(map(str, value)) if name == "bbox" else str(value).lower() if value in (True, False) else value
        answer = get(face, address, {**position, name: sent})
        assert answer.status_code == 200, (name, value, answer.content)


def test_no_parameter_has_a_default_that_clients_would_send() -> None:
    # Generated clients send what they are told is the default: search would be ordered by name, and mobile pages cut.
    schemas = [schema for _, _, operation in OPERATIONS for schema in query_schemas(operation).values()]
    assert not any("default" in schema for schema in schemas)
    ordering = next(found for found in OPERATIONS[0][2]["parameters"] if found["name"] == "ordering")
    assert ordering["description"].endswith("Default: `name`; with `search`: `relevance`.")


def own_id(operation: dict[str, Any]) -> int | None:
    return next((found["schema"]["examples"][0] for found in operation["parameters"] if found["in"] == "path"), None)


@pytest.mark.django_db
@pytest.mark.usefixtures("filled")
@every_operation
def test_a_parameter_that_is_not_documented_is_refused_or_ignored(
    face: str, path: str, operation: dict[str, Any]
) -> None:
    address = path.removeprefix(face).replace("{id}", str(own_id(operation)))
    answer = get(face, address, {"no_such": "1"})
    assert answer.status_code == (400 if face == V1 else 200)


# --- answers ------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("is_nested", [False, True], ids=["ids", "nested"])
@every_operation
def test_answers_have_exactly_the_documented_fields(
    face: str, path: str, operation: dict[str, Any], is_nested: bool
) -> None:
    schemas = query_schemas(operation)
    asked: dict[str, Any] = {}
    if is_nested:
        asked["include"] = resolved(face, schemas["include"]["items"])["enum"] if "include" in schemas else []
        asked |= HERE if HERE.keys() <= schemas.keys() else {}
    for language in ("fi", "sv", "en"):
        body = ok(face, path.removeprefix(face).replace("{id}", str(own_id(operation))), {**asked, "lang": language})
        assert faults(face, operation["responses"]["200"]["content"]["application/json"]["schema"], body) == []
        assert body if "{id}" in path or isinstance(body, list) else body["results"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("face", "path", "status", "media_type"),
    [
        (V1, "hobbies/?lang=de&x=1", 400, "application/problem+json"),
        (V1, "hobbies/1/", 404, "application/problem+json"),
        (V1, "hobbies/?page=9", 404, "application/problem+json"),
        (MOBILE, "hobbies/1/", 404, "application/json"),
        (MOBILE, "hobbies/?page=9", 404, "application/json"),
    ],
)
def test_errors_are_as_documented(face: str, path: str, status: int, media_type: str) -> None:
    answer = get(face, path)
    documented = f"{face}hobbies/{{id}}/" if "hobbies/1" in path else f"{face}hobbies/"
    content = DOCUMENTS[face]["paths"][documented]["get"]["responses"][str(status)]["content"]
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, media_type)
    assert faults(face, content[media_type]["schema"], answer.json()) == []


def test_the_validator_sees_what_is_undocumented() -> None:
    schema = {"$ref": "#/components/schemas/MunicipalityRef"}
    right = {"id": IDS["Municipality"], "code": "853", "name": "Turku"}
    assert faults(V1, schema, right) == []
    assert faults(V1, schema, {**right, "region": "Varsinais-Suomi"})
    assert faults(V1, schema, {**right, "name": None})
