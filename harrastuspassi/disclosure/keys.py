"""The statistics keys: 32 random bytes for each statistics year, in a secret file and nowhere else (rule 3).

The file, STATISTICS_KEYS, has a line for each year: the year, a space and the key in hexadecimal. Whoever destroys a
key makes sure that the secret store keeps no copy of the file.

The fresh key of a year's corrections (rule 14) is HMAC-SHA256 of a label under the year's key: to whoever knows neither
as good as drawn anew, the same whenever it is asked for, so that nobody can draw until figures suit, and gone with it.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from harrastuspassi.common.errors import Missing, Refused
from harrastuspassi.disclosure.cellkey import SECRET_BYTES, RecordKeys, record_keys


def record_keys_of(year: int, pass_id: UUID) -> RecordKeys:
    """The record keys of a pass in a statistics year. Raises Missing where the year has no key."""
    return record_keys(_key_of(year), pass_id.bytes)


def record_keys_of_many(year: int, pass_ids: Sequence[UUID]) -> Iterator[RecordKeys]:
    """The same of each of many passes, for which the key is read once."""
    key = _key_of(year)
    return (record_keys(key, pass_id.bytes) for pass_id in pass_ids)


def fresh_record_keys_of_many(year: int, pass_ids: Sequence[UUID]) -> Iterator[RecordKeys]:
    """The same under the key of the year's corrections."""
    key = hmac.digest(_key_of(year), _CORRECTION, hashlib.sha256)
    return (record_keys(key, pass_id.bytes) for pass_id in pass_ids)


_CORRECTION = b"correction"


def _key_of(year: int) -> bytes:
    path = _path()
    found = _read(path, path.stat().st_mtime_ns if path.exists() else 0)
    if year not in found:
        if settings.DEMO:
            make_key(year)
            return _key_of(year)
        raise Missing(
            f"There is no statistics key for {year}: make one, or it was destroyed.", code="no_statistics_key"
        )
    return found[year]


def years() -> list[int]:
    """The years that have a key."""
    path = _path()
    return sorted(_read(path, path.stat().st_mtime_ns if path.exists() else 0))


def make_key(year: int) -> None:
    """Makes a key for a year that has none. Raises Refused for one that has: its figures would be others."""
    if year in years():
        raise Refused(f"{year} has a statistics key.", code="statistics_key_exists")
    _write({**_all(), year: secrets.token_bytes(SECRET_BYTES)})


def destroy_key(year: int) -> None:
    """Destroys a year's key. Raises Missing where there is none."""
    if year not in years():
        raise Missing(f"There is no statistics key for {year}.", code="no_statistics_key")
    _write({other: key for other, key in _all().items() if other != year})


def _path() -> Path:
    return Path(settings.STATISTICS_KEYS)


def _all() -> dict[int, bytes]:
    path = _path()
    return dict(_read(path, path.stat().st_mtime_ns)) if path.exists() else {}


@lru_cache(maxsize=2)
def _read(path: Path, version: int) -> Mapping[int, bytes]:
    """The keys by year. `version` is when the file was last written: a changed file is read anew."""
    if not version:
        return {}
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip())
    return {int(year): bytes.fromhex(key) for year, key in rows}


def _write(keys: Mapping[int, bytes]) -> None:
    path = _path()
    text = "".join(f"{year} {key.hex()}\n" for year, key in sorted(keys.items()))
    new = path.with_name(f".{path.name}.new")
    # Nobody else reads it, from its first byte on; and a reader finds all of the old one or all of the new.
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _read.cache_clear()
