"""How batches are documented. They are read by harrastuspassi/participation/kinds.py, hundreds of events at a time."""

from rest_framework import serializers

from api.common.operations import Body
from harrastuspassi.participation.inbox import MAX_EVENTS, Status
from harrastuspassi.participation.kinds import MAX_CATEGORIES, MAX_CODE, MAX_ID, SHAPES

STATUSES = tuple(status.value for status in Status)


def _id(of: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MAX_ID, required=False, help_text=f"Id of the {of}.")


class EventBody(Body):
    """Something that happened. Which fields it has depends on its kind."""

    id = serializers.UUIDField(help_text="Made by the phone when it happens, and sent again with every repeat.")
    kind = serializers.ChoiceField(choices=[*SHAPES], help_text="What happened.")
    occurred_at = serializers.DateTimeField(help_text="When, by the phone's clock; 30 days ago at the most.")
    hobby = _id("hobby")
    event = _id("hobby's event")
    promotion = _id("promotion")
    code = serializers.CharField(
        max_length=MAX_CODE, required=False, help_text="What the rotating QR says, or the eight characters under it."
    )
    printed_code = serializers.CharField(
        max_length=MAX_CODE, required=False, help_text="What the hobby's printed QR says, or its eight characters."
    )
    categories = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MAX_ID),
        max_length=MAX_CATEGORIES,
        required=False,
        help_text="Ids of the categories that a search or filter matched. Never the text.",
    )


class BatchBody(Body):
    """Events of a phone."""

    sent_at = serializers.DateTimeField(help_text="Now, by the phone's clock: by it a wrong clock is seen.")
    events = EventBody(many=True, min_length=1, max_length=MAX_EVENTS, help_text="What happened, 1 to 500 of it.")


class EventFaultSerializer(serializers.Serializer):
    """What is wrong with a field of an event."""

    field = serializers.CharField(help_text="The field; `event` for the event as a whole.")
    code = serializers.CharField(help_text="Stable code of the reason.")
    message = serializers.CharField(help_text="The reason, for developers, in English.")


class BatchItemSerializer(serializers.Serializer):
    """What became of an event."""

    index = serializers.IntegerField(min_value=0, help_text="Its place in the batch, from 0.")
    id = serializers.CharField(allow_null=True, help_text="Its id as it was sent; null where that was no text.")
    status = serializers.ChoiceField(choices=STATUSES, help_text="What became of it.")
    errors = EventFaultSerializer(many=True, help_text="What is wrong with it, if it was refused.")


class BatchAnswerSerializer(serializers.Serializer):
    """What became of a batch."""

    accepted = serializers.IntegerField(min_value=0, help_text="Events that are stored now.")
    duplicate = serializers.IntegerField(min_value=0, help_text="Events whose id stood in this batch before.")
    refused = serializers.IntegerField(min_value=0, help_text="Events that will never be counted: do not send again.")
    items = BatchItemSerializer(many=True, help_text="One for each event, in the order sent.")
