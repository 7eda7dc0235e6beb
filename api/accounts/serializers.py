"""What is sent and given about accounts."""

from rest_framework import serializers

from api.common.private import Body


class CredentialsSerializer(Body):
    """An account's credentials. `username` is the old backend's name for the address."""

    email = serializers.CharField(max_length=254, required=False, help_text="The account's e-mail address.")
    username = serializers.CharField(
        max_length=254, required=False, help_text="The same, as the old backend called it."
    )
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
