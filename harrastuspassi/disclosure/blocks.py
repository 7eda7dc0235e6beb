"""What follows for each count from all sums of a block together: linear programmes over the cells that sums connect.
The second half of the attacker. HiGHS solves them; the programme stays, only its objective changes.
"""

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from math import ceil, floor

import highspy
import numpy as np

from harrastuspassi.disclosure.cellkey import Range
from harrastuspassi.disclosure.groups import Family

_WITNESSES = 8
"""Solutions in random directions. Most cells take two values among them already, and need no programme of their own."""
_TOLERANCE = 1e-6


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
    programme = _Programme(ranges, block)
    asked = [position for position in wanted if position in programme.columns]
    seen = {position: [float("inf"), float("-inf")] for position in asked}
    directions = random.Random(0)  # noqa: S311 (directions of search are no secret, and every run has to agree)
    for _ in range(_WITNESSES):
        costs = [directions.uniform(-1, 1) for _ in programme.columns]
        values = programme.minimum(costs)
        for position in asked:
            _widen(seen[position], values[programme.columns[position]])
    for position in asked:
        if _whole_numbers(seen[position]).most <= _whole_numbers(seen[position]).least:
            for sign in (1.0, -1.0):
                costs = [0.0] * len(programme.columns)
                costs[programme.columns[position]] = sign
                _widen(seen[position], programme.minimum(costs)[programme.columns[position]])
    return {position: _whole_numbers(seen[position]) for position in asked}


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

    def __init__(self, ranges: Sequence[Range], block: Sequence[Family]) -> None:
        positions = sorted({position for family in block for position in (family.whole, *family.parts)})
        self.columns = {position: column for column, position in enumerate(positions)}
        self._first = positions[0]
        self._numbers = np.arange(len(positions), dtype=np.int32)
        self._solver = _Silent()
        self._solver.addVars(
            len(positions),
            np.array([ranges[position].least for position in positions], dtype=np.float64),
            np.array([ranges[position].most for position in positions], dtype=np.float64),
        )
        for family in block:
            members = np.array([self.columns[position] for position in (family.whole, *family.parts)], dtype=np.int32)
            signs = np.array([-1.0] + [1.0] * len(family.parts))
            self._solver.addRow(0.0, 0.0, len(members), members, signs)

    def minimum(self, costs: Sequence[float]) -> Sequence[float]:
        """The counts, in the order of the columns, at which the sum of costs is least."""
        self._solver.changeColsCost(len(costs), self._numbers, np.array(costs))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NoSolution(self._first)
        values: Sequence[float] = self._solver.getSolution().col_value
        return values
