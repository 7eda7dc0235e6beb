"""For whom hobbies are meant."""

from rest_framework import serializers

from api.common.fields import Text, Translations, WireSerializer


class AudienceSerializer(WireSerializer):
    """A term for whom a hobby is meant."""

    id = serializers.IntegerField()
    name = Text()
    yso_id = serializers.CharField(allow_null=True, help_text="Concept of the General Finnish Ontology, or null.")
    is_hidden = serializers.BooleanField(help_text="No longer on offer; kept because phones keep ids.")
    translations = Translations("name")

    class Meta:
        by_include = {"translations": "translations"}
