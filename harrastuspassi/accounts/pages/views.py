"""The pages that allauth has not."""

from http import HTTPStatus
from typing import Any

import requests
import structlog
from allauth.account import views as allauth
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import make_password
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView, UpdateView, View

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import Invitation, User
from harrastuspassi.accounts.pages.forms import ProfileForm
from harrastuspassi.accounts.services import (
    MemberRefusal,
    accept_invitation,
    invitation_of,
    invitations_for,
    why_not_accept,
)
from harrastuspassi.common.errors import Refused
from harrastuspassi.common.languages import DEFAULT, LANGUAGES, text

_log = structlog.get_logger("accounts")


@method_decorator(transaction.atomic, name="form_valid")
class SignUpView(allauth.SignupView):  # type: ignore[misc]  # allauth has no types
    """Signing up. The account and the mail to verify it come about together or not at all."""

    def form_valid(self, form: Any) -> HttpResponse:
        if form.account_already_exists:
            # As making one does: how long an answer takes would tell whether there is one.
            make_password(form.cleaned_data["password1"])
        answer: HttpResponse = super().form_valid(form)
        return answer


@method_decorator(transaction.atomic, name="post")
class EmailView(allauth.EmailView):  # type: ignore[misc]  # the same
    """The account's addresses. An address and the mail to verify it come about together."""


class HomeView(LoginRequiredMixin, TemplateView):
    """What an account is and has, and what it should see to."""

    template_name = "accounts/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - LoginRequiredMixin lets nobody else pass
        language = next((code for code in LANGUAGES if code == self.request.LANGUAGE_CODE), DEFAULT)
        posts = [
            (post.post, post.municipality and text(post.municipality, "name", language))
            for post in user.appointments.select_related("municipality")
        ]
        memberships = list(user.memberships.select_related("organizer"))
        return {
            **super().get_context_data(**kwargs),
            "standing": roles.standing(user),
            "is_operator": user.is_superuser,
            "posts": posts,
            "memberships": memberships,
            "has_roles": bool(posts or memberships or user.is_superuser),
            "invitations": invitations_for(user),
            "has_console": roles.can_use_console(user),
            "organizer_ui": settings.ORGANIZER_UI_URL,
        }


class ProfileView(LoginRequiredMixin, UpdateView):  # type: ignore[type-arg]  # the same
    """Name and language."""

    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("account_profile")

    def get_object(self, queryset: Any = None) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101 - the same
        return self.request.user

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)


class InvitationView(LoginRequiredMixin, View):
    """Where an invitation's link leads: who is signed in with the invited address accepts it here."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            invitation = invitation_of(key)
        except Refused:
            return self._show(request, None, MemberRefusal.UNKNOWN)
        assert isinstance(request.user, User)  # noqa: S101 - the same
        return self._show(request, invitation, why_not_accept(invitation, request.user))

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        try:
            invitation = invitation_of(key)
        except Refused:
            return self._show(request, None, MemberRefusal.UNKNOWN)
        return _accept(request, invitation)

    def _show(self, request: HttpRequest, invitation: Invitation | None, refusal: MemberRefusal | None) -> HttpResponse:
        status = 404 if refusal is MemberRefusal.UNKNOWN else 409 if refusal else 200
        shown = {"invitation": invitation, "refusal": refusal}
        return render(request, "accounts/invitation.html", shown, status=status)


@require_POST
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accepts an invitation from the account's own page."""
    invitation = Invitation.objects.filter(pk=pk).first()
    if invitation is None:
        raise Http404
    return _accept(request, invitation)


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    assert isinstance(request.user, User)  # noqa: S101 - both callers ask for a sign-in
    try:
        accept_invitation(invitation=invitation, user=request.user)
    except Refused as refused:
        refusal = next(known for known in MemberRefusal if known.code == refused.code)
        shown = {"invitation": invitation, "refusal": refusal}
        return render(request, "accounts/invitation.html", shown, status=409)
    messages.success(request, _("You are a member now."))
    return redirect("account_home")


def provider_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Leads to an OpenID Connect provider, or says that it does not answer."""
    try:
        answer: HttpResponseBase = openid_connect.login(request, provider_id)
    except requests.RequestException as error:
        _log.warning("provider does not answer", provider=provider_id, error=type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    return answer


@require_safe
@login_required
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The picture that an authenticator app reads: an address of its own, so that the page needs no data: images."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_mfa_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
