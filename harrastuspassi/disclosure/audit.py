"""The attacker of rule 15: knows every published figure and the method to the letter, but no key.

`findings` is the gate of a release. It reads nothing but what is published, so that it can be run by anybody, and
refuses a release in which a count of 1 to 4 can be pinned down, everyone of a group is known to be in a part of it, or
the figures show that the method was not followed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import comb

from harrastuspassi.disclosure.blocks import NoSolution, blocks, narrowed_by_sums
from harrastuspassi.disclosure.bounds import Contradiction, narrowed
from harrastuspassi.disclosure.cellkey import SMALLEST_SHOWN, Range, possible_counts
from harrastuspassi.disclosure.groups import Family, Group, Hierarchy, families

TIME = "period"
"""The dimension along which an erasure between two freezes makes the parts exceed the whole."""
_MOST_LIKELY_TO_ADD_UP = 0.2
"""A bound on the chance that noisy parts sum up to their noisy whole: 0.16 for two parts, less for more."""
_BEYOND_CHANCE = 1e-9


class Leak(Enum):
    """What is wrong with a release."""

    PINNED = "a count of 1 to 4 follows from the figures"
    MEMBERSHIP = "everyone of a group is known to be in a part of it"
    SMALL_SHOWN = "a figure below 5 is shown, or a zero apart from other small counts"
    CHANGED = "a figure that was published before is another one now"
    DISAGREES = "one group has two figures in tables of one release"
    ADDS_UP = "margins are sums of parts more often than noise allows"
    IMPOSSIBLE = "no true counts agree with the figures of a block"


@dataclass(frozen=True)
class Finding:
    leak: Leak
    group: Group | None
    """Where; None for a table as a whole."""
    table: str = ""


@dataclass(frozen=True)
class PublishedTable:
    """The counts of passes of one table in one release; a figure of None is "0-4"."""

    name: str
    figures: Mapping[Group, int | None]


def findings(
    tables: Sequence[PublishedTable],
    hierarchies: Mapping[str, Hierarchy],
    *,
    before: Sequence[PublishedTable] = (),
) -> list[Finding]:
    """All that is wrong with `tables`, the linked tables of a statistics year; `before` are those already published.

    `hierarchies` has one for each dimension of the groups.
    """
    found = [*_against_the_method(tables, hierarchies), *_changed(tables, before)]
    figures = {group: figure for table in (*before, *tables) for group, figure in table.figures.items()}
    return [*found, *_pinned_down(figures, hierarchies)]


def _against_the_method(tables: Sequence[PublishedTable], hierarchies: Mapping[str, Hierarchy]) -> Iterator[Finding]:
    seen: dict[Group, int | None] = {}
    for table in tables:
        for group, figure in table.figures.items():
            if figure is not None and figure < SMALLEST_SHOWN:
                yield Finding(Leak.SMALL_SHOWN, group, table.name)
            if seen.setdefault(group, figure) != figure:
                yield Finding(Leak.DISAGREES, group, table.name)
        if _adds_up_too_often(table, hierarchies):
            yield Finding(Leak.ADDS_UP, None, table.name)


def _changed(tables: Sequence[PublishedTable], before: Sequence[PublishedTable]) -> Iterator[Finding]:
    earlier = {group: figure for table in before for group, figure in table.figures.items()}
    for table in tables:
        for group, figure in table.figures.items():
            if group in earlier and earlier[group] != figure:
                yield Finding(Leak.CHANGED, group, table.name)


def _adds_up_too_often(table: PublishedTable, hierarchies: Mapping[str, Hierarchy]) -> bool:
    """Whether chance alone would hardly make as many of the table's sums come out."""
    groups = list(table.figures)
    differences = []
    for family in families(groups, hierarchies):
        parts = [table.figures[groups[part]] for part in family.parts]
        whole = table.figures[groups[family.whole]]
        if family.adds_up and len(parts) > 1 and whole is not None and None not in parts:
            differences.append(whole - sum(part for part in parts if part is not None))
    return _chance_of_at_least(differences.count(0), len(differences)) < _BEYOND_CHANCE


def _chance_of_at_least(successes: int, trials: int) -> float:
    p = _MOST_LIKELY_TO_ADD_UP
    return sum(comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(successes, trials + 1))


def _pinned_down(figures: Mapping[Group, int | None], hierarchies: Mapping[str, Hierarchy]) -> list[Finding]:
    possible = {group: possible_counts(figure) for group, figure in figures.items()}
    try:
        return followed(possible, families(possible, hierarchies))
    except (Contradiction, NoSolution) as problem:
        return [Finding(Leak.IMPOSSIBLE, list(possible)[problem.position])]


def followed(possible: Mapping[Group, Range], links: Sequence[Family]) -> list[Finding]:
    """Counts and members that follow from what the count of each group can be. `links` are the families of the groups
    in that order. Raises Contradiction or NoSolution where no counts are possible."""
    groups = list(possible)
    ranges = _ranges(list(possible.values()), links)
    for block in blocks(links):
        small = {position for family in block for position in _small(ranges, (family.whole, *family.parts))}
        for position, bounds in narrowed_by_sums(ranges, block, small).items():
            if bounds.least == bounds.most:
                ranges[position] = bounds
    return [
        *(
            Finding(Leak.PINNED, groups[position])
            for position, bounds in enumerate(ranges)
            if bounds.least == bounds.most and 1 <= bounds.least < SMALLEST_SHOWN
        ),
        *(Finding(Leak.MEMBERSHIP, groups[part]) for part in _certain_members(ranges, links)),
    ]


def _ranges(possible: Sequence[Range], links: Sequence[Family]) -> list[Range]:
    """The attacker trusts all links, and those across periods only while they do not contradict the figures: an
    erasure between two freezes breaks them."""
    try:
        return narrowed(possible, links)
    except Contradiction:
        return narrowed(possible, [family for family in links if family.dimension != TIME])


def _small(ranges: Sequence[Range], positions: Sequence[int]) -> Iterator[int]:
    for position in positions:
        if ranges[position].least < SMALLEST_SHOWN and ranges[position].most >= 1:
            yield position


def _certain_members(ranges: Sequence[Range], links: Sequence[Family]) -> set[int]:
    """Parts that are known to hold everyone of a whole that is not empty, where they need not."""
    by_dimension: dict[int, set[int]] = defaultdict(set)
    for family in links:
        if len(family.parts) > 1 or not family.covers:
            by_dimension[family.whole].update(family.parts)
    return {
        part
        for whole, parts in by_dimension.items()
        for part in parts
        if ranges[whole].most >= 1 and ranges[part].least >= ranges[whole].most
    }
