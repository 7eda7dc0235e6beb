"""Where organizers, hobbies and promotions stand, and the steps that their own people take."""

from typing import Any

from rest_framework import serializers

from api.common.inputs import BusinessIdInput
from api.common.operations import Body
from harrastuspassi.catalogue.models import Municipality, OrganizerState, PublicationState
from harrastuspassi.catalogue.submission import STEPS


class PublicationSerializer(serializers.Serializer):
    """Where a hobby or promotion stands."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=PublicationState.values)
    rejection_reason = serializers.CharField(help_text='Why a moderator rejected it, until it is published; "" if not.')
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="When it was offered last; null if never.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="When it was first published; null if never.")
    modified_at = serializers.DateTimeField()


class StepBody(Body):
    """A step of a hobby or promotion."""

    step = serializers.ChoiceField(choices=tuple(STEPS), help_text="What to do with it.")


class RegistrationSerializer(serializers.Serializer):
    """Where an organizer stands, to its members and its moderators."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=OrganizerState.values)
    state_reason = serializers.CharField(help_text='Why it was refused or suspended; "" if it was not.')
    is_trusted = serializers.BooleanField(help_text="Whether what it lists is published without review.")
    waiting_since = serializers.DateTimeField(allow_null=True, help_text="Since when moderators should look at it.")
    business_id = serializers.CharField(help_text='Y-tunnus; "" where it gave none.')
    criminal_records_declared_on = serializers.DateField(
        allow_null=True,
        help_text="When it said that it asks those who work with minors for their criminal record (acts 504/2002 and"
        " 148/2014); null if it did not.",
    )
    modified_at = serializers.DateTimeField()


class MunicipalityInput(serializers.SlugRelatedField):
    """A municipality by its official code."""

    default_error_messages = {"does_not_exist": "There is no municipality with this code."}

    def __init__(self, **kwargs: Any):
        super().__init__(slug_field="code", queryset=Municipality.objects.all(), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid")
        return super().to_internal_value(data)


class RegistrationBody(Body):
    """What an organizer changes of its registration."""

    municipality = MunicipalityInput(
        required=False, help_text="Official code of the municipality whose moderators decide; until they have."
    )

    business_id = BusinessIdInput(required=False, allow_blank=True, help_text="Y-tunnus.")
    checks_criminal_records = serializers.BooleanField(
        required=False,
        help_text="Whether it asks those who work with minors for their criminal record, as acts 504/2002 and 148/2014"
        " have it. Nothing else is asked or kept of that but today's date.",
    )
    offer_again = serializers.BooleanField(
        required=False, help_text="true, after a refusal: what was wrong is put right, and moderators may look again."
    )
