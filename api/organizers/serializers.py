"""Organizers."""

from rest_framework import serializers

from api.areas.serializers import MunicipalityRefSerializer
from api.common.fields import Description, E164Phone, NationalPhone, OrNull, Translations, WireSerializer
from harrastuspassi.catalogue.models import OrganizerKind


class OrganizerSerializer(WireSerializer):
    """Who arranges hobbies."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    municipality = MunicipalityRefSerializer(allow_null=True)
    kind = serializers.ChoiceField(choices=OrganizerKind.choices)
    description = Description()
    email = OrNull(help_text="E-mail address.")
    phone = NationalPhone()
    phone_e164 = E164Phone(source="phone")
    web_address = OrNull(help_text="Web address.")
    data_source = serializers.CharField(help_text="Where the record comes from; `harrastuspassi` when from here.")
    modified_at = serializers.DateTimeField()
    translations = Translations("description")

    class Meta:
        v1_only = frozenset(
            {
                "kind",
                "description",
                "email",
                "phone",
                "phone_e164",
                "web_address",
                "data_source",
                "modified_at",
                "translations",
            }
        )
        by_include = {"translations": "translations"}
