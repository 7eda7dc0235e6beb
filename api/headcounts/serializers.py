"""What is sent and given of head counts and of totals of seasons."""

from typing import Any

from rest_framework import serializers

from api.common.operations import Body
from harrastuspassi.disclosure.own import OwnCounts
from harrastuspassi.participation.models import SeasonTotal
from harrastuspassi.participation.models.headcounts import MOST, CountedAge, CountedGender
from harrastuspassi.participation.models.own import Measure
from harrastuspassi.statistics.terms import SMALL
from harrastuspassi.statistics.weeks import monday_of

MAX_GROUPS = len(CountedAge) * len(CountedGender)


class HeadsSerializer(Body):
    """How many there were of an age group and gender."""

    age_group = serializers.ChoiceField(choices=CountedAge.choices, help_text="By the look of who counts.")
    gender = serializers.ChoiceField(choices=CountedGender.choices, help_text="By the look of who counts.")
    count = serializers.IntegerField(min_value=0, max_value=MOST, help_text="How many; 0 for none.")


class HeadCountsBody(Body):
    """What is counted at an event."""

    counts = HeadsSerializer(
        many=True, max_length=MAX_GROUPS, help_text="Each age group and gender once; groups left out are not counted."
    )


class HeadCountsSerializer(serializers.Serializer):
    """What was counted at an event."""

    event = serializers.IntegerField(help_text="Id of the event.")
    counts = HeadsSerializer(many=True, help_text="Empty where nobody has counted.")
    total = serializers.IntegerField(min_value=0, allow_null=True, help_text="Of all groups; null if nobody counted.")
    counted_at = serializers.DateTimeField(allow_null=True, help_text="When it was entered or corrected last.")


def head_counts(event_id: int, rows: Any) -> dict[str, Any]:
    """The counts of an event as they are given."""
    counts = [{"age_group": row.age_group, "gender": row.gender, "count": row.count} for row in rows]
    counted_at = max((row.modified_at for row in rows), default=None)
    total = sum(row.count for row in rows) if rows else None
    found = {"event": event_id, "counts": counts, "total": total, "counted_at": counted_at}
    return dict(HeadCountsSerializer(found).data)


class SeasonTotalBody(Body):
    """How a season of a hobby went."""

    trials = serializers.IntegerField(min_value=0, max_value=MOST, help_text="How many tried it.")
    joined = serializers.IntegerField(min_value=0, max_value=MOST, help_text="How many joined.")


class SeasonTotalSerializer(serializers.ModelSerializer):
    """How a season of a hobby went, as its organizer says."""

    hobby = serializers.IntegerField(source="hobby_id", help_text="Id of the hobby.")
    trials = serializers.IntegerField(min_value=0, help_text="How many tried it.")
    joined = serializers.IntegerField(min_value=0, help_text="How many joined.")

    class Meta:
        model = SeasonTotal
        fields = ["hobby", "season", "trials", "joined", "modified_at"]
        extra_kwargs = {
            "season": {"help_text": "`2026-H1` is January to June, `2026-H2` July to December."},
            "modified_at": {"help_text": "When it was entered or corrected last."},
        }


class OwnFigureSerializer(serializers.Serializer):
    """How many there were."""

    value = serializers.IntegerField(allow_null=True, help_text="Null where it would be below 5, zero included.")
    shown = serializers.CharField(help_text='The same to show: "0-4" for null.')


class OwnCountsSerializer(serializers.Serializer):
    """A week of a hobby, or of all hobbies of the organizer."""

    week = serializers.CharField(help_text="ISO 8601: `2026-W47`.")
    starts_on = serializers.DateField(help_text="Its Monday.")
    hobby = serializers.IntegerField(allow_null=True, help_text="Id of the hobby; null for all of them together.")
    views = OwnFigureSerializer(help_text="Who looked at it in the app.")
    verified = OwnFigureSerializer(help_text="Who checked in with the rotating code, late ones too.")
    self_reported = OwnFigureSerializer(help_text="Who checked in with the printed code.")
    head_count = OwnFigureSerializer(
        allow_null=True,
        help_text="Heads counted without a phone; null if nobody counted, and for all together.",
    )


def own_counts(row: OwnCounts) -> dict[str, Any]:
    """A week of a hobby as it is given."""
    return {
        "week": row.week,
        "starts_on": monday_of(row.week).isoformat(),
        "hobby": row.hobby and row.hobby.pk,
        **{measure: _figure(row.figures.get(measure)) for measure in Measure.values},
        "head_count": _figure(row.heads) if row.is_counted else None,
    }


def _figure(value: int | None) -> dict[str, Any]:
    return {"value": value, "shown": SMALL if value is None else str(value)}
