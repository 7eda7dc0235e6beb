"""Fields of the wire shapes.

Each says what columns of its object it reads and what it makes of them, once: for model instances, which
the serializers read, and for the compiled shapes of shapes.py. What an answer is made with comes from
their context: face, language, include, answer.
"""

from abc import ABC, abstractmethod
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.faces import Face
from api.common.shapes import Answer, ObjectOf, Part, Plan, Row, ValueOf, part_of
from harrastuspassi.common import geo, media, phones
from harrastuspassi.common.languages import LANGUAGES, text
from harrastuspassi.common.richtext import shown_as_text


class WireSerializer(serializers.Serializer):
    """A wire shape. `Meta.v1_only` names fields that `/mobile-api/v1/` does not have, `Meta.by_include` those
    that are there only when `include` asks (field name to include value)."""

    class Meta:
        v1_only: frozenset[str] = frozenset()
        by_include: dict[str, str] = {}

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        face, include = self.context.get("face"), self.context.get("include")
        if face:
            fields = {name: field for name, field in fields.items() if self.shows(name, face)}
        for name, value in getattr(self.Meta, "by_include", {}).items():
            if include is not None and value not in include:
                fields.pop(name, None)
        return fields

    @classmethod
    def shows(cls, name: str, face: Face) -> bool:
        """Whether the shape has a field on a face, `include` aside."""
        return face.name != "mobile" or name not in getattr(cls.Meta, "v1_only", ())

    def compiled(self, plan: Plan, prefix: str) -> Part:
        """The object as a part; as a field of another it stands at its source, and is null where there is none."""
        if self.parent is not None:
            prefix += "".join(f"{name}__" for name in self.source_attrs)
        parts = {name: part_of(declared, plan, prefix) for name, declared in self.fields.items()}
        return ObjectOf(parts, plan.column(f"{prefix}id") if prefix else None)


class WireField(ABC, serializers.Field):
    """A field that is made of columns: `value` of what `reads` names.

    A column is a name on the object that the field stands in, or a path from there.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(read_only=True, **kwargs)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns."""
        return (str(self.source),)

    @abstractmethod
    def value(self, *columns: Any) -> Any:
        """What stands on the wire."""

    def get_attribute(self, instance: Any) -> Any:
        return tuple(_follow(instance, path) for path in self.reads)

    def to_representation(self, value: Any) -> Any:
        return self.value(*value)

    def compiled(self, plan: Plan, prefix: str) -> Part:
        """The field as a part of the compiled shape of its object at `prefix`."""
        return ValueOf(self.value, tuple(plan.column(prefix + path) for path in self.reads))


def _follow(instance: Any, path: str) -> Any:
    for name in path.split("__"):
        if instance is None:
            return None
        instance = getattr(instance, name)
    return instance


