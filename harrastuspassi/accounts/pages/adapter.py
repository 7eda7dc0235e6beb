"""What allauth asks of us: where to send people, and how mail goes out."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.accounts.services import invitations_for
from harrastuspassi.common import mail
from harrastuspassi.common.languages import DEFAULT, LANGUAGES

HOME = "account_home"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts known by e-mail address."""

    def send_mail(self, template_prefix: str, email: str, context_: dict[str, Any]) -> None:
        """Leaves the mail to a worker. Its link is part of it, so no two are the same mail."""
        request = context.request
        site = RequestSite(request)
        message = self.render_mail(
            template_prefix, email, {"request": request, "email": email, "current_site": site, **context_}
        )
        mail.post(key=f"account:{secrets.token_hex(16)}", to=email, subject=message.subject, text=message.body)

    def is_safe_url(self, url: str) -> bool:
        """Whether people may be sent to an address: one of ours, or of the organizer UI."""
        own = url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={urlsplit(settings.PUBLIC_URL).netloc},
            require_https=settings.PUBLIC_URL.startswith("https:"),
        )
        ui = settings.ORGANIZER_UI_ORIGIN
        return own or bool(
            ui
            and url.startswith(ui)
            and url_has_allowed_host_and_scheme(
                url, allowed_hosts={urlsplit(ui).netloc}, require_https=ui.startswith("https:")
            )
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The organizer UI, unless there is something to see to first, or the account has no business there."""
        assert isinstance(request.user, User)  # noqa: S101 - they have just signed in
        who = roles.standing(request.user)
        stays = who.is_privileged and not who.memberships
        if stays or who.lacks_second_factor or invitations_for(request.user).exists():
            return resolve_url(HOME)
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def new_user(self, request: HttpRequest) -> User:
        """An account that reads mail in the language that it was made in."""
        user: User = super().new_user(request)
        asked = translation.get_language()
        user.language = asked if asked in LANGUAGES else DEFAULT
        return user

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(HOME)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the same
    """Accounts that sign in with an OpenID Connect provider."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Forgets what the provider tells besides who it is: allauth would keep every claim."""
        sociallogin.account.extra_data = {}
        if sociallogin.account.pk:
            sociallogin.account.save(update_fields=["extra_data"])

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return resolve_url("socialaccount_connections")
