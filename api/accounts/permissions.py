"""Who may call at all. What an account may do to which row, the domain asks of roles.py."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.common.errors import CODES
from harrastuspassi.accounts.machines import Credential
from harrastuspassi.accounts.models import Scope


class SignedIn(BasePermission):
    """Accounts only: what every view asks that does not say otherwise."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated)


def has_scope(scope: Scope) -> type[BasePermission]:
    """A permission for machines whose credential is good for `scope`. Nothing else passes, accounts neither."""

    class HasScope(BasePermission):
        code = "scope_missing"
        message = CODES["scope_missing"][1]

        def has_permission(self, request: Request, view: Any) -> bool:
            return isinstance(request.auth, Credential) and request.auth.scope == scope

    return HasScope
