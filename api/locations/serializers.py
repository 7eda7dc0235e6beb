"""Locations."""

from rest_framework import serializers

from api.areas.serializers import DistrictRefSerializer, MunicipalityRefSerializer
from api.common.fields import Coordinates, DistanceMetres, OrNull, Text, Translations, WireSerializer


class LocationSerializer(WireSerializer):
    """Where hobbies take place. Unknown parts of the address are ""."""

    id = serializers.IntegerField()
    name = Text()
    address = serializers.CharField()
    zip_code = serializers.CharField(help_text='Five digits, or "".')
    city = serializers.CharField()
    coordinates = Coordinates()
    municipality = MunicipalityRefSerializer(allow_null=True)
    district = DistrictRefSerializer(allow_null=True)
    is_accessible = serializers.BooleanField(allow_null=True, help_text="Accessible to all; null where not known.")
    accessibility = Text(help_text="How accessible it is, in words.")
    reservation_link = OrNull(help_text="Web address to book it at.")
    distance_m = DistanceMetres()
    data_source = serializers.CharField(help_text="Where the record comes from; `harrastuspassi` when from here.")
    modified_at = serializers.DateTimeField()
    translations = Translations("name", "accessibility")

    class Meta:
        v1_only = frozenset(
            {
                "district",
                "is_accessible",
                "accessibility",
                "reservation_link",
                "distance_m",
                "data_source",
                "modified_at",
                "translations",
            }
        )
        by_include = {"translations": "translations"}
