"""Credentials of machines: tokens of other systems, and the one built into the installed apps.

The apps' token comes from the environment (APP_TOKENS): it is in every installed app and so no secret, and an app
that has it cannot be given another. Several are valid at once, so that a new release of the apps can bring a new one
before the old one ends.
"""

import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from django.conf import settings

from harrastuspassi.accounts.models import Scope, ServiceToken, User
from harrastuspassi.common import clock
from harrastuspassi.common.actors import Actor, ActorKind
from harrastuspassi.common.errors import InvalidInput

LONGEST = dt.timedelta(days=2 * 366)
"""No token is good for longer."""
_SHAPE = re.compile(r"hps_([1-9][0-9]{0,17})_([A-Za-z0-9_-]{43})", re.ASCII)
_NOTHING = "0" * 64


@dataclass(frozen=True, slots=True)
class Credential:
    """What a valid token stands for: a scope, and the service token's id where it is not the apps' own."""

    scope: Scope
    service_token_id: int | None = None

    @property
    def actor(self) -> Actor:
        """As the audit log names it."""
        return Actor(ActorKind.MACHINE, self.service_token_id, self.scope)


def issue_token(
    *, name: str, scope: Scope, valid_for: dt.timedelta, by: User | None = None
) -> tuple[ServiceToken, str]:
    """A new token, and the text to send: it is told now and never again. Raises InvalidInput over `valid_for`."""
    if not dt.timedelta() < valid_for <= LONGEST:
        raise InvalidInput(
            f"A token is good for at most {LONGEST.days} days.",
            code="lifetime_out_of_range",
            fields={"valid_for": ["lifetime_out_of_range"]},
        )
    secret = secrets.token_urlsafe(32)
    token = ServiceToken.objects.create(
        name=name, scope=scope, digest=_digest(secret), expires_at=clock.now() + valid_for, created_by=by
    )
    return token, f"hps_{token.pk}_{secret}"


def revoke_token(*, token: ServiceToken) -> None:
    """Ends a token at once. Revoking it again changes nothing."""
    ServiceToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now())


def credential_of(text: str) -> Credential | None:
    """What a token that was sent stands for, or None where it is unknown, expired or revoked.

    Secrets are compared in a time that does not depend on where they differ.
    """
    if _is_app_token(text):
        return Credential(Scope.BENEFITS)
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    token = ServiceToken.objects.filter(pk=int(shape[1])).first()
    is_right = hmac.compare_digest(_digest(shape[2]), token.digest if token else _NOTHING)
    if token is None or not is_right or not is_valid(token):
        return None
    today = clock.local_today()
    if token.last_used_on != today:
        ServiceToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return Credential(Scope(token.scope), token.pk)


def is_valid(token: ServiceToken) -> bool:
    """Whether a token is neither revoked nor expired."""
    return token.revoked_at is None and token.expires_at > clock.now()


def _is_app_token(text: str) -> bool:
    sent = text.encode()
    return any(hmac.compare_digest(sent, known.encode()) for known in settings.APP_TOKENS)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
