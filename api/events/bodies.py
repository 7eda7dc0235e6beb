"""What is sent of events."""

from typing import Any

from rest_framework import serializers

from api.common.bodies import ExactBody, Fields, IdInput, OldBody, OldTime, TimeInput
from api.common.queries import DayField
from api.events.serializers import HobbyEventSerializer
from harrastuspassi.catalogue.models import Access
from harrastuspassi.catalogue.schedules import MAX_FURTHER_WEEKS


class HobbyEventBody(ExactBody):
    """When a hobby takes place: wall clock in Finland; 00:00 to 00:00 is all day."""

    shown = HobbyEventSerializer

    start_date = DayField(help_text="Its first day.")
    start_time = TimeInput(help_text="When it begins.")
    end_date = DayField(help_text="Its last day.")
    end_time = TimeInput(help_text="When it ends; not before it begins.")
    access = serializers.ChoiceField(choices=Access.choices, required=False, default=Access.OPEN.value)


class NewHobbyEventBody(HobbyEventBody):
    """A new event, and perhaps more in the weeks that follow."""

    hobby = IdInput(source="hobby_id", help_text="Id of the hobby.")
    is_recurrent = serializers.BooleanField(
        required=False, default=False, help_text="Whether more such events follow, each a week after the one before."
    )
    recurrency_count = serializers.IntegerField(
        min_value=0,
        max_value=MAX_FURTHER_WEEKS,
        required=False,
        default=0,
        help_text="How many more; without is_recurrent none.",
    )

    def validate(self, attrs: Fields) -> Fields:
        return further_weeks(attrs)


class OldHobbyEventBody(OldBody):
    """What the organizer web sends of an event. `id` is a text of its own making."""

    start_date = DayField()
    start_time = OldTime()
    end_date = DayField()
    end_time = OldTime()


class NewOldHobbyEventBody(OldHobbyEventBody):
    """A new event, and perhaps more in the weeks that follow."""

    hobby = IdInput(source="hobby_id")
    is_recurrent = serializers.BooleanField(required=False, allow_null=True)
    recurrency_count = serializers.IntegerField(
        min_value=0, max_value=MAX_FURTHER_WEEKS, required=False, allow_null=True
    )

    def to_internal_value(self, data: Any) -> Any:
        values = data.copy() if isinstance(data, dict) else data
        # What a form leaves in a field that nobody filled.
        for name in ("is_recurrent", "recurrency_count"):
            if isinstance(values, dict) and values.get(name) == "":
                del values[name]
        return super().to_internal_value(values)

    def validate(self, attrs: Fields) -> Fields:
        return further_weeks(attrs)


def further_weeks(attrs: Fields) -> Fields:
    """The fields with how many weeks follow in place of the two by which it is told."""
    is_recurrent, count = attrs.pop("is_recurrent", False), attrs.pop("recurrency_count", 0)
    return {**attrs, "further_weeks": count or 0 if is_recurrent else 0}
