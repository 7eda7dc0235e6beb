"""What is given of the audit log."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from harrastuspassi.audit.models import Action, Entry
from harrastuspassi.common.actors import ActorKind


class ActorSerializer(serializers.Serializer):
    """Who did it."""

    kind = serializers.ChoiceField(
        source="actor_kind",
        choices=ActorKind.choices,
        help_text="`user` has an account, `anonymous` has none, `machine` a token; a management `command`, a background"
        " `job` and the `system` are nobody.",
    )
    id = serializers.IntegerField(
        source="actor_id",
        allow_null=True,
        help_text="Of the account or of the service token, which may be gone; null for all others.",
    )
    name = serializers.CharField(source="actor_name", help_text="Of the command or job; a machine's scope; else empty.")


class MunicipalityCodeSerializer(serializers.Serializer):
    """A municipality."""

    id = serializers.IntegerField()
    code = serializers.CharField(help_text="Official 3-digit code.")


@extend_schema_field({"description": "Any value; null for none, or where values are not kept."})
class AnyValue(serializers.Field):
    """Whatever a column holds."""

    def to_representation(self, value: Any) -> Any:
        return value


class ChangeSerializer(serializers.Serializer):
    """A field that changed."""

    field = serializers.CharField(help_text="Its name in the database.")
    is_kept = serializers.BooleanField(help_text="Whether values are kept: they are not of what is personal or secret.")
    old = AnyValue(help_text="Before; of links to several rows the ids that went.")
    new = AnyValue(help_text="After; of links to several rows the ids that came.")


class EntrySerializer(serializers.Serializer):
    """What was done to one object."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    act = serializers.UUIDField(allow_null=True, help_text="Shared by all that one request, run or job changed.")
    actor = ActorSerializer(source="*")
    action = serializers.ChoiceField(choices=Action.choices)
    kind = serializers.CharField(help_text="What kind of object; new ones may come.")
    object_id = serializers.CharField(help_text="Its id; the object itself may be gone.")
    name = serializers.CharField(help_text="What it was called then, where it has a public name.")
    organizer = serializers.IntegerField(
        source="organizer_id", allow_null=True, help_text="Id of the organizer whose it was."
    )
    municipality = MunicipalityCodeSerializer(allow_null=True, help_text="Whose moderators watched over it then.")
    changes = serializers.SerializerMethodField(
        help_text="None for a new object; of a deleted one all that was not empty. Long texts are cut."
    )

    @extend_schema_field(ChangeSerializer(many=True))
    def get_changes(self, entry: Entry) -> list[dict[str, Any]]:
        return [
            {"field": name, "is_kept": bool(pair), **dict(zip(("old", "new"), pair or [None, None], strict=True))}
            for name, pair in sorted(entry.changes.items())
        ]
