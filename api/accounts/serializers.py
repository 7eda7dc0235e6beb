"""What is sent and given about accounts."""

from typing import Any

from rest_framework import serializers

from api.common.operations import Body
from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import MembershipRole, User
from harrastuspassi.accounts.names import is_name
from harrastuspassi.common.languages import LANGUAGES


# --- tokens ---------------------------------------------------------------------------------------
class CredentialsSerializer(Body):
    """An account's credentials. `username` is the old backend's name for the address."""

    email = serializers.CharField(max_length=254, required=False, help_text="The account's e-mail address.")
    username = serializers.CharField(max_length=254, required=False, help_text="The same, by its old name.")
    password = serializers.CharField(max_length=4096, trim_whitespace=False, help_text="Its password.")
    code = serializers.CharField(
        max_length=32,
        required=False,
        allow_blank=True,
        help_text="The code of the second factor, or a recovery code, where the account has a second factor.",
    )

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        address = attrs.get("email") or attrs.get("username")
        if not address:
            raise serializers.ValidationError({"email": ["This field is required."]}, code="required")
        return {**attrs, "email": address}


class RefreshSerializer(Body):
    """A refresh token, to be used up."""

    refresh = serializers.CharField(max_length=4096, help_text="A refresh token that has not been used.")


class TokenPairSerializer(serializers.Serializer):
    """Tokens of an account."""

    access = serializers.CharField(
        help_text="JWT to send as `Authorization: Bearer ...`; good for five hours. Its payload has `user_id`,"
        " `first_name` and `last_name`."
    )
    refresh = serializers.CharField(help_text="JWT that gets another pair, once, within a day.")


# --- oneself --------------------------------------------------------------------------------------
class OwnMembershipSerializer(serializers.Serializer):
    """What one is to an organizer."""

    id = serializers.IntegerField()
    organizer = serializers.IntegerField(source="organizer_id", help_text="Id of the organizer.")
    organizer_name = serializers.CharField(source="organizer.name")
    role = serializers.ChoiceField(choices=MembershipRole.choices)


class MeSerializer(serializers.Serializer):
    """An account, to itself."""

    id = serializers.IntegerField()
    email = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    language = serializers.ChoiceField(choices=LANGUAGES, help_text="Language of mail.")
    has_second_factor = serializers.BooleanField(help_text="Whether signing in takes a code.")
    lacks_second_factor = serializers.SerializerMethodField(
        help_text="Whether it has a role that gives nothing before a second factor is turned on."
    )
    memberships = OwnMembershipSerializer(many=True)
    moderates = serializers.SerializerMethodField(help_text="Official codes of the municipalities it moderates.")
    evaluates = serializers.SerializerMethodField(help_text="Official codes of the municipalities it evaluates.")
    evaluates_country = serializers.SerializerMethodField(help_text="Whether it evaluates the whole country.")
    is_operator = serializers.BooleanField(source="is_superuser", help_text="Whether it runs the system.")

    def get_lacks_second_factor(self, user: User) -> bool:
        return roles.standing(user).lacks_second_factor

    def get_moderates(self, user: User) -> list[str]:
        return self._codes(user, "moderator")

    def get_evaluates(self, user: User) -> list[str]:
        return self._codes(user, "evaluator")

    def get_evaluates_country(self, user: User) -> bool:
        return roles.NATIONAL in roles.standing(user).evaluates

    def _codes(self, user: User, post: str) -> list[str]:
        # Read once for both: the prefetch is the view's.
        return sorted(row.municipality.code for row in user.appointments.all() if row.municipality and row.post == post)


class PersonNameField(serializers.CharField):
    """A first or last name."""

    default_error_messages = {"not_a_name": "Letters, spaces, hyphens and apostrophes only."}

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=150, required=False, allow_blank=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        if text and not is_name(text):
            self.fail("not_a_name")
        return text


class MeBody(Body):
    """What one changes of one's own account."""

    first_name = PersonNameField(help_text="First name: letters, spaces, hyphens, apostrophes; may be empty.")
    last_name = PersonNameField(help_text="Last name, likewise.")
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, help_text="Language of mail.")


# --- members --------------------------------------------------------------------------------------
class MemberSerializer(serializers.Serializer):
    """Who acts for an organizer."""

    id = serializers.IntegerField(source="user_id", help_text="Id of the account.")
    email = serializers.CharField(source="user.email")
    first_name = serializers.CharField(source="user.first_name")
    last_name = serializers.CharField(source="user.last_name")


class MembershipSerializer(serializers.Serializer):
    """A membership of an organizer, to its owners."""

    id = serializers.IntegerField()
    member = MemberSerializer(source="*")
    role = serializers.ChoiceField(choices=MembershipRole.choices)
    created_at = serializers.DateTimeField()


class RoleBody(Body):
    """What a member is to be."""

    role = serializers.ChoiceField(choices=MembershipRole.choices, help_text="What the member is to be.")


class InvitationSerializer(serializers.Serializer):
    """An invitation that can be accepted, to the organizer's owners and to whoever has its address."""

    id = serializers.IntegerField()
    organizer = serializers.IntegerField(source="organizer_id", help_text="Id of the organizer.")
    organizer_name = serializers.CharField(source="organizer.name")
    email = serializers.CharField(help_text="The address that it is for.")
    role = serializers.ChoiceField(choices=MembershipRole.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class InvitationBody(Body):
    """Whom to invite, and as what."""

    email = serializers.EmailField(max_length=254, help_text="Address to write to.")
    role = serializers.ChoiceField(choices=MembershipRole.choices, help_text="What the member is to be.")


def me_rows() -> Any:
    """Accounts with what MeSerializer reads."""
    return User.objects.prefetch_related("memberships__organizer", "appointments__municipality")
