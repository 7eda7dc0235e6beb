"""What is sent and given about passes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.operations import Body
from api.common.queries import PatternField
from harrastuspassi.passes import questions, services
from harrastuspassi.passes.models import AgeGroup, FollowUp, Gender, HasHobby, MotherTongue, Pass, Purpose


class NewPassSerializer(serializers.Serializer):
    """A pass that was just made."""

    id = serializers.UUIDField(help_text="Its random id.")
    secret = serializers.CharField(help_text="Told now and never again: keep it where the system keeps secrets.")


class AttributesSerializer(serializers.Serializer):
    """What the holder has told; null where there is no answer."""

    age_group = serializers.ChoiceField(choices=AgeGroup.choices, allow_null=True, help_text="Age, coarsely.")
    gender = serializers.ChoiceField(choices=Gender.choices, allow_null=True)
    language = serializers.ChoiceField(choices=MotherTongue.choices, allow_null=True, help_text="First language.")
    municipality = serializers.CharField(allow_null=True, help_text="Code of the home municipality.")
    district = serializers.CharField(allow_null=True, help_text="Code of the home district in that municipality.")
    has_hobby = serializers.ChoiceField(
        choices=HasHobby.choices, allow_null=True, help_text='Answer to "Do you have a hobby now?", at the start.'
    )


class ConsentSerializer(serializers.Serializer):
    """A consent in force."""

    purpose = serializers.ChoiceField(choices=Purpose.choices, help_text="What it is for.")
    version = serializers.CharField(help_text="Version of the words that were shown.")
    given_at = serializers.DateTimeField()


class PassSerializer(serializers.Serializer):
    """A pass, to its holder."""

    id = serializers.UUIDField(help_text="Its random id.")
    created_on = serializers.DateField(help_text="The day on which it was made.")
    attributes = AttributesSerializer(help_text="What the holder has told.")
    consents = ConsentSerializer(many=True, help_text="Consents in force.")
    ask = serializers.ListField(
        child=serializers.ChoiceField(choices=questions.Question.choices),
        help_text="Questions that the app is to ask now.",
    )


def told_of(hobby_pass: Pass) -> dict[str, Any]:
    """What PassSerializer shows of a pass."""
    profile = services.current_profile(hobby_pass)
    attributes = {
        "age_group": (profile and profile.age_group) or None,
        "gender": (profile and profile.gender) or None,
        "language": (profile and profile.language) or None,
        "municipality": profile.municipality.code if profile and profile.municipality else None,
        "district": profile.district.code if profile and profile.district else None,
        "has_hobby": hobby_pass.has_hobby or None,
    }
    return {
        "id": hobby_pass.pk,
        "created_on": hobby_pass.created_on,
        "attributes": attributes,
        "consents": hobby_pass.consents.filter(withdrawn_at__isnull=True),
        "ask": questions.due_questions(hobby_pass, profile),
    }


class AttributesBody(Body):
    """What the holder tells. What is not sent stays as it was; null takes an answer back."""

    age_group = serializers.ChoiceField(
        choices=AgeGroup.choices,
        required=False,
        allow_null=True,
        help_text="Age, coarsely. Sent again, also unchanged, when the app was told to ask. `under_13` is not kept:"
        " it takes back every answer and every consent.",
    )
    gender = serializers.ChoiceField(choices=Gender.choices, required=False, allow_null=True, help_text="Gender.")
    language = serializers.ChoiceField(
        choices=MotherTongue.choices, required=False, allow_null=True, help_text="First language."
    )
    municipality = PatternField(
        "[0-9]{3}", required=False, allow_null=True, help_text="Official code of the home municipality."
    )
    district = PatternField(
        "[A-Za-z0-9-]{1,10}", required=False, allow_null=True, help_text="Code of the home district in it."
    )
    has_hobby = serializers.ChoiceField(
        choices=HasHobby.choices,
        required=False,
        allow_null=True,
        help_text='Answer to "Do you have a hobby now?". Asked once, at the start; can be corrected for a week.',
    )


class ConsentBody(Body):
    """A consent."""

    version = serializers.CharField(max_length=16, help_text="Version of the words that were shown.")
    is_at_least_13 = serializers.BooleanField(help_text="Whether the holder says to be 13 or older.")


class FollowUpBody(Body):
    """The answer to the follow-up question."""

    answer = serializers.ChoiceField(
        choices=FollowUp.choices, help_text='Answer to "Do you now have a regular hobby?": the same one, a new one, no.'
    )


class PassExportSerializer(serializers.Serializer):
    """Everything that is kept of a pass: rows, field by field, under the names they are stored by."""

    exported_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, serializers.Field]:
        rows = {name: serializers.ListField(child=RowField()) for name in _EXPORTED}
        # `pass` is no name that Python lets a class have.
        return {**super().get_fields(), "pass": RowField(help_text="The pass itself."), **rows}


# Not as a map of any values, which Kotlin's serializer cannot read.
@extend_schema_field({"type": "object"})
class RowField(serializers.DictField):
    """A row, by the names of its fields."""

    child = serializers.JSONField()


_EXPORTED = ("profiles", "consents", "events", "uses", "active_months", "monthly_deeds", "waiting")
