"""Promotions."""

from rest_framework import serializers

from api.areas.serializers import OwnMunicipality
from api.common.fields import (
    Description,
    DistanceMetres,
    Expandable,
    ImageAddress,
    ImageSizes,
    Text,
    Translations,
    WireSerializer,
)
from api.locations.serializers import LocationSerializer
from api.organizers.serializers import OrganizerSerializer


class PromotionSerializer(WireSerializer):
    """A benefit offered for a time and a number of uses. Dates and times are wall clock in Finland."""

    id = serializers.IntegerField()
    name = Text()
    description = Description()
    cover_image = ImageAddress()
    organizer = Expandable(OrganizerSerializer, include="organizer_detail", nullable=False)
    location = Expandable(LocationSerializer, include="location_detail")
    municipality = OwnMunicipality()
    start_date = serializers.DateField()
    start_time = serializers.TimeField()
    end_date = serializers.DateField()
    end_time = serializers.TimeField()
    available_count = serializers.IntegerField(help_text="How often it can be used in all.")
    available_per_pass = serializers.IntegerField(
        allow_null=True, help_text="How often one pass can use it; null for as often as it is there."
    )
    used_count = serializers.IntegerField(help_text="How often it has been used; uses do not come in the change feed.")
    cover_image_sizes = ImageSizes("cover_image")
    starts_at = serializers.DateTimeField(help_text="First instant it can be used, in Finland's offset.")
    ends_at = serializers.DateTimeField(help_text="Instant it is over, in Finland's offset.")
    distance_m = DistanceMetres("location__")
    data_source = serializers.CharField(help_text="Where the record comes from; `harrastuspassi` when from here.")
    modified_at = serializers.DateTimeField()
    translations = Translations("name", "description")

    class Meta:
        v1_only = frozenset(
            {
                "available_per_pass",
                "cover_image_sizes",
                "starts_at",
                "ends_at",
                "distance_m",
                "data_source",
                "modified_at",
                "translations",
            }
        )
        by_include = {"translations": "translations"}
