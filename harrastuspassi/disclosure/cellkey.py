"""The cell-key method: noise that depends only on who is in a cell, so that the same group shows the same figure in
every table and no table can be subtracted from another (Giessing 2016; Giessing & Tent 2019). Pure functions.
"""

import csv
import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

KEY_BITS = 32
SMALLEST_SHOWN = 5
"""Noisy counts below it are shown as "0-4", true zeros included (rule 6)."""
SMALLEST_FOR_EVENTS = 10
"""Events are published only where the noisy count of passes is at least this (rule 9)."""
EVENT_STEP = 5
SMALLEST_DENOMINATOR = 20
"""Ratios have a published denominator of at least this (rule 10)."""
SECRET_BYTES = 32


class RecordKeys(NamedTuple):
    """Two independent whole numbers below 2^32 of one pass in one statistics year: for counts, and for events."""

    counts: int
    events: int


class Noise(NamedTuple):
    """A row of perturbation.csv: the noises it allows, rising, and the distribution function at each."""

    values: tuple[int, ...]
    upper_bounds: tuple[float, ...]

    def at(self, quantile: float) -> int:
        """The inverse distribution function at a quantile strictly between 0 and 1."""
        # The last bound is 1 but for rounding.
        return self.values[min(bisect_right(self.upper_bounds, quantile), len(self.values) - 1)]


def _read_rows() -> Mapping[int, Noise]:
    chances: dict[int, dict[int, float]] = {}
    with (Path(__file__).parent / "perturbation.csv").open(newline="", encoding="ascii") as file:
        for row in csv.DictReader(file):
            chances.setdefault(int(row["count"]), {})[int(row["noise"])] = float(row["probability"])
    return {count: Noise(tuple(by_noise), tuple(accumulate(by_noise.values()))) for count, by_noise in chances.items()}


ROWS: Mapping[int, Noise] = _read_rows()
LAST_ROW = max(ROWS)
"""The row that serves every count from here on."""
LARGEST_NOISE = max(ROWS[LAST_ROW].values)


def record_keys(secret: bytes, pass_id: bytes) -> RecordKeys:
    """The keys of a pass (rule 2): bytes 1 to 4 and 5 to 8, big-endian, of HMAC-SHA256(`secret`, `pass_id`).

    Raises ValueError for a secret of another length than SECRET_BYTES.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a statistics key has {SECRET_BYTES} bytes, not {len(secret)}")
    digest = hmac.digest(secret, pass_id, hashlib.sha256)
    return RecordKeys(int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:8], "big"))


def noise(count: int, key_sum: int, *, bits: int = KEY_BITS) -> int:
    """What is added to a true count, from the sum of its records' keys of `bits` bits each (rules 4 and 5)."""
    if count == 0:
        return 0
    return ROWS[min(count, LAST_ROW)].at(_quantile(key_sum, bits))


def _quantile(key_sum: int, bits: int) -> float:
    largest = 1 << bits
    return (key_sum % largest + 0.5) / largest


def noisy_count(count: int, key_sum: int) -> int:
    """The count with its noise: never negative. What is shown of it says `shown`."""
    return count + noise(count, key_sum)


def shown(noisy: int) -> int | None:
    """The figure to publish of a noisy count, or None for "0-4" (rule 6)."""
    return noisy if noisy >= SMALLEST_SHOWN else None


def noisy_events(*, events: int, largest_share: int, count: int, noisy: int, event_key_sum: int) -> int | None:
    """The number of events to publish, or None where it must not be (rule 9).

    `events` were made by `count` passes, whose noisy count is `noisy`, at most `largest_share` of them by one
    pass; `event_key_sum` is the sum of their second record keys. Halves are rounded up.
    """
    if noisy < SMALLEST_FOR_EVENTS or 2 * largest_share > events:
        return None
    added = ROWS[LAST_ROW].at(_quantile(event_key_sum, KEY_BITS))
    exact = events + Fraction(added * events, count)
    return max(SMALLEST_FOR_EVENTS, EVENT_STEP * ((exact / EVENT_STEP + Fraction(1, 2)).__floor__()))


def per_cent(part: int | None, whole: int | None) -> int | None:
    """A ratio of two published counts in whole per cents, halves up; None where either is hidden or the
    denominator is too small (rule 10)."""
    if part is None or whole is None or whole < SMALLEST_DENOMINATOR:
        return None
    return (200 * part + whole) // (2 * whole)


def events_per_pass(events: int | None, count: int | None) -> float | None:
    """A mean of two published figures, to one decimal, halves up; None where either is hidden (rule 10)."""
    if events is None or count is None:
        return None
    return ((20 * events + count) // (2 * count)) / 10


class Range(NamedTuple):
    """From the least to the most that a true count can be, both included."""

    least: int
    most: int


def possible_counts(figure: int | None) -> Range:
    """The true counts behind a published figure (None: "0-4"), to somebody who knows these rules but no key."""
    behind = range(SMALLEST_SHOWN) if figure is None else range(figure, figure + 1)
    candidates = range(max(behind[0] - LARGEST_NOISE, 0), behind[-1] + LARGEST_NOISE + 1)
    possible = [count for count in candidates if any(count + added in behind for added in _noises(count))]
    return Range(min(possible), max(possible))


def _noises(count: int) -> tuple[int, ...]:
    return ROWS[min(count, LAST_ROW)].values if count else (0,)
