"""What is kept about signing in, and for how long."""

import datetime as dt

from axes.models import AccessAttempt, AccessFailureLog
from django.apps import apps
from django.contrib.sessions.models import Session

from harrastuspassi.common import clock

FAILURES_KEPT = dt.timedelta(days=30)
"""Failed attempts hold addresses: long enough to look into a break-in, and no longer."""


def forget_sign_ins() -> int:
    """Deletes failed attempts after FAILURES_KEPT, and sessions and used-up tokens that have expired. Returns rows."""
    now = clock.now()
    old = [
        AccessAttempt.objects.filter(attempt_time__lt=now - FAILURES_KEPT),
        AccessFailureLog.objects.filter(attempt_time__lt=now - FAILURES_KEPT),
        Session.objects.filter(expire_date__lt=now),
        apps.get_model("token_blacklist", "OutstandingToken")._default_manager.filter(expires_at__lt=now),
    ]
    return sum(rows.delete()[0] for rows in old)
