"""What between two OpenAPI documents would break a client of the first."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

from tests.compatibility.schemas import Comparison, Direction

Document = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
NOTICE = dt.timedelta(days=365)


def breaking(old: Document, new: Document, today: dt.date) -> list[str]:
    """Every difference that breaks, with its place; the only way out is a sunset that has passed (RFC 8594)."""
    return list(_breaking(old, new, today))


def _breaking(old: Document, new: Document, today: dt.date) -> Iterator[str]:
    left, becomes = _operations(old), _operations(new)
    kept = {}
    for name, operation in left.items():
        if name in becomes:
            kept[name] = operation
            yield from _operation(old, new, operation, becomes[name], name)
        elif not _is_over(operation, today):
            yield f"{name}: is gone"
        yield from _sunset(operation, becomes.get(name, operation), name, today)
    for name in becomes.keys() - left.keys():
        yield from _sunset({}, becomes[name], name, today)
    there = new.get("components", {}).get("schemas", {})
    yield from (f"component {name}: is gone" for name in sorted(_named(old, kept)) if name not in there)


def _operations(document: Document) -> dict[str, Document]:
    found = {}
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in METHODS:
            if method in item:
                own = {"security": document.get("security", [{}]), **item[method]}
                # The name of a path parameter is no part of the address.
                place = re.sub(r"{\w+}", "{}", path)
                found[f"{method.upper()} {place}"] = {**own, "parameters": [*shared, *own.get("parameters", [])]}
    return found


def _named(document: Document, operations: dict[str, Document]) -> set[str]:
    """Schemas that operations lead to."""
    schemas = document.get("components", {}).get("schemas", {})
    found: set[str] = set()
    ahead = [json.dumps(operations)]
    while ahead:
        for name in re.findall(r'"#/components/schemas/([^"]+)"', ahead.pop()):
            if name not in found and name in schemas:
                found.add(name)
                ahead.append(json.dumps(schemas[name]))
    return found


# --- retirement ---------------------------------------------------------------------------------
def _sunset_of(operation: Document) -> dt.date | None:
    told = operation.get("x-sunset")
    return dt.date.fromisoformat(str(told)) if told else None


def _is_over(operation: Document, today: dt.date) -> bool:
    sunset = _sunset_of(operation)
    return bool(operation.get("deprecated") and sunset and sunset <= today)


def _sunset(old: Document, new: Document, name: str, today: dt.date) -> Iterator[str]:
    was, becomes = _sunset_of(old), _sunset_of(new)
    if was is None and becomes is not None and becomes < today + NOTICE:
        yield f"{name}: its sunset, {becomes}, is less than {NOTICE.days} days away"
    if was is not None and (becomes is None or becomes < was) and not _is_over(old, today):
        yield f"{name}: its sunset is {becomes} now, was {was}"


# --- one operation ------------------------------------------------------------------------------
def _operation(old: Document, new: Document, was: Document, becomes: Document, name: str) -> Iterator[str]:
    for what in ("operationId", "tags"):
        if was.get(what) != becomes.get(what):
            yield f"{name}: {what} is {becomes.get(what)} now, was {was.get(what)}: clients know it by that"
    ways = becomes["security"]
    yield from (f"{name}: {_way(way)} is not enough any more" for way in was["security"] if way not in ways)
    yield from _parameters(old, new, was, becomes, name)
    yield from _body(old, new, was, becomes, name)
    yield from _answers(old, new, was.get("responses", {}), becomes.get("responses", {}), name)


def _way(way: Document) -> str:
    return f"signing in by {', '.join(way)}" if way else "calling without signing in"


def _parameters(old: Document, new: Document, was: Document, becomes: Document, name: str) -> Iterator[str]:
    asked = _by_place(was)
    now_asked = _by_place(becomes)
    for place, parameter in asked.items():
        at = f"{name} {place}"
        if place not in now_asked:
            yield f"{at}: is gone"
            continue
        other = now_asked[place]
        for what, usual in (("style", "form"), ("explode", True)):
            if parameter.get(what, usual) != other.get(what, usual):
                yield f"{at}: {what} is {other.get(what, usual)} now"
        told, now_told = parameter["schema"].get("default"), other["schema"].get("default")
        if None not in (told, now_told) and told != now_told:
            yield f"{at}: default is {now_told} now, was {told}"
        yield from Comparison(old, new, Direction.REQUEST).breaks(parameter["schema"], other["schema"], at)
    for place, parameter in now_asked.items():
        if parameter.get("required") and not asked.get(place, {}).get("required"):
            yield f"{name} {place}: is required now"


def _by_place(operation: Document) -> dict[str, Document]:
    # Path parameters go by their order: see _operations.
    number = 0
    found = {}
    for parameter in operation["parameters"]:
        number += parameter["in"] == "path"
        known = f"number {number}" if parameter["in"] == "path" else parameter["name"]
        found[f"{parameter['in']} parameter {known}"] = parameter
    return found


def _body(old: Document, new: Document, was: Document, becomes: Document, name: str) -> Iterator[str]:
    body, now_body = was.get("requestBody"), becomes.get("requestBody")
    if now_body and now_body.get("required") and not (body and body.get("required")):
        yield f"{name}: a body is required now"
    if body and not now_body:
        yield f"{name}: no body is taken any more"
    elif body and now_body:
        yield from _contents(old, new, body, now_body, f"{name} body", Direction.REQUEST)


def _contents(
    old: Document, new: Document, was: Document, becomes: Document, at: str, direction: Direction
) -> Iterator[str]:
    offered = becomes.get("content", {})
    for media_type, content in was.get("content", {}).items():
        if media_type not in offered:
            yield f"{at}: {media_type} is gone"
        else:
            pair = content.get("schema", {}), offered[media_type].get("schema", {})
            yield from Comparison(old, new, direction).breaks(*pair, at)


def _answers(old: Document, new: Document, was: Document, becomes: Document, name: str) -> Iterator[str]:
    for status, answer in was.items():
        at = f"{name} {status}"
        if status in becomes:
            yield from _contents(old, new, answer, becomes[status], at, Direction.ANSWER)
            gone = [header for header in answer.get("headers", {}) if header not in becomes[status].get("headers", {})]
            yield from (f"{at}: header {header} is gone" for header in gone)
        elif _is_success(status):
            yield f"{at}: is not answered any more"
    for status in becomes:
        if _is_success(status) and status not in was:
            yield f"{name} {status}: is answered now"


def _is_success(status: str) -> bool:
    """Whether a client has to know an answer. 304 comes only to those who ask for it by If-None-Match."""
    return str(status)[0] in "23" and str(status) != "304"
