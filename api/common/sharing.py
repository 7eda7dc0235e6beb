"""Bodies of public answers that processes share by Redis, where it is there: what one has made, the others need not.

Nothing depends on it: while it is away, each makes its own. What it may hold is bounded by slots, whatever is asked.
"""

import time
from hashlib import blake2b

import redis
import structlog
from django.conf import settings

SLOTS, LARGEST = 1_024, 128 * 1024
"""How many bodies there are at most, and bytes of the largest that is shared."""
GOOD_S = 60
"""A minute's answers are asked for in that minute alone."""
TIMEOUT_S = 0.2
AWAY_S = 5
"""How long nobody asks Redis again after it failed."""

_log = structlog.get_logger("sharing")


class Shared:
    """Bytes by name, of processes that serve the same database and Redis. For any number of threads."""

    def __init__(self, url: str, *, of: str):
        """`of` is what they have in common: names of others are other names."""
        self.of = of
        self._away_until = 0.0
        self._redis: redis.Redis | None = None
        if url:
            self._redis = redis.Redis.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)

    def get(self, name: str) -> bytes | None:
        """What another process has put there, if it still is."""
        slot, digest = self._place(name)
        found = self._call("GET", slot)
        return found[len(digest) :] if found and found.startswith(digest) else None

    def put(self, name: str, content: bytes) -> None:
        """Puts it there for the others, unless it is too large. It takes the place of what has the same slot."""
        if len(content) <= LARGEST:
            slot, digest = self._place(name)
            self._call("SET", slot, digest + content, "EX", GOOD_S)

    def _place(self, name: str) -> tuple[str, bytes]:
        digest = blake2b(f"{self.of} {name}".encode(), digest_size=32).digest()
        return f"answer:{int.from_bytes(digest[:4]) % SLOTS}", digest

    def _call(self, *command: str | bytes | int) -> bytes | None:
        if self._redis is None or time.monotonic() < self._away_until:
            return None
        try:
            found = self._redis.execute_command(*command)
        except redis.RedisError as error:
            self._away_until = time.monotonic() + AWAY_S
            _log.warning("answers are not shared", error=type(error).__name__)
            return None
        return found if isinstance(found, bytes) else None


SHARED = Shared(settings.REDIS_URL, of=f"{settings.DATABASE_URL} {settings.PUBLIC_URL}")
"""With those that answer from the same database at the same address."""
