"""Signing in with credentials alone, where no page leads through the steps; and who is slowed down.

The same checks in the same order as on the pages: allauth's limits by account, axes' lock by account and address, the
password, the verified address, the second factor.
"""

from enum import Enum
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.base.forms import AuthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from harrastuspassi.accounts.models import User
from harrastuspassi.common.errors import DomainError


class SignInRefusal(Enum):
    """Why nobody was signed in: the code and the reason. The first one does not tell whether the account exists."""

    WRONG = ("credentials_wrong", "The e-mail address or the password is wrong.")
    UNVERIFIED = ("email_not_verified", "The e-mail address has not been verified: follow the link in the mail.")
    CODE_NEEDED = ("code_required", "The account has a second factor: send `code` as well.")
    CODE_WRONG = ("code_wrong", "The code of the second factor is wrong, or has been used.")
    TOO_MANY = ("too_many_attempts", "Too many attempts to sign in: wait.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


class SignInRefused(DomainError):
    """Nobody was signed in."""

    def __init__(self, refusal: SignInRefusal):
        super().__init__(refusal.message, code=refusal.code)
        self.refusal = refusal


def sign_in(request: HttpRequest, *, email: str, password: str, code: str = "") -> User:
    """The account that the credentials are of. Makes no session. Raises SignInRefused."""
    credentials = {"email": email, "password": password}
    if is_locked(request, credentials):
        raise SignInRefused(SignInRefusal.TOO_MANY)
    try:
        user = get_adapter(request).authenticate(request, **credentials)
    except ValidationError as error:
        raise SignInRefused(SignInRefusal.TOO_MANY) from error
    if user is None or not user.is_active:
        raise SignInRefused(SignInRefusal.TOO_MANY if is_locked(request, credentials) else SignInRefusal.WRONG)
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise SignInRefused(SignInRefusal.UNVERIFIED)
    if user.has_second_factor:
        _check_code(request, user, code)
    user_logged_in.send(sender=User, request=request, user=user)
    signed_in: User = user
    return signed_in


def _check_code(request: HttpRequest, user: User, code: str) -> None:
    if not code:
        raise SignInRefused(SignInRefusal.CODE_NEEDED)
    form = SecondFactorForm(user=user, data={"code": code})
    if not form.is_valid():
        wrong = form.has_error("code", "incorrect_code") or form.has_error("code", "required")
        raise SignInRefused(SignInRefusal.CODE_WRONG if wrong else SignInRefusal.TOO_MANY)
    form.authenticator.record_usage()


def is_locked(request: HttpRequest, credentials: dict[str, str]) -> bool:
    """Whether axes lets this account sign in from this address no more, for a while."""
    AxesProxyHandler.update_request(request)
    return not AxesProxyHandler.is_allowed(request, credentials)


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second factor's code. A wrong one counts as a wrong password does: who has the password may not guess on."""

    def clean_code(self) -> str:
        request, credentials = get_adapter().request, {"email": self.user.email}
        if is_locked(request, credentials):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        return code

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        super()._emit_authentication_failed(authenticator)
        request = get_adapter().request
        user_login_failed.send(sender=User, credentials={"email": self.user.email}, request=request)


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: dict[str, str] | None) -> HttpResponse:
    """What axes shows to who has failed too often: a page; the API has said it in its own way."""
    if request.path_info.startswith("/auth/"):
        return answer
    return render(request, "account/locked.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def account_name(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """What axes counts failures by: the address in lower case, as mail providers take it."""
    sent = credentials or request.POST
    return (sent.get("email") or sent.get("username") or sent.get("login") or "").strip().lower()[:254]


def client_address(request: HttpRequest) -> str | None:
    """What axes counts failures by besides: the sender's address, past the proxies that are ours."""
    address: str | None = get_client_ip(request)
    return address
