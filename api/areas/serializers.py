"""Municipalities and districts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.fields import Text, Translations, WireSerializer
from harrastuspassi.common.languages import text


class MunicipalityRefSerializer(WireSerializer):
    """A municipality, named."""

    id = serializers.IntegerField()
    code = serializers.CharField(help_text="Official 3-digit code.")
    name = Text()


class DistrictRefSerializer(WireSerializer):
    """A district, named."""

    id = serializers.IntegerField()
    code = serializers.CharField(help_text="Code, unique within the municipality.")
    name = Text()


class MunicipalitySerializer(MunicipalityRefSerializer):
    """A Finnish municipality (Statistics Finland)."""

    region = serializers.SerializerMethodField(help_text="Name of the region.")
    valid_from = serializers.DateField(allow_null=True, help_text="First day it existed; null when always.")
    valid_to = serializers.DateField(allow_null=True, help_text="Last day it existed; null while it does.")
    translations = Translations("name")

    class Meta:
        by_include = {"translations": "translations"}

    def get_region(self, municipality: object) -> str:
        language = "sv" if self.context["language"] == "sv" else "fi"
        return str(getattr(municipality, f"region_{language}"))


class DistrictSerializer(DistrictRefSerializer):
    """A part of a municipality that figures are told by; in Helsinki a peruspiiri."""

    municipality = MunicipalityRefSerializer()
    postal_codes = serializers.SerializerMethodField(help_text="Postal codes that count for it, ascending.")
    translations = Translations("name")

    class Meta:
        by_include = {"translations": "translations"}

    def get_postal_codes(self, district: object) -> list[str]:
        return sorted(row.code for row in district.postal_codes.all())  # type: ignore[attr-defined]


@extend_schema_field(MunicipalityRefSerializer(allow_null=True))
class OwnMunicipality(serializers.Field):
    """The row's municipality, else its location's: `{id, code, name}` or null."""

    def __init__(self) -> None:
        super().__init__(read_only=True, source="*", help_text="Its own, else its location's.")

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        municipality = value.municipality or (value.location and value.location.municipality)
        if municipality is None:
            return None
        name = text(municipality, "name", self.context["language"])
        return {"id": municipality.pk, "code": municipality.code, "name": name}
