"""What was sent and what was answered, by kind and month, so that totals can be held against what was counted."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from harrastuspassi.common import clock
from harrastuspassi.demo.simulation.acts import Kind, Sent

ACCEPTED, DUPLICATE = "", "duplicate"
"""What becomes of an event or an act; anything else is the code of a refusal."""
Cell = tuple[str, str]
"""Kind and month ("2026-03") of events, by when they were in truth."""


class Tally:
    """Totals of a run. An event counts once as acknowledged, however often it was sent."""

    def __init__(self) -> None:
        self.acts: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.acknowledged: Counter[Cell] = Counter()
        self.refused: Counter[Cell] = Counter()
        self.of_erased: Counter[Cell] = Counter()
        self._of_phones: dict[int, Counter[Cell]] = {}

    # --- passes -----------------------------------------------------------------------------------
    def note(self, what: str, outcome: str) -> None:
        """Counts an act that is no event: "passes made", "consents", ..."""
        self.acts[what if outcome == ACCEPTED else f"{what}, refused"] += 1
        if outcome != ACCEPTED:
            self.refusals[outcome] += 1

    def link(self, phone: int) -> None:
        """What a phone sends from now on is of its pass."""
        self._of_phones[phone] = Counter()

    def unlink(self, phone: int) -> Counter[Cell]:
        """What it sent is of nobody from now on. Returns what that was."""
        return self._of_phones.pop(phone, Counter())

    def erase(self, phone: int) -> None:
        """The same for a pass that was erased."""
        self.of_erased += self.unlink(phone)

    # --- events -----------------------------------------------------------------------------------
    def sent(self, act: Sent, outcomes: Sequence[str]) -> None:
        """Counts a batch and what became of its events, in their order."""
        self.acts["batches"] += 1
        self.acts["events sent"] += len(outcomes)
        if act.is_again:
            self.acts["events sent again"] += len(outcomes)
            return
        for happening, outcome in zip(act.happenings, outcomes, strict=True):
            self._count((happening.kind, month_of(happening.at)), act.phone, outcome)

    def used(self, phone: int, at: dt.datetime, outcome: str, *, is_again: bool) -> None:
        """Counts a use of a promotion, which is an event as well."""
        self.acts["promotions used again" if is_again else "promotions used"] += outcome == ACCEPTED
        if not is_again:
            self._count((Kind.BENEFIT_USED.value, month_of(at)), phone, outcome)

    def _count(self, cell: Cell, phone: int, outcome: str) -> None:
        if outcome == ACCEPTED:
            self.acknowledged[cell] += 1
            if phone in self._of_phones:
                self._of_phones[phone][cell] += 1
        elif outcome == DUPLICATE:
            self.acts["duplicates in a batch"] += 1
        else:
            self.refused[cell] += 1
            self.refusals[outcome] += 1

    # --- the end ----------------------------------------------------------------------------------
    def as_dict(self) -> dict[str, Any]:
        """The totals: acts by name, refusals by code, and events by kind and month, all of them, those of passes that
        are still linked (`passes`: how many had any) and those of passes that were erased meanwhile."""
        events: Counter[Cell] = Counter()
        passes: Counter[Cell] = Counter()
        for of_phone in self._of_phones.values():
            events += of_phone
            passes.update(of_phone.keys())
        return {
            "acts": dict(self.acts),
            "refusals": dict(self.refusals),
            "acknowledged": _nested(self.acknowledged),
            "refused": _nested(self.refused),
            "of_passes": {"events": _nested(events), "passes": _nested(passes)},
            "of_erased": _nested(self.of_erased),
        }

    def lines(self) -> Iterable[str]:
        """The same, to be read."""
        yield from (f"{name}: {number}" for name, number in self.acts.items())
        if self.refusals:
            yield "refused: " + ", ".join(f"{code} {number}" for code, number in sorted(self.refusals.items()))
        months = sorted({month for _, month in (*self.acknowledged, *self.refused)})
        width = max(map(len, Kind))
        yield f"{'acknowledged':{width}} " + " ".join(f"{name:>8}" for name in (*months, "all"))
        for kind in Kind:
            found = [self.acknowledged[kind, month] for month in months]
            yield f"{kind:{width}} " + " ".join(f"{number:>8}" for number in (*found, sum(found)))


def month_of(moment: dt.datetime) -> str:
    """The name of an instant's month in Helsinki."""
    return f"{clock.local_date(moment):%Y-%m}"


def _nested(cells: Counter[Cell]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (kind, month), number in sorted(cells.items()):
        if number:
            found[kind][month] = number
    return dict(found)
