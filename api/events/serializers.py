"""Hobby events."""

from typing import Any

from rest_framework import serializers

from api.common.fields import DistanceMetres, Expandable, IsSet, Text, WireSerializer
from api.common.shapes import Answer, Part, Plan, Row, made
from api.hobbies.serializers import HobbySerializer
from api.mobile import CANCELLED_PREFIX
from harrastuspassi.catalogue.models import Access, HobbyEvent


class HobbyEventSerializer(WireSerializer):
    """When a hobby takes place. Dates and times are wall clock in Finland; 00:00:00 to 00:00:00 is all day."""

    id = serializers.IntegerField()
    hobby = Expandable(HobbySerializer, include="hobby_detail", nullable=False)
    start_date = serializers.DateField()
    start_time = serializers.TimeField()
    end_date = serializers.DateField()
    end_time = serializers.TimeField()
    start_weekday = serializers.IntegerField(min_value=1, max_value=7, help_text="1 is Monday.")
    data_source = serializers.CharField(
        help_text="Where the record comes from; `harrastuspassi` when from here. `lipas` events have no real time."
    )
    starts_at = serializers.DateTimeField(help_text="First instant, in Finland's offset.")
    ends_at = serializers.DateTimeField(help_text="Instant it is over, in Finland's offset.")
    access = serializers.ChoiceField(choices=Access.choices)
    schedule = serializers.IntegerField(
        source="schedule_id", allow_null=True, help_text="Events with the same schedule repeat each other."
    )
    is_cancelled = IsSet("cancelled_at", help_text="It does not take place.")
    cancellation_reason = Text(help_text='Why it is cancelled; "" when it is not, or where no reason was given.')
    distance_m = DistanceMetres("hobby__location__")
    modified_at = serializers.DateTimeField()

    class Meta:
        v1_only = frozenset(
            {
                "starts_at",
                "ends_at",
                "access",
                "schedule",
                "is_cancelled",
                "cancellation_reason",
                "distance_m",
                "modified_at",
            }
        )

    def to_representation(self, instance: HobbyEvent) -> dict[str, Any]:
        wire = super().to_representation(instance)
        if instance.is_cancelled and self._tells_by_name:
            _mark_cancelled(wire)
        return wire

    def compiled(self, plan: Plan, prefix: str) -> Part:
        make = made(super().compiled(plan, prefix))
        if not self._tells_by_name:
            return make
        cancelled = plan.column(f"{prefix}cancelled_at")

        def marked(row: Row, answer: Answer) -> Any:
            wire = make(row, answer)
            if row[cancelled] is not None:
                _mark_cancelled(wire)
            return wire

        return marked

    @property
    def _tells_by_name(self) -> bool:
        """Whether the hobby's name has to say that an event is cancelled, as nothing else does."""
        return self.context["face"].name == "mobile" and "hobby_detail" in self.context["include"]


def _mark_cancelled(wire: dict[str, Any]) -> None:
    wire["hobby"]["name"] = CANCELLED_PREFIX + wire["hobby"]["name"]
