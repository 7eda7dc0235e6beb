"""What lets one have a file: the ticket in its address. It is for the file alone, and says nothing of who brings it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class TicketAuthentication(BaseAuthentication):
    """`request.auth` is the ticket that was sent; whether it is good, the domain says."""

    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        ticket = request.query_params.get("ticket")
        return (AnonymousUser(), ticket) if ticket else None

    def authenticate_header(self, request: Request) -> str:
        return 'Ticket realm="harrastuspassi"'


class HasTicket(BasePermission):
    """Whoever brings a ticket."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.auth is not None
