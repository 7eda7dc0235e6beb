"""The attacker of rule 15 after a correction (rule 14): knows what was replaced, and what it was replaced by.

Under a fresh key that is two looks at a count, whose noises have nothing to do with each other. The attacker does not
know what was corrected, and takes every count that can be the same to be the same: the most that anybody can assume.
Where this contradicts the figures, something there was corrected, and what was replaced tells nothing of the new.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from harrastuspassi.disclosure.audit import Finding, PublishedTable, followed
from harrastuspassi.disclosure.blocks import NoSolution, blocks
from harrastuspassi.disclosure.bounds import Contradiction
from harrastuspassi.disclosure.cellkey import Range, possible_counts
from harrastuspassi.disclosure.groups import Family, Group, Hierarchy, families

_NO_BOUND = Range(0, 2**31)


def findings_of_both(
    tables: Sequence[PublishedTable], replaced: Sequence[PublishedTable], hierarchies: Mapping[str, Hierarchy]
) -> list[Finding]:
    """What follows from all figures that stand, `tables`, and those that were `replaced` together."""
    first, now = _possible(replaced), _possible(tables)
    groups = list(dict.fromkeys((*now, *first)))
    links = families(groups, hierarchies)
    while True:
        both = [_both(now.get(group), first.get(group)) for group in groups]
        try:
            return followed(dict(zip(groups, both, strict=True)), links)
        except (Contradiction, NoSolution) as problem:
            corrected = [groups[position] for position in _around(problem, links) if groups[position] in first]
            # None there: it is in what led to there. And where nothing is left of it, the new figures stand alone.
            for group in corrected or list(first):
                del first[group]
            if not first:
                return []


def _possible(tables: Iterable[PublishedTable]) -> dict[Group, Range]:
    return {group: possible_counts(figure) for table in tables for group, figure in table.figures.items()}


def _both(now: Range | None, first: Range | None) -> Range:
    if now is None or first is None:
        return now or first or _NO_BOUND
    both = Range(max(now.least, first.least), min(now.most, first.most))
    return both if both.least <= both.most else now


def _around(problem: Contradiction | NoSolution, links: Sequence[Family]) -> Iterator[int]:
    """The positions that a contradiction is about: of a block all, else those next to where it showed."""
    concerned = [family for family in links if problem.position in _members(family)]
    if isinstance(problem, NoSolution):
        concerned = next(block for block in blocks(links) if any(problem.position in _members(one) for one in block))
    yield from {position for family in concerned for position in _members(family)}


def _members(family: Family) -> tuple[int, ...]:
    return family.whole, *family.parts
