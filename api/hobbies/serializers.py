"""Hobbies."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.areas.serializers import OwnMunicipality
from api.common.fields import (
    Description,
    DistanceMetres,
    E164Phone,
    Expandable,
    Ids,
    ImageAddress,
    ImageSizes,
    NationalPhone,
    OrNull,
    Text,
    Translations,
    WireField,
    WireSerializer,
    Words,
)
from api.hobbies.states import HOBBY_STATES
from api.locations.serializers import LocationSerializer
from api.organizers.serializers import OrganizerSerializer
from harrastuspassi.catalogue.models import PriceType
from harrastuspassi.common import clock

COVER = ("cover_image", "category_cover")
"""A hobby's own picture, else the one that stands in."""


@extend_schema_field({"type": "string", "format": "date-time"})
class FirstPublished(WireField):
    """When something was first published; what never was tells when it was made, since this was never null."""

    reads = ("published_at", "created_at")

    def __init__(self) -> None:
        super().__init__(help_text="When it was first published; while it never was, when it was made.")

    def value(self, *columns: Any) -> Any:
        return (columns[0] or columns[1]).astimezone(clock.HELSINKI)


class HobbySerializer(WireSerializer):
    """Something to do: what, where, by whom, for whom, at what price."""

    id = serializers.IntegerField()
    name = Text()
    description = Description()
    cover_image = ImageAddress(*COVER)
    organizer = Expandable(OrganizerSerializer, include="organizer_detail")
    location = Expandable(LocationSerializer, include="location_detail")
    municipality = OwnMunicipality()
    categories = Ids(source="category_ids", help_text="Ids of hobby categories, ascending.")
    price_type = serializers.ChoiceField(choices=PriceType.choices)
    price_amount = serializers.DecimalField(max_digits=8, decimal_places=2, help_text="Euros; 0.00 when free.")
    cover_image_sizes = ImageSizes(*COVER)
    audiences = Ids(source="audience_ids", help_text="Ids of audiences, ascending.")
    age_from = serializers.IntegerField(allow_null=True, help_text="Youngest age in years; null for no limit.")
    age_to = serializers.IntegerField(allow_null=True, help_text="Oldest age in years; null for no limit.")
    languages = Words(help_text="ISO 639-1 codes of the languages it is held in; [] if unknown.")
    registration_link = OrNull(help_text="Web address to register at.")
    web_address = OrNull(help_text="Web address with more about it.")
    contact_name = OrNull(help_text="Whom to ask.")
    contact_email = OrNull(help_text="E-mail address to ask at.")
    contact_phone = NationalPhone()
    contact_phone_e164 = E164Phone(source="contact_phone")
    state = serializers.ChoiceField(choices=HOBBY_STATES)
    data_source = serializers.CharField(help_text="Where the record comes from; `harrastuspassi` when from here.")
    distance_m = DistanceMetres("location__")
    published_at = FirstPublished()
    modified_at = serializers.DateTimeField()
    translations = Translations("name", "description")

    class Meta:
        v1_only = frozenset(
            {
                "cover_image_sizes",
                "audiences",
                "age_from",
                "age_to",
                "languages",
                "registration_link",
                "web_address",
                "contact_name",
                "contact_email",
                "contact_phone",
                "contact_phone_e164",
                "state",
                "data_source",
                "distance_m",
                "published_at",
                "modified_at",
                "translations",
            }
        )
        by_include = {"translations": "translations"}
