"""Asking the API in tests, as a client would."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

V1, MOBILE = "/api/v1/", "/mobile-api/v1/"
FACES = [V1, MOBILE]
CLIENT = Client()
"""One for all: each would load the middleware anew, and WhiteNoise then looks at every static file."""


def get(face: str, path: str, params: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
    """The answer to a GET below a face. Lists in `params` are repeated; `accept_language="sv"` is a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return CLIENT.get(f"{face}{path}", params, headers=named)


def ok(face: str, path: str, params: dict[str, Any] | None = None, **headers: str) -> Any:
    """The body of an answer that must be 200."""
    answer = get(face, path, params, **headers)
    assert answer.status_code == 200, (answer.status_code, path, params, answer.content)
    return answer.json()


def rows(face: str, resource: str, params: dict[str, Any] | None = None, **headers: str) -> list[dict[str, Any]]:
    """The rows of a list that fits one page, paged or bare."""
    body = ok(face, f"{resource}/", params, **headers)
    if isinstance(body, list):
        return body
    assert body["count"] == len(body["results"])
    return body["results"]


def ids(face: str, resource: str, params: dict[str, Any] | None = None, **headers: str) -> list[int]:
    """The ids of a list that fits one page, in order."""
    return [row["id"] for row in rows(face, resource, params, **headers)]


def refused(path: str, params: dict[str, Any] | None = None) -> set[str]:
    """The parameters that `/api/v1/` finds wrong, by a problem that must be there."""
    answer = get(V1, path, params)
    assert answer.status_code == 400, (answer.status_code, path, params, answer.content)
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["status"]) == ("invalid", 400)
    assert problem["type"] == "urn:harrastuspassi:problem:invalid"
    assert all(error["message"] and error["code"] for error in problem["errors"])
    return {error["field"] for error in problem["errors"]}
