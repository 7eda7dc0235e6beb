"""What is kept about signing in, and for how long."""

import datetime as dt

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from harrastuspassi.accounts.models import User
from harrastuspassi.common import clock

FAILURES_KEPT = dt.timedelta(days=30)
"""Failed attempts hold addresses: long enough to look into a break-in, and no longer."""
UNVERIFIED_KEPT = dt.timedelta(days=14)
"""Accounts whose address nobody has verified: it may be of someone who never asked for one. Mail is good for less."""


def forget_sign_ins() -> int:
    """Deletes failed attempts and unverified accounts whose time is over, and sessions and tokens that have expired.

    Returns rows.
    """
    now = clock.now()
    old = [
        AccessAttempt.objects.filter(attempt_time__lt=now - FAILURES_KEPT),
        AccessFailureLog.objects.filter(attempt_time__lt=now - FAILURES_KEPT),
        Session.objects.filter(expire_date__lt=now),
        apps.get_model("token_blacklist", "OutstandingToken")._default_manager.filter(expires_at__lt=now),
    ]
    return sum(rows.delete()[0] for rows in [*old, _unverified(now - UNVERIFIED_KEPT)])


def _unverified(before: dt.datetime) -> QuerySet[User]:
    """Accounts made before an instant in which nobody has ever been; operators verify theirs when they first come."""
    nobody_in = User.objects.filter(date_joined__lt=before, last_login__isnull=True, is_superuser=False)
    verified = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return nobody_in.filter(~Exists(verified), memberships__isnull=True, appointments__isnull=True)
