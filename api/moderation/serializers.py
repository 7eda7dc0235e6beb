"""What moderators see of what waits for them, and what they decide."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.fields import ImageAddress
from api.common.inputs import TextInput
from api.common.operations import Body
from harrastuspassi.catalogue.models import (
    Organizer,
    OrganizerKind,
    OrganizerState,
    Report,
    ReportReason,
)
from harrastuspassi.catalogue.moderation import ITEM_DECISIONS, ORGANIZER_DECISIONS
from harrastuspassi.catalogue.reports import DECISIONS, SUBJECTS
from harrastuspassi.common.languages import LANGUAGES, text

MAX_REASON, MAX_ANSWER = 2_000, 2_000
SEEN = "`modified_at` of what was looked at; needed to approve. Refused where it has changed since."
REASON = "Why, for the organizer; needed to turn something down."


# --- what waits -----------------------------------------------------------------------------------
class QueueSerializer(serializers.Serializer):
    """How much waits, of each kind."""

    organizers = serializers.IntegerField(min_value=0)
    hobbies = serializers.IntegerField(min_value=0)
    promotions = serializers.IntegerField(min_value=0)
    reports = serializers.IntegerField(min_value=0)


class TextsSerializer(serializers.Serializer):
    """A text as it was written in each language; "" where it was not."""

    fi = serializers.CharField()
    sv = serializers.CharField()
    en = serializers.CharField()


@extend_schema_field(TextsSerializer)
class TextsField(serializers.Field):
    """A text in every language, as it was written. To be used with `source="*"`."""

    def __init__(self, **kwargs: Any):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, row: Any) -> dict[str, str]:
        return {language: getattr(row, f"{self.field_name}_{language}") or "" for language in LANGUAGES}


class WaitingOrganizerSerializer(serializers.Serializer):
    """An organizer that waits."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=OrganizerKind.choices)
    state = serializers.ChoiceField(choices=OrganizerState.values)
    is_trusted = serializers.BooleanField()
    municipality = serializers.CharField(
        source="municipality.code", default=None, allow_null=True, help_text="Official code; null where it named none."
    )
    business_id = serializers.CharField(help_text='Y-tunnus; "" where it gave none.')
    same_business_id = serializers.IntegerField(min_value=0, help_text="How many others give the same Y-tunnus.")
    email = serializers.CharField()
    phone = serializers.CharField()
    web_address = serializers.CharField()
    description = TextsField()
    criminal_records_declared_on = serializers.DateField(allow_null=True)
    waiting_since = serializers.DateTimeField(allow_null=True)
    modified_at = serializers.DateTimeField(help_text="To be sent as `seen`.")


class OrganizerNameSerializer(serializers.Serializer):
    """An organizer by name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class WaitingPromotionSerializer(serializers.Serializer):
    """A promotion that waits."""

    id = serializers.IntegerField()
    name = TextsField()
    description = TextsField()
    organizer = OrganizerNameSerializer(allow_null=True)
    cover_image = ImageAddress()
    rejection_reason = serializers.CharField(help_text='Why it was rejected earlier; "" if it was not.')
    submitted_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True, help_text="Not null: it was published before.")
    modified_at = serializers.DateTimeField(help_text="To be sent as `seen`.")


class WaitingHobbySerializer(WaitingPromotionSerializer):
    """A hobby that waits."""

    registration_link = serializers.CharField()
    web_address = serializers.CharField()
    contact_name = serializers.CharField()
    contact_email = serializers.CharField()
    contact_phone = serializers.CharField()


class OpenReportSerializer(serializers.Serializer):
    """A report that waits for an answer. Who reported is not told."""

    id = serializers.IntegerField()
    subject_kind = serializers.ChoiceField(choices=tuple(SUBJECTS))
    subject_id = serializers.IntegerField()
    subject_name = serializers.CharField(help_text="Its name when it was reported.")
    subject_name_now = serializers.SerializerMethodField(help_text="Its name now.")
    organizer = serializers.SerializerMethodField()
    reason = serializers.ChoiceField(choices=ReportReason.values)
    text = serializers.CharField()
    wants_answer = serializers.BooleanField(source="email", help_text="Whether an answer will be sent by mail.")
    created_at = serializers.DateTimeField()

    def get_subject_name_now(self, report: Report) -> str:
        subject = report.subject
        return subject.name if isinstance(subject, Organizer) else text(subject, "name", "fi")

    @extend_schema_field(OrganizerNameSerializer(allow_null=True))
    def get_organizer(self, report: Report) -> Any:
        subject = report.subject
        organizer = subject if isinstance(subject, Organizer) else subject.organizer
        return OrganizerNameSerializer(organizer).data if organizer else None


# --- what is decided ------------------------------------------------------------------------------
class Decision(Body):
    """A decision. One that turns something down needs a reason, one that approves what was looked at."""

    decision: serializers.ChoiceField
    needs_reason: frozenset[str] = frozenset()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = {"approve": "seen", **dict.fromkeys(self.needs_reason, "reason")}.get(attrs["decision"])
        if needed and not attrs.get(needed):
            raise serializers.ValidationError({needed: ["This field is required."]}, code="required")
        return attrs


class ItemDecisionBody(Decision):
    """What is decided of a hobby or promotion."""

    decision = serializers.ChoiceField(choices=ITEM_DECISIONS, help_text="What is decided.")
    seen = serializers.DateTimeField(required=False, help_text=SEEN)
    reason = TextInput(required=False, allow_blank=True, max_length=MAX_REASON, help_text=REASON)
    needs_reason = frozenset({"reject"})


class OrganizerDecisionBody(Decision):
    """What is decided of an organizer."""

    decision = serializers.ChoiceField(choices=ORGANIZER_DECISIONS, help_text="What is decided.")
    seen = serializers.DateTimeField(required=False, help_text=SEEN)
    reason = TextInput(required=False, allow_blank=True, max_length=MAX_REASON, help_text=REASON)
    needs_reason = frozenset({"refuse", "suspend"})


class ReportDecisionBody(Decision):
    """What is decided of what was reported."""

    decision = serializers.ChoiceField(choices=DECISIONS, help_text="What is decided.")
    reason = TextInput(required=False, allow_blank=True, max_length=MAX_REASON, help_text=REASON)
    answer = TextInput(
        required=False, allow_blank=True, max_length=MAX_ANSWER, help_text="What to tell whoever reported it."
    )
    needs_reason = frozenset({"hide", "suspend"})
