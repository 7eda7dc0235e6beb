"""How many events may come in a day: more than any phone or school sends, less than a script needs to do harm.

Counted in the cache, under hashes with a key of the day: it holds neither passes nor addresses. On the embedded
default each process counts on its own. A cache that does not answer lets everything through.
"""

from collections.abc import Iterable
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
WRONG_DOORS_PER_ADDRESS = 100
"""Door links in an hour that open nothing. A secret has 256 bits: it is old links that are tried."""
WRITES_AT_A_DOOR = 60
"""Times in a minute that an address may send the heads of one event by its door link: once a second is faster than
anyone taps, and other doors behind the same address have as many."""
_A_DAY_S = 24 * 3600
AN_HOUR_S = 3600
_A_MINUTE_S = 60
_log = structlog.get_logger("limits")


class TooManyEvents(DomainError):
    """A pass or an address has sent as many events as one may in a day."""

    code = "too_many_events"


class TooManyWrites(DomainError):
    """Heads are sent by a door link faster than anyone counts."""

    code = "throttled"


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


def count_door_write(*, link_id: int, address: str) -> None:
    """Counts that heads are sent by a door link from an address. Raises TooManyWrites beyond WRITES_AT_A_DOOR."""
    key = _key("door_writes", "link", f"{link_id} {address}")
    try:
        total = _add(key, 1, _A_MINUTE_S)
    except Exception as error:
        _log.warning("writes not counted", error=type(error).__name__)
        return
    if total > WRITES_AT_A_DOOR:
        raise TooManyWrites("Too many in so short a time: wait a minute, and save again.")


class Guesses:
    """Wrong guesses, counted by the hour: `limits` says how many there may be of each name ("pass" or "address", and
    which), `what` what is guessed."""

    def __init__(self, what: str, limits: Iterable[tuple[str, str, int]]):
        self._limits = {_key(what, of, name): at_most for of, name, at_most in limits}

    @classmethod
    def of_codes(cls, *, pass_id: UUID | None, address: str) -> "Guesses":
        """Of codes of check-ins, by a pass and from an address."""
        of_address = [("address", address, WRONG_CODES_PER_ADDRESS)]
        return cls("guesses", of_address + ([("pass", str(pass_id), WRONG_CODES_PER_PASS)] if pass_id else []))

    @classmethod
    def of_doors(cls, *, address: str) -> "Guesses":
        """Of door links, from an address."""
        return cls("doors", [("address", address, WRONG_DOORS_PER_ADDRESS)])

    def are_too_many(self) -> bool:
        """Whether there have been as many as there may be."""
        try:
            found = cache.get_many(self._limits)
        except Exception as error:
            _log.warning("guesses not counted", error=type(error).__name__)
            return False
        return any(found.get(key, 0) >= at_most for key, at_most in self._limits.items())

    def count(self) -> None:
        """Counts a wrong one."""
        for key in self._limits:
            try:
                _add(key, 1, AN_HOUR_S)
            except Exception as error:
                _log.warning("guesses not counted", error=type(error).__name__)


def _key(what: str, of: str, name: str) -> str:
    day = clock.local_today().isoformat()
    return f"{what}:{salted_hmac(f'participation.{what}.{of}.{day}', name, algorithm='sha256').hexdigest()[:32]}"
