"""What follows for each count from all sums of a block together: linear programmes over the cells that sums connect.
The second half of the attacker. HiGHS solves them; the programme stays, only its objective changes.
"""

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from math import ceil, floor
from types import MappingProxyType

import highspy
import numpy as np

from harrastuspassi.disclosure.cellkey import Range
from harrastuspassi.disclosure.groups import Family

_WITNESSES = 8
"""Solutions in random directions. Most cells take two values among them already, and need no programme of their own."""
_TOLERANCE = 1e-6


_Sum = tuple[int, tuple[int, ...]]
"""A whole and its parts, by their columns in a programme."""


class _Contradicts(Exception):
    """No counts within their ranges add up."""


class NoSolution(Exception):
    """The sums of a block contradict its figures."""

    def __init__(self, position: int) -> None:
        super().__init__(f"no counts are possible in the block of {position}")
        self.position = position


def blocks(families: Sequence[Family]) -> Iterator[list[Family]]:
    """The families that add up, those together that share a cell, directly or by others."""
    above: dict[int, int] = {}

    def root(position: int) -> int:
        while above.setdefault(position, position) != position:
            above[position] = above[above[position]]
            position = above[position]
        return position

    sums = [family for family in families if family.adds_up]
    for family in sums:
        for part in family.parts:
            above[root(part)] = root(family.whole)
    found: dict[int, list[Family]] = defaultdict(list)
    for family in sums:
        found[root(family.whole)].append(family)
    yield from found.values()


def narrowed_by_sums(ranges: Sequence[Range], block: Sequence[Family], wanted: Collection[int]) -> dict[int, Range]:
    """The ranges of the `wanted` positions of a block: exactly what its sums allow where that is one value only, and
    at least two possible values elsewhere. Raises NoSolution where the sums contradict the ranges."""
    positions = sorted({position for family in block for position in (family.whole, *family.parts)})
    columns = {position: column for column, position in enumerate(positions)}
    sums = tuple((columns[family.whole], tuple(columns[part] for part in family.parts)) for family in block)
    asked = tuple(sorted(columns[position] for position in wanted if position in columns))
    try:
        found = _solved(tuple(ranges[position] for position in positions), sums, asked)
    except _Contradicts as contradiction:
        raise NoSolution(positions[0]) from contradiction
    return {positions[column]: bounds for column, bounds in found.items()}


@lru_cache(maxsize=256)
def _solved(ranges: tuple[Range, ...], sums: tuple[_Sum, ...], asked: tuple[int, ...]) -> Mapping[int, Range]:
    """The ranges of the columns `asked`. Nine blocks of ten that a year's releases bring have been solved for one
    before: what was published stays as it was, and is audited with each release anew. Raises _Contradicts."""
    programme = _Programme(ranges, sums)
    seen = {column: [float("inf"), float("-inf")] for column in asked}
    directions = random.Random(0)  # noqa: S311 (directions of search are no secret, and every run has to agree)
    for _ in range(_WITNESSES):
        costs = [directions.uniform(-1, 1) for _ in ranges]
        values = programme.minimum(costs)
        for column in asked:
            _widen(seen[column], values[column])
    for column in asked:
        if _whole_numbers(seen[column]).most <= _whole_numbers(seen[column]).least:
            for sign in (1.0, -1.0):
                costs = [0.0] * len(ranges)
                costs[column] = sign
                _widen(seen[column], programme.minimum(costs)[column])
    return MappingProxyType({column: _whole_numbers(seen[column]) for column in asked})


def _widen(bounds: list[float], value: float) -> None:
    bounds[0], bounds[1] = min(bounds[0], value), max(bounds[1], value)


def _whole_numbers(bounds: Sequence[float]) -> Range:
    return Range(ceil(bounds[0] - _TOLERANCE), floor(bounds[1] + _TOLERANCE))


class _Silent(highspy.Highs):
    """The solver without its callbacks: setting them up writes a banner to standard output, whatever is set later."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class _Programme:
    """Counts within their ranges whose parts sum up to their wholes."""

    def __init__(self, ranges: Sequence[Range], sums: Sequence[_Sum]) -> None:
        self._numbers = np.arange(len(ranges), dtype=np.int32)
        self._solver = _Silent()
        self._solver.addVars(
            len(ranges),
            np.array([bounds.least for bounds in ranges], dtype=np.float64),
            np.array([bounds.most for bounds in ranges], dtype=np.float64),
        )
        for whole, parts in sums:
            members = np.array([whole, *parts], dtype=np.int32)
            signs = np.array([-1.0] + [1.0] * len(parts))
            self._solver.addRow(0.0, 0.0, len(members), members, signs)

    def minimum(self, costs: Sequence[float]) -> Sequence[float]:
        """The counts, in the order of the columns, at which the sum of costs is least."""
        self._solver.changeColsCost(len(costs), self._numbers, np.array(costs))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise _Contradicts
        values: Sequence[float] = self._solver.getSolution().col_value
        return values
