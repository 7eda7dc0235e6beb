"""What tells a process that answers have changed: until then, what it keeps of them is good."""

import threading
import time
from collections.abc import Callable

from django.db.models import Sum

from harrastuspassi.catalogue.feed import current_version
from harrastuspassi.catalogue.models import Promotion

INTERVAL_S = 0.5
"""How long a process goes by what it read: as long may pass before what another process wrote shows in it."""


def uses() -> int:
    """How often promotions have been used. That is no publication, and yet it shows."""
    return Promotion.objects.aggregate(all=Sum("used_count"))["all"] or 0


class Watch:
    """Reads a number at most once in INTERVAL_S, and anew as soon as this process has changed it.

    It is read from the database, so that no server beside it decides over what is public.
    """

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._number = 0
        self._good_until = 0.0

    def known(self) -> int:
        """The number, at most INTERVAL_S old. Raises DatabaseError where it has to be read and cannot be."""
        if time.monotonic() < self._good_until:
            return self._number
        # Who comes meanwhile waits: what it has is too old by now.
        with self._lock:
            asked_at = time.monotonic()
            if asked_at >= self._good_until:
                self._number = self._read()
                self._good_until = asked_at + INTERVAL_S
            return self._number

    def look_again(self) -> None:
        """Forgets what was read. Waits for a reading under way, which may not have seen what was committed since."""
        with self._lock:
            self._good_until = 0.0


VERSION = Watch(current_version)
"""The catalogue's version as this process knows it."""
USES = Watch(uses)
"""The uses of promotions as this process knows them."""
