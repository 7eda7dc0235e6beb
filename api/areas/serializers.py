"""Municipalities and districts."""

from collections import defaultdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.fields import Text, Translations, WireField, WireSerializer
from api.common.shapes import Part, Plan, made
from harrastuspassi.catalogue.models import PostalCode


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


@extend_schema_field({"type": "string"})
class RegionName(WireField):
    """A region's name, in Swedish where that was asked for; Finnish regions have no English names."""

    @property
    def reads(self) -> tuple[str, ...]:
        return ("region_sv" if self.context["language"] == "sv" else "region_fi",)

    def value(self, *columns: Any) -> str:
        return str(columns[0])


def postal_codes_by_district() -> dict[int, list[str]]:
    """Postal codes, ascending, by the id of their district."""
    found: dict[int, list[str]] = defaultdict(list)
    for district, code in PostalCode.objects.order_by("code").values_list("district_id", "code"):
        found[district].append(code)
    return found


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class PostalCodes(WireField):
    """The postal codes of a district, read once for the whole answer."""

    reads = ("id",)

    def value(self, *columns: Any) -> list[str]:
        return self.context["answer"].once(postal_codes_by_district).get(columns[0], [])

    def compiled(self, plan: Plan, prefix: str) -> Part:
        place = plan.column(f"{prefix}id")
        return lambda row, answer: answer.once(postal_codes_by_district).get(row[place], [])


class MunicipalitySerializer(MunicipalityRefSerializer):
    """A Finnish municipality (Statistics Finland)."""

    region = RegionName(help_text="Name of the region.")
    valid_from = serializers.DateField(allow_null=True, help_text="First day it existed; null when always.")
    valid_to = serializers.DateField(allow_null=True, help_text="Last day it existed; null while it does.")
    translations = Translations("name")

    class Meta:
        by_include = {"translations": "translations"}


class DistrictSerializer(DistrictRefSerializer):
    """A part of a municipality that figures are told by; in Helsinki a peruspiiri."""

    municipality = MunicipalityRefSerializer()
    postal_codes = PostalCodes(help_text="Postal codes that count for it, ascending.")
    translations = Translations("name")

    class Meta:
        by_include = {"translations": "translations"}


@extend_schema_field(MunicipalityRefSerializer(allow_null=True))
class OwnMunicipality(WireField):
    """The row's municipality, else its location's: `{id, code, name}` or null."""

    reads = ("municipality", "location__municipality")

    def __init__(self) -> None:
        super().__init__(help_text="Its own, else its location's.")

    def value(self, *columns: Any) -> Any:
        municipality = columns[0] or columns[1]
        return municipality and self._named().to_representation(municipality)

    def compiled(self, plan: Plan, prefix: str) -> Part:
        own, of_place = (made(self._named().compiled(plan, f"{prefix}{path}__")) for path in self.reads)
        return lambda row, answer: own(row, answer) or of_place(row, answer)

    def _named(self) -> MunicipalityRefSerializer:
        return MunicipalityRefSerializer(context=self.context)
