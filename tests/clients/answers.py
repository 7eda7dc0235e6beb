"""Every read operation of the documents, asked of a running server without any generated code."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.api.documented import DOCUMENTS, resolved

FACES = {"v1": "/api/v1/", "mobile": "/mobile-api/v1/"}
POSITION = {"near_latitude": 60.4518, "near_longitude": 22.2666}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A read operation. `shape` is the component that it answers with, `is_bare` whether with an array of them."""

    face: str
    path: str
    name: str
    parameters: dict[str, Any]
    shape: str
    is_bare: bool

    @property
    def address(self) -> str:
        """Its address, with the examples in the place of path parameters."""
        return self.path.format(**self.given("path"))

    def given(self, place: str) -> dict[str, Any]:
        """Parameters in a place of the request, by name, with the examples that the document gives."""
        found = {name: found for name, found in self.parameters.items() if found["in"] == place}
        return {name: parameter["schema"]["examples"][0] for name, parameter in found.items()}

    @property
    def nested(self) -> dict[str, Any]:
        """Query parameters that put in whatever can be put in."""
        asked: dict[str, Any] = {"lang": "sv"} if "lang" in self.parameters else {}
        if "include" in self.parameters:
            items = self.parameters["include"]["schema"]["items"]
            asked["include"] = resolved(FACES[self.face], items)["enum"]
        if POSITION.keys() <= self.parameters.keys():
            asked |= POSITION
        return asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back to an operation asked with some query parameters."""

    operation: Operation
    query: dict[str, Any]
    body: Any


def read_operations() -> Iterator[Operation]:
    """Every operation of both documents that reads JSON and needs no one to sign in."""
    for face, prefix in FACES.items():
        for path, item in DOCUMENTS[prefix]["paths"].items():
            operation = item.get("get")
            if operation is None or {} not in operation.get("security", [{}]):
                continue
            found = operation["responses"]["200"]["content"].get("application/json")
            if found is None:
                continue
            schema = found["schema"]
            is_bare = schema.get("type") == "array"
            yield Operation(
                face=face,
                path=path,
                name=operation["operationId"],
                parameters={one["name"]: one for one in operation.get("parameters", ())},
                shape=(schema["items"] if is_bare else schema)["$ref"].rpartition("/")[2],
                is_bare=is_bare,
            )


OPERATIONS = list(read_operations())
UNFILLED = {"list_statistics_releases", "read_statistics_table"}
"""Those of which the server has nothing yet: a release takes months of events."""
IDS = [f"{operation.face}-{operation.name}" for operation in OPERATIONS]


def read_everything(url: str) -> list[Answer]:
    """Answers of a server to every operation, each bare and with whatever can be put in."""
    found = []
    with httpx.Client(base_url=url, timeout=20) as client:
        for operation in OPERATIONS:
            for query in ({}, operation.nested):
                answer = client.get(operation.address, params=query)
                assert answer.status_code == 200, (operation.name, query, answer.text)
                found.append(Answer(operation=operation, query=query, body=answer.json()))
    return found
