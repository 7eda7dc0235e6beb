"""The Python client, as openapi-python-client makes it, calls every read operation of a running server."""

import datetime as dt
import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.api.documented import resolved
from tests.clients.answers import FACES, IDS, OPERATIONS, POSITION, UNFILLED, Operation
from tests.clients.generating import GENERATED, generate, package
from tests.clients.toolbox import REQUIRED, missing_python

pytestmark = pytest.mark.skipif(not REQUIRED and bool(missing_python()), reason=f"No Python client: {missing_python()}")
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[dict[str, Any]]:
    """A generated client of each face, talking to the server."""
    with ExitStack() as connected:
        made = {}
        for face in FACES:
            generate("python", face)
            sys.path.insert(0, str(GENERATED / "python" / face))
            generated = importlib.import_module(package(face))
            made[face] = connected.enter_context(generated.Client(base_url=server, raise_on_unexpected_status=True))
        yield made


def module_of(operation: Operation) -> ModuleType:
    """The generated module of an operation, whichever tag it stands under."""
    folder = GENERATED / "python" / operation.face / package(operation.face)
    [path] = folder.glob(f"api/*/{operation.name}.py")
    return importlib.import_module(f"{package(operation.face)}.api.{path.parent.name}.{operation.name}")


def argument(operation: Operation, schema: dict[str, Any], value: Any) -> Any:
    """A value as the generated function takes it."""
    named = (schema.get("allOf") or [schema])[0].get("$ref")
    if named and "enum" in resolved(FACES[operation.face], {"$ref": named}):
        return getattr(importlib.import_module(f"{package(operation.face)}.models"), named.rpartition("/")[2])(value)
    if schema.get("type") == "array":
        return [argument(operation, schema["items"], item) for item in value]
    convert: dict[str, Any] = {"date": dt.date.fromisoformat, "date-time": dt.datetime.fromisoformat}
    return convert.get(schema.get("format", ""), lambda same: same)(value)


def call(client: dict[str, Any], operation: Operation, query: dict[str, Any]) -> Any:
    """The generated client's response to an operation."""
    values = {**operation.given("path"), **query}
    arguments = {
        name: argument(operation, operation.parameters[name]["schema"], value) for name, value in values.items()
    }
    return module_of(operation).sync_detailed(client=client[operation.face], **arguments)


def dumped(parsed: Any) -> Any:
    """A parsed model, or a list of them, as JSON again."""
    return [item.to_dict() for item in parsed] if isinstance(parsed, list) else parsed.to_dict()


@pytest.mark.parametrize("is_nested", [False, True], ids=["ids", "nested"])
@every_operation
def test_what_is_read_becomes_models_that_have_lost_nothing(
    client: dict[str, Any], operation: Operation, is_nested: bool
) -> None:
    response = call(client, operation, operation.nested if is_nested else {})
    assert response.status_code == HTTPStatus.OK
    rows = response.parsed if operation.is_bare else [response.parsed]
    assert {type(row).__name__ for row in rows} == {operation.shape}
    assert dumped(response.parsed) == json.loads(response.content)
    # A page of nothing shows nothing.
    assert rows[0].to_dict().get("results", True) or operation.name in UNFILLED


@every_operation
def test_every_parameter_arrives_as_it_does_without_the_client(
    client: dict[str, Any], server: str, operation: Operation
) -> None:
    position = POSITION if POSITION.keys() <= operation.parameters.keys() else {}
    given = operation.given("query")
    given.pop("format", None)  # another than JSON, of which no model is made
    for name, value in given.items():
        query = {**position, name: value}
        sent = {**query, "bbox": ",".join(map(str, value))} if name == "bbox" else query
        plain = httpx.get(server + operation.address, params=sent, timeout=20)
        assert dumped(call(client, operation, query).parsed) == plain.json(), name


def test_dates_instants_and_choices_are_of_their_own_types(client: dict[str, Any]) -> None:
    [events] = [found for found in OPERATIONS if (found.face, found.name) == ("v1", "list_hobby_events")]
    event = call(client, events, events.nested).parsed.results[0]
    assert isinstance(event.start_date, dt.date)
    assert event.starts_at.utcoffset() in (dt.timedelta(hours=2), dt.timedelta(hours=3))
    assert (type(event.access).__name__, type(event.hobby.price_type).__name__) == ("Access", "PriceType")


def test_a_refusal_becomes_a_problem_that_names_the_parameter(client: dict[str, Any]) -> None:
    [hobbies] = [found for found in OPERATIONS if (found.face, found.name) == ("v1", "list_hobbies")]
    response = call(client, hobbies, {"max_distance": 5.0})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert [(error.field, response.parsed.code) for error in response.parsed.errors] == [("max_distance", "invalid")]
