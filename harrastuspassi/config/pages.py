"""What pages for people need and the API must not have: sessions, sign-in, messages.

Public reads are the same for everyone: no session is read for them, and no cache is told that a cookie matters.
"""

from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from csp.constants import HEADER, SELF
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware import locale
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

TOKENS = "/auth/"
"""The one place of the API that reads the session."""
PAGES = ("/accounts/", "/console/")


class OnPages(MiddlewareMixin):
    """A middleware that lets everything else pass untouched."""

    addresses: tuple[str, ...] = (*PAGES, TOKENS)

    def __call__(self, request: HttpRequest) -> Any:
        if not request.path_info.startswith(self.addresses):
            return self.get_response(request)
        return super().__call__(request)


class SessionMiddleware(OnPages, sessions.SessionMiddleware):
    """Sessions, on pages."""


class AuthenticationMiddleware(OnPages, auth.AuthenticationMiddleware):
    """Who is signed in, on pages."""


class MessageMiddleware(OnPages, messages.MessageMiddleware):
    """Messages, on pages."""


class LocaleMiddleware(OnPages, locale.LocaleMiddleware):
    """The reader's language, on pages; the API has its own way to ask. It ends with the request: threads go on."""

    addresses = PAGES

    def __call__(self, request: HttpRequest) -> Any:
        with translation.override(translation.get_language()):
            return super().__call__(request)


class PageMiddleware(OnPages):
    """Shows pages at PUBLIC_URL alone, so that what they send out, cookies and links in mail, is good there.

    A form may lead to the organizer UI and to the providers of sign-in, which browsers count as its target.
    """

    addresses = PAGES

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        if request.get_host() == urlsplit(settings.PUBLIC_URL).netloc:
            return None
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(f"{settings.PUBLIC_ORIGIN}{request.get_full_path()}")
        return HttpResponse(status=HTTPStatus.MISDIRECTED_REQUEST)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        targets = [origin for origin in (settings.ORGANIZER_UI_ORIGIN, *settings.OIDC_ORIGINS) if origin]
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        response._csp_update = {"form-action": [SELF, *targets]}  # type: ignore[attr-defined]
        return response


class PolicyMiddleware(CSPMiddleware):
    """The content security policy; that of public answers, which never differs, is put together once."""

    @cached_property
    def _of_public(self) -> str:
        return str(build_policy())

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not getattr(response, "is_public", False):
            return super().process_response(request, response)
        response.headers[HEADER] = self._of_public
        return response


class MissingPageMiddleware(OnPages):
    """Shows a page where there is none; elsewhere a problem says it."""

    addresses = PAGES

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != HTTPStatus.NOT_FOUND or response.get("Content-Type", "").startswith("text/html"):
            return response
        return render(request, "404_page.html", status=HTTPStatus.NOT_FOUND)


def providers(request: HttpRequest) -> dict[str, bool]:
    """For templates: whether there are other ways to sign in."""
    return {"has_providers": bool(settings.OIDC_ORIGINS)}


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
