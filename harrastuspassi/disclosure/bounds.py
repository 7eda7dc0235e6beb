"""What follows for each count from the counts it is a part of, and from its parts: intervals, narrowed until nothing
moves. The first half of the attacker."""

from collections import defaultdict, deque
from collections.abc import Sequence

from harrastuspassi.disclosure.cellkey import Range
from harrastuspassi.disclosure.groups import Family


class Contradiction(Exception):
    """No true counts agree with the figures and the families: some rule was broken, or a link does not hold."""

    def __init__(self, position: int) -> None:
        super().__init__(f"no count is possible at {position}")
        self.position = position


def narrowed(ranges: Sequence[Range], families: Sequence[Family]) -> list[Range]:
    """The ranges after all that the families imply; raises Contradiction where nothing is left."""
    least = [bounds.least for bounds in ranges]
    most = [bounds.most for bounds in ranges]
    touching: dict[int, list[int]] = defaultdict(list)
    for number, family in enumerate(families):
        for position in (family.whole, *family.parts):
            touching[position].append(number)
    waiting, queued = deque(range(len(families))), set(range(len(families)))
    while waiting:
        number = waiting.popleft()
        queued.discard(number)
        for position in _narrow(least, most, families[number]):
            if least[position] > most[position]:
                raise Contradiction(position)
            for other in touching[position]:
                if other not in queued:
                    queued.add(other)
                    waiting.append(other)
    return [Range(low, high) for low, high in zip(least, most, strict=True)]


def _narrow(least: list[int], most: list[int], family: Family) -> list[int]:
    """Narrows the members of one family in place; the positions that moved."""
    whole, parts = family.whole, family.parts
    least_sum = sum(least[part] for part in parts)
    most_sum = sum(most[part] for part in parts)
    bottom = least_sum if family.adds_up else max(least[part] for part in parts)
    moved = _set(least, most, whole, bottom, most_sum if family.covers else most[whole])
    for part in parts:
        ceiling = most[whole] - (least_sum - least[part]) if family.adds_up else most[whole]
        floor = least[whole] - (most_sum - most[part]) if family.covers else 0
        moved += _set(least, most, part, floor, ceiling)
    return moved


def _set(least: list[int], most: list[int], position: int, floor: int, ceiling: int) -> list[int]:
    before = least[position], most[position]
    least[position], most[position] = max(before[0], floor), min(before[1], ceiling)
    return [position] if (least[position], most[position]) != before else []
