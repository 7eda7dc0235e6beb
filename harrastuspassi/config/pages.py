"""What pages for people need and the API must not have: sessions, sign-in, messages.

Public reads are the same for everyone: no session is read for them, and no cache is told that a cookie matters.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

TOKENS = "/auth/"
"""The one place of the API that reads the session."""
ADDRESSES = ("/accounts/", "/console/", TOKENS)


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


class TokenCorsMiddleware(MiddlewareMixin):
    """Lets the organizer UI's pages, and no others, ask for tokens with the session's cookie (Fetch, 3.2).

    On errors too: without the headers on the 401 the UI would not learn that it has to send its user to sign in.
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        if self._is_asked(request) and request.method == "OPTIONS":
            return HttpResponse(status=204)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path_info.startswith(TOKENS):
            return response
        patch_vary_headers(response, ["Origin"])
        if self._is_asked(request):
            response["Access-Control-Allow-Origin"] = settings.ORGANIZER_UI_ORIGIN
            response["Access-Control-Allow-Credentials"] = "true"
            if request.method == "OPTIONS":
                response["Access-Control-Allow-Methods"] = "GET, POST"
                response["Access-Control-Allow-Headers"] = "authorization, content-type"
                response["Access-Control-Max-Age"] = "600"
        return response

    def _is_asked(self, request: HttpRequest) -> bool:
        origin = request.headers.get("Origin", "")
        is_ours = bool(settings.ORGANIZER_UI_ORIGIN) and origin == settings.ORGANIZER_UI_ORIGIN
        return is_ours and request.path_info.startswith(TOKENS)
