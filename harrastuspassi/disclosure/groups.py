"""What the cells of all tables are about, and which of them are parts of which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Group(NamedTuple):
    """The passes that one cell counts: those that did `measure` and have each (dimension, value) of `values`.

    A dimension that a cell sums over is not among its values, so that the same group is equal in every table.
    """

    measure: str
    values: frozenset[tuple[str, str]]

    def value_of(self, dimension: str) -> str | None:
        return next((value for name, value in self.values if name == dimension), None)

    def at(self, dimension: str, value: str | None) -> "Group":
        """The group with another value of one dimension, or with all of them for None."""
        others = frozenset(item for item in self.values if item[0] != dimension)
        return Group(self.measure, others if value is None else others | {(dimension, value)})

    def __str__(self) -> str:
        return f"{self.measure}({', '.join(f'{name}={value}' for name, value in sorted(self.values))})"


@dataclass(frozen=True)
class Hierarchy:
    """The values of a dimension, each with the value above it (None: all of them).

    `partition` says that a pass has exactly one value of each level in a period, so that counts of passes add up:
    true of attributes, false of what one pass may do several of (months, activities). `covers` says that each pass has
    at least one: where some have none, what is known of the parts is only that none exceeds the whole.
    """

    parents: Mapping[str, str | None]
    partition: bool
    covers: bool = True

    def ancestors(self, value: str) -> Iterator[str | None]:
        """The values above, from the nearest to None."""
        above: str | None = value
        while above is not None:
            above = self.parents[above]
            yield above

    @cached_property
    def levels_below(self) -> Mapping[tuple[str | None, int], AbstractSet[str]]:
        """All values that lie a number of levels below another, or below None: of levels where nothing is missing.

        Below a value without parts there is nothing that others' parts would sum up with.
        """
        found: dict[tuple[str | None, int], set[str]] = defaultdict(set)
        for value in self.parents:
            for distance, ancestor in enumerate(self.ancestors(value), start=1):
                found[ancestor, distance].add(value)
        inner = set(self.parents.values())
        ends = {place for place, values in found.items() if not values <= inner}
        return {
            (ancestor, distance): frozenset(values)
            for (ancestor, distance), values in found.items()
            if not any((ancestor, nearer) in ends for nearer in range(1, distance))
        }


class Family(NamedTuple):
    """A group and all that it consists of along one dimension, as positions in a list of groups."""

    whole: int
    parts: tuple[int, ...]
    dimension: str
    adds_up: bool
    """Whether the counts of the parts sum up to that of the whole."""
    covers: bool = True
    """Whether everyone of the whole is in some part."""


def families(groups: Iterable[Group], hierarchies: Mapping[str, Hierarchy]) -> list[Family]:
    """Every family whose whole and parts are all among `groups`, whichever tables they stand in; of parts that do not
    cover their whole, those that are among them."""
    positions = {group: position for position, group in enumerate(groups)}
    members: dict[tuple[Group, str, int], set[str]] = defaultdict(set)
    for group in positions:
        for dimension, value in group.values:
            for distance, ancestor in enumerate(hierarchies[dimension].ancestors(value), start=1):
                whole = group.at(dimension, ancestor)
                if whole in positions:
                    members[whole, dimension, distance].add(value)
    return [
        Family(
            positions[whole],
            tuple(positions[whole.at(dimension, value)] for value in sorted(values)),
            dimension,
            hierarchies[dimension].partition,
            hierarchies[dimension].covers,
        )
        for (whole, dimension, distance), values in members.items()
        if not hierarchies[dimension].covers
        or values == hierarchies[dimension].levels_below.get((whole.value_of(dimension), distance))
    ]
