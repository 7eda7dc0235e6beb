"""The tokens of people: an access token that calls carry, and a refresh token that gets another pair, once.

Both are JWTs (RFC 7519) and hold a mark of the account's password and second factor: a token that was made before
either changed is refused, as is one of a deactivated account. A refresh token that comes a second time was copied, and
nobody knows whose the pair is that it got: all that followed from one sign-in is refreshed no more (RFC 9700, 4.14.2).
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.crypto import constant_time_compare, salted_hmac
from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from harrastuspassi.accounts.models import User
from harrastuspassi.common import clock

MARK = "mark"
"""Claim that ties a token to the password and the second factor that the account had."""
LINE = "line"
"""Claim of a refresh token that names the sign-in from which it follows."""


class OnceToken(RefreshToken):
    """A refresh token that is read even when it was used: it is told from a first use, and not only refused."""

    def check_blacklist(self) -> None:
        """Left to `renew`."""


class TokenRefused(Exception):
    """A token that opens nothing. `code`: `token_expired`, else `token_invalid`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def pair_of(user: User, *, line: str = "") -> dict[str, str]:
    """An access and a refresh token of an account; `line` names the sign-in that they follow from, if not a new one."""
    # Not simplejwt's for_user: it would write the refresh token into the database, where it could be read and used.
    refresh, access = RefreshToken(), AccessToken()
    for token in (refresh, access):
        token["user_id"] = user.pk
        token[MARK] = mark_of(user)
    refresh[LINE] = line or refresh["jti"]
    # The organizer UI shows these; it reads them from the token without checking it.
    access["first_name"], access["last_name"] = user.first_name, user.last_name
    return {"access": str(access), "refresh": str(refresh)}


def mark_of(user: AbstractBaseUser) -> str:
    """What changes whenever the password or the second factor does."""
    factors = User.objects.filter(pk=user.pk, authenticator__type="totp").values_list("authenticator", flat=True)
    state = f"{user.get_session_auth_hash()}:{list(factors)}"
    return salted_hmac("api.token", state, algorithm="sha256").hexdigest()[:32]


def user_of(text: str) -> User:
    """The account that an access token stands for. Raises TokenRefused."""
    return _owner(_read(AccessToken, text))


def renew(text: str) -> dict[str, str]:
    """Another pair for a refresh token, which is used up. Raises TokenRefused, also for one that was used before."""
    token = _read(OnceToken, text)
    user, line = _owner(token), str(token.get(LINE, token["jti"]))
    # A database constraint decides between two that use the same one at once.
    _, is_first_use = token.blacklist()
    if not is_first_use:
        _end_line(line)
    if not is_first_use or OutstandingToken.objects.filter(jti=_ended(line)).exists():
        raise TokenRefused("token_invalid")
    return pair_of(user, line=line)


def _end_line(line: str) -> None:
    # Kept among the tokens that were used up, for as long as one that follows could still come.
    until = clock.now() + settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
    OutstandingToken.objects.get_or_create(jti=_ended(line), defaults={"expires_at": until})


def _ended(line: str) -> str:
    return f"line:{line}"[:255]


def _read(kind: type[Any], text: str) -> Any:
    try:
        return kind(text)
    except ExpiredTokenError as error:
        raise TokenRefused("token_expired") from error
    except TokenError as error:
        raise TokenRefused("token_invalid") from error


def _owner(token: Token) -> User:
    claimed = token.get("user_id")
    user = User.objects.filter(pk=claimed, is_active=True).first() if isinstance(claimed, int) else None
    if user is None or not constant_time_compare(token.get(MARK, ""), mark_of(user)):
        raise TokenRefused("token_invalid")
    return user
