"""Fields of the wire shapes. They read model instances and ReadViewSet's context: face, language, include, position."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.faces import Face
from harrastuspassi.catalogue.criteria import Position
from harrastuspassi.catalogue.models import Location
from harrastuspassi.common import geo, media, phones
from harrastuspassi.common.languages import LANGUAGES, text


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


@extend_schema_field({"type": "string"})
class Text(serializers.Field):
    """A text in the asked language, or the next that is filled; "" when none is."""

    def __init__(self, base: str | None = None, **kwargs: Any):
        super().__init__(read_only=True, **kwargs)
        self.base = base

    def get_attribute(self, instance: Any) -> Any:
        return text(instance, self.base or str(self.field_name), self.context["language"])

    def to_representation(self, value: Any) -> Any:
        return value


class Translations(serializers.Field):
    """The texts as they were written: field to language to text, "" where not written."""

    def __init__(self, *fields: str):
        super().__init__(
            required=False, source="*", help_text="With include=translations: every text as written in each language."
        )
        self.names = fields

    def to_representation(self, value: Any) -> dict[str, dict[str, str]]:
        return {
            name: {language: getattr(value, f"{name}_{language}") or "" for language in LANGUAGES}
            for name in self.names
        }


class Coordinates(serializers.Field):
    """A location's position; null where not known."""

    def __init__(self) -> None:
        super().__init__(read_only=True, source="*", allow_null=True)

    def to_representation(self, value: Location) -> dict[str, Any] | None:
        if value.latitude is None or value.longitude is None:
            return None
        return {"type": "Point", "coordinates": [value.longitude, value.latitude]}


@extend_schema_field({"type": ["integer", "null"], "format": "int32", "minimum": 0, "examples": [1250]})
class DistanceMetres(serializers.Field):
    """Metres along the sphere from the asked position to the location at `path` of the row."""

    def __init__(self, path: str = ""):
        super().__init__(
            read_only=True,
            source="*",
            help_text="Metres from the given position; null without a position or without coordinates.",
        )
        self.path = path

    def to_representation(self, value: Any) -> int | None:
        position: Position | None = self.context.get("position")
        if position is None:
            return None
        place = value
        for name in filter(None, self.path.split(".")):
            place = getattr(place, name) if place else None
        if place is None or place.x is None:
            return None
        here = geo.unit_vector(position.latitude, position.longitude)
        squared = sum((a - b) ** 2 for a, b in zip(here, (place.x, place.y, place.z), strict=True))
        return round(geo.metres(squared))


@extend_schema_field(
    {
        "type": ["string", "null"],
        "format": "uri",
        "description": "Absolute address of a picture, JPEG of at most 800 pixels a side; null without one.",
        "examples": ["https://harrastuspassi.example/media/images/3f/3f9c2a7be01d4c58a6f1e2b3c4d5e6f7-m.jpg"],
    }
)
class ImageAddress(serializers.Field):
    """An image as an absolute, percent-encoded address. Never "": the apps crash on it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: str) -> str | None:
        return media.address(value)


class ImageSizesSerializer(serializers.Serializer):
    """The addresses of a picture by size. Proportions are kept, and small pictures are not blown up."""

    small = serializers.URLField(help_text="At most 320 pixels wide and high.")
    medium = serializers.URLField(help_text="At most 800 pixels; the same as `cover_image`.")
    large = serializers.URLField(help_text="At most 1600 pixels.")


@extend_schema_field(ImageSizesSerializer)
class ImageSizes(serializers.Field):
    """The same picture in three sizes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            read_only=True, allow_null=True, help_text="The same picture in three sizes; null without one.", **kwargs
        )

    def to_representation(self, value: str) -> dict[str, str | None] | None:
        return {size: media.address(name) for size, name in media.size_names(value).items()} if value else None


@extend_schema_field({"type": ["string", "null"]})
class OrNull(serializers.Field):
    """A text that is null when empty, for addresses and contacts."""

    def __init__(self, **kwargs: Any):
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: str) -> str | None:
        return value or None


@extend_schema_field({"type": ["string", "null"], "examples": ["09 310 8771"]})
class NationalPhone(serializers.Field):
    """A phone number as dialled in Finland, or the text as given where it is no number."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            read_only=True, help_text="As dialled in Finland, or as it was written; null if none.", **kwargs
        )

    def to_representation(self, value: str) -> str | None:
        return phones.national(value) or None


@extend_schema_field({"type": ["string", "null"], "examples": ["+35893108771"]})
class E164Phone(serializers.Field):
    """The same by ITU-T E.164."""

    def __init__(self, **kwargs: Any):
        super().__init__(read_only=True, help_text="For dialling (ITU-T E.164); null where it is no number.", **kwargs)

    def to_representation(self, value: str) -> str | None:
        return phones.e164(value)


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

    def _nested(self) -> WireSerializer:
        if not hasattr(self, "_serializer"):
            self._serializer = self.serializer(context=self.context)
        return self._serializer


def prefetched_ids(related: Iterable[Any]) -> list[int]:
    """Ids of prefetched rows, ascending."""
    return sorted(row.pk for row in related)


@extend_schema_field({"type": "array", "items": {"type": "integer", "format": "int32"}})
class Ids(serializers.Field):
    """Ids of related objects, ascending."""

    def __init__(self, **kwargs: Any):
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> list[int]:
        return prefetched_ids(value.all())
