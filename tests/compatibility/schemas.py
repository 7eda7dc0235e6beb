"""What between two schemas would break a client: one that reads what the schema describes, or one that sends it.

A value is one of several alternatives, each of one JSON type. Whatever is newly answered must be among what a client
of the old document knows; whatever such a client may send must be among what is newly taken. Both are the same
question, asked in opposite directions, but for two promises that clients make in turn: they ignore fields and tolerate
enumeration values that they do not know.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Schema = dict[str, Any]
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
ANYTHING = "anything"


class Direction(Enum):
    """Who reads what the schema describes."""

    ANSWER = "answer"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents whose schemas are compared. `under_way` ends what refers to itself."""

    old: dict[str, Any]
    new: dict[str, Any]
    direction: Direction
    under_way: set[str] = field(default_factory=set)

    def breaks(self, old: Schema, new: Schema, at: str) -> list[str]:
        """What would break, each with its place."""
        pair = json.dumps([old, new])
        if pair in self.under_way:
            return []
        self.under_way.add(pair)
        found = list(self._breaks(alternatives(self.old, old), alternatives(self.new, new), at))
        self.under_way.discard(pair)
        return found

    @property
    def is_answer(self) -> bool:
        """Whether the server writes and the client reads."""
        return self.direction is Direction.ANSWER

    def _breaks(self, old: list[Schema], new: list[Schema], at: str) -> Iterator[str]:
        may_come, known = (new, old) if self.is_answer else (old, new)
        for inner in may_come:
            fitting = [outer for outer in known if fits(inner, outer)]
            if not fitting:
                yield self._no_place(inner, at)
                continue
            pairs = [(outer, inner) if self.is_answer else (inner, outer) for outer in fitting]
            # Of several that may be meant, the one that breaks least is.
            yield from min((list(self._of_one_type(was, becomes, at)) for was, becomes in pairs), key=len)

    def _no_place(self, inner: Schema, at: str) -> str:
        kind = kind_of(inner)
        if kind == "null":
            return f"{at}: may be null now" if self.is_answer else f"{at}: null is not taken any more"
        return f"{at}: may be {kind} now" if self.is_answer else f"{at}: {kind} is not taken any more"

    def _of_one_type(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        yield from self._values(old, new, at)
        yield from self._bounds(old, new, at)
        yield from self._properties(old, new, at)
        if "items" in old or "items" in new:
            yield from self.breaks(old.get("items", {}), new.get("items", {}), f"{at}[]")
        extra = old.get("additionalProperties"), new.get("additionalProperties")
        if all(isinstance(one, dict) for one in extra):
            yield from self.breaks(*extra, f"{at}.*")  # type: ignore[arg-type]

    def _values(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for name in ("format", "pattern"):
            was, becomes = old.get(name), new.get(name)
            told, asked = (was, becomes) if self.is_answer else (becomes, was)
            if told is not None and told != asked:
                yield f"{at}: {name} is {becomes or 'not told'} now, was {was or 'not told'}"
        was, becomes = values_of(old), values_of(new)
        if self.is_answer or becomes is None:
            return
        if was is None:
            yield f"{at}: only {', '.join(map(str, becomes))} are taken now"
        for value in was or ():
            if value not in becomes:
                yield f"{at}: {value} is not taken any more"

    def _bounds(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for names, is_lower in ((LOWER, True), (UPPER, False)):
            for name in names:
                inner, outer = (new.get(name), old.get(name)) if self.is_answer else (old.get(name), new.get(name))
                if outer is None:
                    continue
                if inner is None or (inner < outer if is_lower else inner > outer):
                    yield f"{at}: {name} is {new.get(name)} now, was {old.get(name)}"

    def _properties(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        was, becomes = old.get("properties", {}), new.get("properties", {})
        for name in was:
            if name not in becomes:
                yield f"{at}.{name}: is gone"
            else:
                yield from self.breaks(was[name], becomes[name], f"{at}.{name}")
        required, now_required = set(old.get("required", ())), set(new.get("required", ()))
        if self.is_answer:
            missing = [name for name in was if name in required - now_required and name in becomes]
            yield from (f"{at}.{name}: may be absent now" for name in missing)
        else:
            yield from (f"{at}.{name}: is required now" for name in sorted(now_required - required))


# --- alternatives -------------------------------------------------------------------------------
def resolve(document: dict[str, Any], schema: Schema) -> Schema:
    """The schema, with the component that it names in its place, and the parts of an `allOf` as one."""
    parts = [{name: value for name, value in schema.items() if name not in ("$ref", "allOf")}]
    if "$ref" in schema:
        parts.insert(0, resolve(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]))
    parts[:0] = [resolve(document, part) for part in schema.get("allOf", ())]
    whole: Schema = {}
    for part in parts:
        properties = {**whole.get("properties", {}), **part.get("properties", {})}
        required = [*whole.get("required", ()), *part.get("required", ())]
        whole |= part
        whole |= {"properties": properties} if properties else {}
        whole |= {"required": required} if required else {}
    return whole


def alternatives(document: dict[str, Any], schema: Schema) -> list[Schema]:
    """What a value may be: schemas of one JSON type each, with neither references nor choices on top."""
    whole = resolve(document, schema)
    choices = whole.get("oneOf") or whole.get("anyOf")
    if choices:
        return [one for choice in choices for one in alternatives(document, choice)]
    kinds = whole.get("type")
    if not isinstance(kinds, list):
        return [whole]
    # Values that an enumeration gives belong to the types that they are of.
    return [{**whole, "type": kind} for kind in kinds]


def kind_of(schema: Schema) -> str:
    """The JSON type that a schema of one alternative describes."""
    if "type" in schema:
        return str(schema["type"])
    return "object" if "properties" in schema else "array" if "items" in schema else ANYTHING


def values_of(schema: Schema) -> list[Any] | None:
    """The values that a schema enumerates; None when it does not."""
    return [schema["const"]] if "const" in schema else schema.get("enum")


def fits(inner: Schema, outer: Schema) -> bool:
    """Whether values of the inner alternative are of the outer one's type."""
    inside, outside = kind_of(inner), kind_of(outer)
    return outside in (inside, ANYTHING) or (inside, outside) == ("integer", "number")
