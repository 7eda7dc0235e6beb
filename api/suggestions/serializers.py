"""Suggestions."""

from rest_framework import serializers

from api.common.fields import WireSerializer
from harrastuspassi.catalogue.suggestions import SuggestionKind


class SuggestionSerializer(WireSerializer):
    """Something that may be meant, named; more of it is read by its kind and id."""

    kind = serializers.ChoiceField(choices=SuggestionKind.choices)
    id = serializers.IntegerField(help_text="Its id among those of its kind.")
    name = serializers.CharField()
