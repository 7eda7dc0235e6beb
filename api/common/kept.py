"""What a process keeps of public reads, answers and counts, within a bound on its memory.

Nothing here says until when it is good: that is in its key, by the catalogue's version and the minute. What is not
asked for any more makes room for what is.
"""

import datetime as dt
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from cachetools import LRUCache
from django.conf import settings
from django.db import DatabaseError

from harrastuspassi.catalogue.versions import VERSION, Watch
from harrastuspassi.common import clock

T = TypeVar("T")

OVERHEAD = 1_000
"""Bytes that an entry takes beside what is in it, about."""


class Moment(NamedTuple):
    """What public answers depend on beside the question."""

    version: int
    minute: dt.datetime


class Store:
    """The least recently used go first. For any number of threads."""

    def __init__(self, max_bytes: int):
        self._lock = threading.Lock()
        self.resize(max_bytes)

    def resize(self, max_bytes: int) -> None:
        """Empties it and sets its bound; 0 keeps nothing."""
        with self._lock:
            self.max_bytes = max_bytes
            self._entries: LRUCache[Hashable, tuple[Any, int]] = LRUCache(max_bytes, getsizeof=lambda entry: entry[1])

    @property
    def bytes(self) -> int:
        """Bytes of what is kept, about."""
        return int(self._entries.currsize)

    def get(self, key: Hashable) -> Any:
        """What is kept, or None."""
        with self._lock:
            entry = self._entries.get(key)
        return entry and entry[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keeps a value of about `size` bytes, key included, unless it alone is more than may be kept."""
        if (whole := size + OVERHEAD) <= self.max_bytes:
            with self._lock:
                self._entries[key] = (value, whole)


STORE = Store(settings.READ_CACHE_MB * 2**20)
"""This process's."""


def this_moment() -> Moment | None:
    """The moment that an answer begun now is good for; None where nothing is kept, or the version cannot be read.

    To be taken before anything is read: what changes meanwhile then only makes the answer newer than its key.
    """
    if not STORE.max_bytes:
        return None
    try:
        return Moment(VERSION.known(), clock.now_minute())
    except DatabaseError:
        # Whoever reads the rows meets it as well, and says so.
        return None


@dataclass(frozen=True, slots=True)
class Proviso:
    """Something beside the moment on which an answer depends: it is good while a watch knows the same number."""

    watch: Watch
    number: int

    @classmethod
    def now(cls, watch: Watch | None) -> "Proviso | None":
        """What an answer begun now depends on; None where that is nothing, or nothing is kept."""
        return cls(watch, watch.known()) if watch and STORE.max_bytes else None

    @property
    def holds(self) -> bool:
        """Whether it is still so."""
        try:
            return self.watch.known() == self.number
        except DatabaseError:
            return False


def remembered(key: Hashable, moment: Moment | None, compute: Callable[[], T]) -> T:
    """A small value that depends on `key`, which is short, and the moment alone."""
    if moment is None:
        return compute()
    found: T | None = STORE.get((key, moment))
    if found is None:
        found = compute()
        STORE.put((key, moment), found, len(repr(key)) + 4 * len(repr(found)))
    return found


class KeptSlices:
    """Slices of a list of ids that depend on `key` and the moment alone, each found out once."""

    def __init__(self, source: Any, key: Hashable, moment: Moment | None):
        self._source, self._key, self._moment = source, key, moment

    def __getitem__(self, page: slice) -> list[int]:
        return remembered((self._key, page.start, page.stop), self._moment, lambda: [*self._source[page]])
