"""Who calls with a door link: `Authorization: Door <id>.<secret>`, as it stands in the link's address."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.accounts.authentication import REALM, sent_credentials
from harrastuspassi.accounts.signin import client_address
from harrastuspassi.participation.doors import open_door
from harrastuspassi.participation.models import DoorLink


class DoorAuthentication(BaseAuthentication):
    """A door link. `request.user` stays anonymous; `request.auth` is the DoorLink."""

    def authenticate(self, request: Request) -> tuple[Any, DoorLink] | None:
        sent = sent_credentials(request, "Door")
        if sent is None:
            return None
        return AnonymousUser(), open_door(text=sent, address=client_address(request._request) or "")

    def authenticate_header(self, request: Request) -> str:
        return f"Door {REALM}"


class SignedInOrAtTheDoor(BasePermission):
    """Accounts, and whoever has a door link."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, DoorLink) or bool(request.user and request.user.is_authenticated)
