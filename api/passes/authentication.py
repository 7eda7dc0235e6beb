"""Who calls with a pass: `Authorization: Pass <id>:<secret>`. In a header and not in the address, which proxies log."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.accounts.authentication import REALM, sent_credentials
from api.common.errors import CODES
from harrastuspassi.passes.credentials import pass_of
from harrastuspassi.passes.models import Pass


class PassAuthentication(BaseAuthentication):
    """A pass. `request.user` stays anonymous; `request.auth` is the Pass."""

    def authenticate(self, request: Request) -> tuple[Any, Pass] | None:
        sent = sent_credentials(request, "Pass")
        if sent is None:
            return None
        found = pass_of(sent)
        if found is None:
            raise AuthenticationFailed(CODES["pass_invalid"][1], code="pass_invalid")
        return AnonymousUser(), found

    def authenticate_header(self, request: Request) -> str:
        return f"Pass {REALM}"


class HoldsPass(BasePermission):
    """Whoever calls with a pass."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, Pass)
