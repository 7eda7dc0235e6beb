"""Uses of promotions."""

from rest_framework import serializers

from api.common.operations import Body
from api.common.queries import MAX_ID

BENEFIT = {"id": 1200377, "promotion": 1200008, "created_at": "2026-09-02T16:20:05+03:00"}
USE = {"promotion": 1200008}


class BenefitSerializer(serializers.Serializer):
    """A use of a promotion."""

    id = serializers.IntegerField()
    promotion = serializers.IntegerField(source="promotion_id", help_text="Id of the promotion.")
    created_at = serializers.DateTimeField(help_text="When it was noted.")


class BenefitBody(Body):
    """The promotion that is used."""

    promotion = serializers.IntegerField(min_value=1, max_value=MAX_ID, help_text="Id of the promotion.")
