"""The console's site: who comes in, and where to find what."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import URLPattern
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.roles import Refusal
from harrastuspassi.console.dashboard import waiting_for

_LEFT_OUT = {"password_change", "password_change_done", "search", "autocomplete", "view_on_site"}
"""Addresses of the framework's that nothing here needs: what is not there cannot be misused."""


class ConsoleSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """For whoever has a role that counts. Signing in and out is left to the pages of the accounts."""

    index_template = "console/dashboard.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return roles.can_use_console(request.user)

    def get_urls(self) -> list[URLPattern]:
        return [found for found in super().get_urls() if getattr(found, "name", None) not in _LEFT_OUT]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "languages_of_console": settings.LANGUAGES}

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Sends whoever may not come in to what is missing: a sign-in, or the second factor."""
        refusal = roles.why_not_use_console(request.user)
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if refusal is Refusal.SIGN_IN:
            query = urlencode({REDIRECT_FIELD_NAME: self._own(wanted)}, safe="/")
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
        if refusal is Refusal.SECOND_FACTOR:
            return redirect("mfa_activate_totp")
        if refusal:
            return render(request, "403.html", status=403)
        return redirect(self._own(wanted))

    def _own(self, wanted: str) -> str:
        is_own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/console/")
        return wanted if is_own else resolve_url("admin:index")

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Leads to the page on which people sign out."""
        return redirect("account_logout")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        context = {"title": _("What waits"), "waiting": waiting_for(request.user), **(extra_context or {})}
        answer: HttpResponseBase = super().index(request, context)
        return answer


site = ConsoleSite()
