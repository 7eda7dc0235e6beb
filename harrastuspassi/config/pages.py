"""What pages for people need and the API must not have: sessions, sign-in, messages.

Public reads are the same for everyone: no session is read for them, and no cache is told that a cookie matters.
"""

from typing import Any

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

ADDRESSES = ("/accounts/", "/auth/", "/console/")
"""Where the pages, and the one address of the API that reads the session, stand."""


class OnPages(MiddlewareMixin):
    """A middleware that lets everything else pass untouched."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.path_info.startswith(ADDRESSES):
            return self.get_response(request)
        return super().__call__(request)


class SessionMiddleware(OnPages, sessions.SessionMiddleware):
    """Sessions, on pages."""


class AuthenticationMiddleware(OnPages, auth.AuthenticationMiddleware):
    """Who is signed in, on pages."""


class MessageMiddleware(OnPages, messages.MessageMiddleware):
    """Messages, on pages."""
