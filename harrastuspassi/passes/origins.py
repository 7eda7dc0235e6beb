"""Abnormal numbers of passes: the published rule by which an address is limited and its passes are left out.

A class, or a school on its first day, may well make hundreds behind one address; a script makes thousands.
"""

import ipaddress

from django.db.models import F
from django.utils.crypto import salted_hmac

from harrastuspassi.common import clock
from harrastuspassi.participation import unlinking
from harrastuspassi.passes.models import Pass, PassOrigin

LEFT_OUT_ABOVE = 300
"""Passes that one address may make on one day; if it makes more, all that it made that day are left out of figures."""
AT_MOST = 1_000
"""Passes that one address can make on one day at all."""


def digest_of(address: str) -> str:
    """A hash of an address under a key of the day: tomorrow's cannot be compared with today's.

    Of an IPv6 address the first 64 bits count, which is what one subscriber gets (RFC 6177).
    """
    day = clock.local_today().isoformat()
    return salted_hmac(f"passes.origin.{day}", _subscriber(address), algorithm="sha256").hexdigest()[:32]


def _subscriber(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""  # all whose address is not known count as one
    if parsed.version == 6:
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def count_pass(address: str) -> PassOrigin:
    """Counts one more pass of an address today. In the caller's transaction, which it must end soon: it locks."""
    digest, day = digest_of(address), clock.local_today()
    PassOrigin.objects.bulk_create([PassOrigin(digest=digest, day=day)], ignore_conflicts=True)
    PassOrigin.objects.filter(digest=digest).update(passes_created=F("passes_created") + 1)
    return PassOrigin.objects.get(digest=digest)


def leave_out(origin: PassOrigin) -> None:
    """Leaves all passes of an address's day, and what they took part in, out of figures."""
    left_out = Pass.objects.filter(origin=origin, is_left_out=False)
    unlinking.leave_out(list(left_out.values_list("pk", flat=True)))
    left_out.update(is_left_out=True)
