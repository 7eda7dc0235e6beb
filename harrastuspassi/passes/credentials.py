"""Who holds a pass: whoever sends its id and its secret, `<id>:<secret>`.

The secret is 32 random bytes, so its SHA-256 cannot be searched for and needs neither salt nor slowness. An id that
there is and one that there is not cost the same: one query and one comparison.
"""

import hashlib
import hmac
import re
import secrets
from uuid import UUID

from harrastuspassi.common import clock
from harrastuspassi.passes.models import Pass

_SHAPE = re.compile(
    r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):([A-Za-z0-9_-]{43})", re.ASCII | re.IGNORECASE
)
_NOTHING = "0" * 64


def new_secret() -> str:
    """A secret for a new pass: 43 characters."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def pass_of(text: str) -> Pass | None:
    """The pass that `<id>:<secret>` opens, noted as used today; None for whatever opens none."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    found = Pass.objects.filter(pk=UUID(shape[1])).first()
    is_right = hmac.compare_digest(digest_of(shape[2]), found.digest if found else _NOTHING)
    if found is None or not is_right:
        return None
    today = clock.local_today()
    if found.last_used_on != today:
        Pass.objects.filter(pk=found.pk).update(last_used_on=today)
        found.last_used_on = today
    return found
