"""How many events may come in a day: more than any phone or school sends, less than a script needs to do harm.

Counted in the cache, under hashes with a key of the day: it holds neither passes nor addresses. On the embedded
default each process counts on its own. A cache that does not answer lets everything through.
"""

from uuid import UUID

import structlog
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from harrastuspassi.common import clock
from harrastuspassi.common.errors import DomainError

PER_PASS = 5_000
PER_ADDRESS = 300_000
"""Events a day. A class sends some thousands; thousands of phones of one operator may share an address."""
WRONG_CODES_PER_PASS, WRONG_CODES_PER_ADDRESS = 10, 1_000
"""Wrong codes of check-ins in an hour. One in 2 ** 30 is right: whoever types wrongly is not hurt, nor is a school
behind one address where everyone does twice, and with all that an address may try in a year it guesses one in 120."""
_A_DAY_S = 24 * 3600
_AN_HOUR_S = 3600
_log = structlog.get_logger("limits")


class TooManyEvents(DomainError):
    """A pass or an address has sent as many events as one may in a day."""

    code = "too_many_events"


def _add(key: str, number: int, lasts_s: int = _A_DAY_S) -> int:
    try:
        return int(cache.incr(key, number))
    except ValueError:  # the first of its time; two at once may be counted as one
        cache.set(key, number, lasts_s)
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


class Guesses:
    """Wrong codes of a pass and of an address, counted by the hour."""

    def __init__(self, *, pass_id: UUID | None, address: str):
        self._limits = {_guesses_of("address", address): WRONG_CODES_PER_ADDRESS}
        if pass_id is not None:
            self._limits[_guesses_of("pass", str(pass_id))] = WRONG_CODES_PER_PASS

    def are_too_many(self) -> bool:
        """Whether there have been as many as there may be."""
        try:
            found = cache.get_many(self._limits)
        except Exception as error:
            _log.warning("guesses not counted", error=type(error).__name__)
            return False
        return any(found.get(key, 0) >= at_most for key, at_most in self._limits.items())

    def count(self) -> None:
        """Counts a wrong code."""
        for key in self._limits:
            try:
                _add(key, 1, _AN_HOUR_S)
            except Exception as error:
                _log.warning("guesses not counted", error=type(error).__name__)


def _guesses_of(of: str, name: str) -> str:
    day = clock.local_today().isoformat()
    return f"guesses:{salted_hmac(f'participation.guesses.{of}.{day}', name, algorithm='sha256').hexdigest()[:32]}"
