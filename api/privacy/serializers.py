"""What is told about privacy."""

from rest_framework import serializers

from api.common.queries import PageQuery
from harrastuspassi.passes.models import Purpose


class PrivacyQuery(PageQuery):
    """Parameters of lists about privacy."""


class KeptDataSerializer(serializers.Serializer):
    """Fields that are kept of a pass for one reason."""

    table = serializers.CharField(help_text="Table that they are in.")
    columns = serializers.ListField(child=serializers.CharField(), help_text="Their names.")
    what = serializers.CharField(help_text="What they hold, for a 13-year-old.")
    why = serializers.CharField(help_text="Why they are kept, for a 13-year-old.")
    basis = serializers.CharField(help_text="Legal basis (GDPR art. 6).")
    controller = serializers.CharField(help_text="Who answers for it.")
    kept = serializers.CharField(help_text="How long.")


class ConsentWordsSerializer(serializers.Serializer):
    """The words of a consent that can be given."""

    purpose = serializers.ChoiceField(choices=Purpose.choices, help_text="What it is for.")
    version = serializers.CharField(help_text="Send it with the consent.")
    text = serializers.CharField(help_text="Show it as it is.")
