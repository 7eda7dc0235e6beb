"""Who calls: a person by `Authorization: Bearer <access token>`, a machine by `Authorization: Token <token>`.

No cookie counts on the API, so that no other page can act for whoever is signed in.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api.accounts.tokens import TokenRefused, user_of
from harrastuspassi.accounts.machines import Credential, credential_of

REALM = 'realm="harrastuspassi"'
REASONS = {
    "token_expired": "The token has expired: get another.",
    "token_invalid": "The token is not valid, or no longer: sign in again.",
}


def sent_credentials(request: Request, scheme: str) -> str | None:
    """The credentials that were sent under a scheme (RFC 9110, 11.4), or None where another or none was."""
    name, _, value = get_authorization_header(request).decode("latin-1").strip().partition(" ")
    return value.strip() if name.lower() == scheme.lower() else None


class BearerAuthentication(BaseAuthentication):
    """A person, by an access token (RFC 6750). `request.user` is the account."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        sent = sent_credentials(request, "Bearer")
        if sent is None:
            return None
        try:
            return user_of(sent), None
        except TokenRefused as refused:
            raise AuthenticationFailed(REASONS[refused.code], code=refused.code) from refused

    def authenticate_header(self, request: Request) -> str:
        return f"Bearer {REALM}"


class MachineAuthentication(BaseAuthentication):
    """A machine, by an app or service token. `request.user` stays anonymous; `request.auth` is the Credential."""

    def authenticate(self, request: Request) -> tuple[Any, Credential] | None:
        sent = sent_credentials(request, "Token")
        if sent is None:
            return None
        credential = credential_of(sent)
        if credential is None:
            raise AuthenticationFailed(REASONS["token_invalid"], code="token_invalid")
        return AnonymousUser(), credential

    def authenticate_header(self, request: Request) -> str:
        return f"Token {REALM}"
