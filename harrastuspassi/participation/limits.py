"""How many events may come in a day: more than any phone or school sends, less than a script needs to do harm.

Counted in the cache, under hashes with a key of the day: it holds neither passes nor addresses. On the embedded
default each process counts on its own. A cache that does not answer lets everything through.
"""

import structlog
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from harrastuspassi.common import clock
from harrastuspassi.common.errors import DomainError

PER_PASS = 5_000
PER_ADDRESS = 300_000
"""Events a day. A class sends some thousands; thousands of phones of one operator may share an address."""
_A_DAY_S = 24 * 3600
_log = structlog.get_logger("limits")


class TooManyEvents(DomainError):
    """A pass or an address has sent as many events as one may in a day."""

    code = "too_many_events"


def _add(key: str, number: int) -> int:
    try:
        return int(cache.incr(key, number))
    except ValueError:  # the first of the day; two at once may be counted as one
        cache.set(key, number, _A_DAY_S)
        return number


def count_events(*, of: str, name: str, number: int, at_most: int) -> None:
    """Counts events of someone today (`of`: "pass" or "address"; `name`: which). Raises TooManyEvents beyond it."""
    day = clock.local_today().isoformat()
    key = f"events:{salted_hmac(f'participation.{of}.{day}', name, algorithm='sha256').hexdigest()[:32]}"
    try:
        total = _add(key, number)
    except Exception as error:
        _log.warning("events not counted", error=type(error).__name__)
        return
    if total > at_most:
        raise TooManyEvents(f"This {of} has sent as many events as one may in a day.")
