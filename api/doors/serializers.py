"""What is given of codes and door links, and sent of these."""

from rest_framework import serializers

from api.common.operations import Body
from harrastuspassi.participation.models import DoorLink


class CheckInCodeSerializer(serializers.Serializer):
    """The code to show now."""

    event = serializers.IntegerField(source="event_id", help_text="Id of the event.")
    code = serializers.CharField(help_text="Eight characters of Crockford's base 32.")
    typable = serializers.CharField(help_text="The same in two halves, as it is shown to be typed.")
    qr_text = serializers.CharField(help_text="What its QR says.")
    starts_at = serializers.DateTimeField(help_text="When its slot began.")
    ends_at = serializers.DateTimeField(help_text="When its slot ends: ask again then.")


class PrintedCodeSerializer(serializers.Serializer):
    """A hobby's code to print."""

    hobby = serializers.IntegerField(help_text="Id of the hobby.")
    code = serializers.CharField(help_text="Eight characters of Crockford's base 32. It never changes.")
    typable = serializers.CharField(help_text="The same in two halves, as it is shown to be typed.")
    qr_text = serializers.CharField(help_text="What its QR says.")


class DoorLinkSerializer(serializers.ModelSerializer):
    """A door link, but for what opens the door."""

    event = serializers.IntegerField(source="event_id", help_text="Id of the event.")
    created_by = serializers.IntegerField(
        source="created_by_id", allow_null=True, help_text="Id of the account that made it; null once that is gone."
    )

    class Meta:
        model = DoorLink
        fields = ["id", "event", "created_by", "created_at", "expires_at", "revoked_at"]
        extra_kwargs = {
            "expires_at": {"help_text": "Until when it is good."},
            "revoked_at": {"help_text": "When it was revoked; null if it was not."},
        }


class NewDoorLinkSerializer(DoorLinkSerializer):
    """A new door link with what opens the door, which is told now and never again."""

    token = serializers.CharField(help_text="What is sent to the API, after `Door `.")
    url = serializers.URLField(help_text="Address of the page for the coach's phone.")

    class Meta(DoorLinkSerializer.Meta):
        fields = [*DoorLinkSerializer.Meta.fields, "token", "url"]


class DoorLinkBody(Body):
    """How long a door link is good."""

    expires_at = serializers.DateTimeField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Until when, at most 14 days after the event; a day after it, if nothing is said.",
    )
