"""Wire shapes compiled: the columns that a shape reads of a row, and a function from those to plain values.

The serializer stays the one definition. Its fields say which columns they read (`WireField.reads`) and
what they make of them (`WireField.value`); here both are found out once for a face, an include and a
language, so that an answer costs a query and a loop, and no model instances. A test holds what comes
out to what the serializer makes of instances, byte for byte.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from rest_framework import serializers

from api.common.faces import Face
from harrastuspassi.catalogue.criteria import Position
from harrastuspassi.common import clock, geo
from harrastuspassi.common.languages import Language, text_expression
from harrastuspassi.common.prepared import Picked, PreparedRows

T = TypeVar("T")
Row = Sequence[Any]


class Answer:
    """What an answer is made with, aside from its rows: where the reader is, and what is read once for all rows."""

    def __init__(self, position: Position | None = None):
        self.here = geo.unit_vector(position.latitude, position.longitude) if position else None
        self.measured: tuple[Any, int] = (None, 0)
        """The place whose distance was asked for last, and its metres."""
        self._read: dict[Any, Any] = {}

    def once(self, read: Callable[..., T], *arguments: Any) -> T:
        """What `read` returns, called for the first row that asks."""
        if read not in self._read:
            self._read[read] = read(*arguments)
        found: T = self._read[read]
        return found


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """An object with these keys, in their order; None where the column `key` is."""

    parts: "dict[str, Part]"
    key: int | None = None


@dataclass(frozen=True, slots=True)
class ValueOf:
    """What a function makes of some columns."""

    function: Callable[..., Any]
    places: tuple[int, ...]


Part = int | ObjectOf | ValueOf | Callable[[Row, Answer], Any]
"""How a value is had of a row: a column as it is, by its index, or what is made of it."""


@dataclass(slots=True)
class Plan:
    """The columns of a row, each once, and what the shape is for."""

    face: Face
    include: frozenset[str]
    language: Language
    columns: list[Any] = field(default_factory=list)
    _places: dict[Any, int] = field(default_factory=dict, init=False)

    @property
    def context(self) -> dict[str, Any]:
        """The serializers' context of the same shape."""
        return {"face": self.face, "include": self.include, "language": self.language}

    def column(self, path: str) -> int:
        """Index of the column at a path from the row."""
        return self._place(path, path)

    def text(self, path: str) -> int:
        """Index of the text whose languages stand at a path: the asked one, or the next that is filled."""
        return self._place(("text", path), text_expression(path, self.language))

    def _place(self, key: Any, expression: Any) -> int:
        if key not in self._places:
            self._places[key] = len(self.columns)
            self.columns.append(expression)
        return self._places[key]


def made(part: Part) -> Callable[[Row, Answer], Any]:
    """A part as a function: one expression of Python for all of it, which is faster than functions that call others."""
    functions: list[Callable[..., Any]] = []
    written = f"lambda row, answer: {_written(part, functions)}"
    # Of numbers, and of names that are quoted.
    function: Callable[[Row, Answer], Any] = eval(written, {f"f{n}": one for n, one in enumerate(functions)})  # noqa: S307
    return function


def _written(part: Part, functions: list[Callable[..., Any]]) -> str:
    """A part as an expression of a row, and of functions by their number, which are added to those there are."""
    if isinstance(part, int):
        return f"row[{part}]"
    if isinstance(part, ObjectOf):
        items = ", ".join(f"{name!r}: {_written(inner, functions)}" for name, inner in part.parts.items())
        return f"{{{items}}}" if part.key is None else f"(None if row[{part.key}] is None else {{{items}}})"
    function, arguments = part, "row, answer"
    if isinstance(part, ValueOf):
        function, arguments = part.function, ", ".join(f"row[{place}]" for place in part.places)
    functions.append(function)
    return f"f{len(functions) - 1}({arguments})"


# --- what the fields of the framework make of their column ---------------------------------------
_AS_THEY_ARE = (
    serializers.IntegerField,
    serializers.CharField,
    serializers.BooleanField,
    serializers.ChoiceField,
    # orjson writes both as ISO 8601, as the fields do.
    serializers.DateField,
    serializers.TimeField,
)


def _local(moment: Any, zone: Any = clock.HELSINKI) -> Any:
    return moment and moment.astimezone(zone)


def part_of(declared: serializers.Field, plan: Plan, prefix: str) -> Part:
    """The part that a field of an object at `prefix` ("" for the row itself, or "hobby__") is."""
    compiled: Any = getattr(declared, "compiled", None)
    if compiled:
        part: Part = compiled(plan, prefix)
        return part
    path = prefix + "__".join(declared.source_attrs)
    if isinstance(declared, serializers.DateTimeField):
        return ValueOf(_local, (plan.column(path),))
    if isinstance(declared, serializers.DecimalField):
        return ValueOf(str, (plan.column(path),))
    if isinstance(declared, _AS_THEY_ARE):
        return plan.column(path)
    raise TypeError(f"{type(declared).__name__} says not which columns it reads")


class Reader:
    """Reads the rows of a shape by id, and makes their objects."""

    def __init__(self, serializer: type[Any], model: type[Model], plan: Plan):
        rows: Any = model._default_manager.all()
        self._make = made(serializer(context=plan.context).compiled(plan, ""))
        columns = [*plan.columns, "pk"]
        self._any = PreparedRows(rows, columns)
        self._public = PreparedRows(rows.visible_to(AnonymousUser()), columns)

    def objects(self, ids: Sequence[int], answer: Answer, *, public: bool = False) -> list[dict[str, Any]]:
        """The objects with these ids, in their order, without those that are gone meanwhile.

        `public` leaves out those that not everyone may read; otherwise that must have been seen to. One query.
        """
        rows = (self._public if public else self._any).fetch(ids)
        found = {row[-1]: self._make(row, answer) for row in rows}
        return [found[pk] for pk in ids if pk in found]

    def picked(self, picked: Picked, answer: Answer) -> list[dict[str, Any]]:
        """The same for ids that are not asked for yet, with the rows in one query."""
        rows = self._any.fetch_picked(picked)
        return self.objects([*picked], answer) if rows is None else [self._make(row, answer) for row in rows]


@lru_cache(maxsize=1024)
def reader(
    serializer: type[Any], model: type[Model], face: Face, include: frozenset[str], language: Language
) -> Reader:
    """The reader of a wire shape of a model, made when it is first asked for."""
    return Reader(serializer, model, Plan(face=face, include=include, language=language))