@extend_schema_field({"type": "string"})
class Text(WireField):
    """A text in the asked language, or the next that is filled; "" when none is."""

    def __init__(self, base: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.base = base

    def get_attribute(self, instance: Any) -> Any:
        return (text(instance, self.base or str(self.field_name), self.context["language"]),)

    def value(self, *columns: Any) -> Any:
        return columns[0]

    def compiled(self, plan: Plan, prefix: str) -> Part:
        return plan.text(prefix + (self.base or str(self.field_name)))


class Description(Text):
    """A rich text (common/richtext.py): HTML where the face has markup, else as it reads without."""

    def __init__(self) -> None:
        super().__init__(
            help_text="Text with a little HTML: p, br, ul, ol, li, strong, em, b, i and a; a line feed is a line break."
            " Plain text on `/mobile-api/v1/`."
        )

    def value(self, *columns: Any) -> Any:
        return columns[0] if self.context["face"].has_markup else shown_as_text(columns[0])

    def compiled(self, plan: Plan, prefix: str) -> Part:
        place = plan.text(f"{prefix}{self.field_name}")
        return place if plan.face.has_markup else ValueOf(shown_as_text, (place,))


class Translations(WireField):
    """The texts as they were written: field to language to text, "" where not written."""

    def __init__(self, *fields: str):
        super().__init__(help_text="With include=translations: every text as written in each language.")
        self.names = fields

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(f"{name}_{language}" for name in self.names for language in LANGUAGES)

    def value(self, *columns: Any) -> dict[str, dict[str, str]]:
        written = iter(columns)
        return {name: {language: next(written) or "" for language in LANGUAGES} for name in self.names}


class Coordinates(WireField):
    """A location's position; null where not known."""

    reads = ("longitude", "latitude")

    def __init__(self) -> None:
        super().__init__(allow_null=True)

    def value(self, *columns: Any) -> dict[str, Any] | None:
        return None if None in columns else {"type": "Point", "coordinates": list(columns)}


@extend_schema_field({"type": ["integer", "null"], "format": "int32", "minimum": 0, "examples": [1250]})
class DistanceMetres(WireField):
    """Metres along the sphere from the asked position to the location at `path` of the row."""

    def __init__(self, path: str = ""):
        super().__init__(help_text="Metres from the given position; null without a position or without coordinates.")
        self.path = path

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(f"{self.path}{axis}" for axis in "xyz")

    def value(self, *columns: Any) -> int | None:
        return metres(self.context["answer"], *columns)

    def compiled(self, plan: Plan, prefix: str) -> Part:
        x, y, z = (plan.column(prefix + path) for path in self.reads)
        return lambda row, answer: metres(answer, row[x], row[y], row[z])


def metres(answer: Answer, x: float | None, y: float | None, z: float | None) -> int | None:
    """Metres from where the reader is to x, y, z on the unit sphere; None where either is not known."""
    if answer.here is None or x is None or y is None or z is None:
        return None
    # An event says it of itself, of its hobby and of their place.
    place = (x, y, z)
    if answer.measured[0] != place:
        here_x, here_y, here_z = answer.here
        chord = (here_x - x) ** 2 + (here_y - y) ** 2 + (here_z - z) ** 2
        answer.measured = place, round(geo.metres(chord))
    return answer.measured[1]


@extend_schema_field(
    {
        "type": ["string", "null"],
        "format": "uri",
        "description": "Absolute address of a picture, JPEG of at most 800 pixels a side; null without one.",
        "examples": ["https://harrastuspassi.example/media/images/3f/3f9c2a7be01d4c58a6f1e2b3c4d5e6f7-m.jpg"],
    }
)
class ImageAddress(WireField):
    """An image as an absolute, percent-encoded address. Never "": the apps crash on it."""

    def __init__(self, *columns: str, **kwargs: Any):
        """`columns` are those that may have it, the first filled one counts; the field's own by default."""
        super().__init__(**kwargs)
        self.columns = columns

    @property
    def reads(self) -> tuple[str, ...]:
        return self.columns or super().reads

    def value(self, *columns: Any) -> Any:
        return self.addressed(next(filter(None, columns), ""), media.root())

    def addressed(self, name: str, under: str) -> Any:
        """What stands on the wire for a file of this name, or "", and the root of all addresses."""
        return media.address(name, under)

    def compiled(self, plan: Plan, prefix: str) -> Part:
        places = [plan.column(prefix + path) for path in self.reads]
        addressed, root = self.addressed, media.root

        def read(row: Row, answer: Answer) -> Any:
            for place in places:
                if row[place]:
                    return addressed(row[place], answer.once(root))
            return addressed("", "")

        return read


class ImageSizesSerializer(serializers.Serializer):
    """The addresses of a picture by size. Proportions are kept, and small pictures are not blown up."""

    small = serializers.URLField(help_text="At most 320 pixels wide and high.")
    medium = serializers.URLField(help_text="At most 800 pixels; the same as `cover_image`.")
    large = serializers.URLField(help_text="At most 1600 pixels.")


@extend_schema_field(ImageSizesSerializer)
class ImageSizes(ImageAddress):
    """The same picture in three sizes."""

    def __init__(self, *columns: str):
        super().__init__(*columns, allow_null=True, help_text="The same picture in three sizes; null without one.")

    def addressed(self, name: str, under: str) -> Any:
        return media.addresses(name, under)


@extend_schema_field({"type": ["string", "null"]})
class OrNull(WireField):
    """A text that is null when empty, for addresses and contacts."""

    def value(self, *columns: Any) -> str | None:
        return columns[0] or None


@extend_schema_field({"type": ["string", "null"], "examples": ["09 310 8771"]})
class NationalPhone(WireField):
    """A phone number as dialled in Finland, or the text as given where it is no number."""

    def __init__(self, **kwargs: Any):
        super().__init__(help_text="As dialled in Finland, or as it was written; null if none.", **kwargs)

    def value(self, *columns: Any) -> str | None:
        return phones.national(columns[0]) or None if columns[0] else None


@extend_schema_field({"type": ["string", "null"], "examples": ["+35893108771"]})
class E164Phone(WireField):
    """The same by ITU-T E.164."""

    def __init__(self, **kwargs: Any):
        super().__init__(help_text="For dialling (ITU-T E.164); null where it is no number.", **kwargs)

    def value(self, *columns: Any) -> str | None:
        return phones.e164(columns[0]) if columns[0] else None


class IsSet(serializers.BooleanField):
    """Whether the column of the name `column` holds anything."""

    def __init__(self, column: str, **kwargs: Any):
        super().__init__(read_only=True, source=column, **kwargs)

    def get_attribute(self, instance: Any) -> bool:
        return super().get_attribute(instance) is not None

    def compiled(self, plan: Plan, prefix: str) -> Part:
        place = plan.column(prefix + str(self.source))
        return lambda row, answer: row[place] is not None


class Expandable(serializers.Field):
    """Another object: its id, or the whole of it where `include` asks. null where there is none."""

    def __init__(self, serializer: type[WireSerializer], *, include: str, nullable: bool = True):
        super().__init__(read_only=True, source="*", help_text=f"Id, or the object itself with include={include}.")
        self.serializer = serializer
        self.include = include
        self.nullable = nullable

    def to_representation(self, value: Any) -> Any:
        name = str(self.field_name)
        if self.include not in (self.context.get("include") or ()):
            return getattr(value, f"{name}_id")
        related = getattr(value, name)
        return None if related is None else self._nested().to_representation(related)

    def compiled(self, plan: Plan, prefix: str) -> Part:
        if self.include not in plan.include:
            return plan.column(f"{prefix}{self.field_name}_id")
        return self._nested().compiled(plan, f"{prefix}{self.field_name}__")

    def _nested(self) -> WireSerializer:
        if not hasattr(self, "_serializer"):
            self._serializer = self.serializer(context=self.context)
        return self._serializer


@extend_schema_field({"type": "array", "items": {"type": "integer", "format": "int32"}})
class Ids(WireField):
    """Ids of related objects, ascending, from a column that holds them with spaces between."""

    def value(self, *columns: Any) -> list[int]:
        return [int(word) for word in columns[0].split()]


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Words(WireField):
    """The words of a column that holds them with spaces between."""

    def value(self, *columns: Any) -> list[str]:
        return list(columns[0].split())
