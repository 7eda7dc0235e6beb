"""A pilot's acts done now, one after another: what the public API takes, whose clock is the real one."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

from harrastuspassi.common import clock
from harrastuspassi.demo.simulation.acts import Act, Counted, FollowedUp, Happening, Kind, Sent, SummedUp, Used
from harrastuspassi.demo.simulation.offered import Occurrence, Offered
from harrastuspassi.demo.simulation.phones import Codes
from harrastuspassi.demo.simulation.pilot import Pilot


class Present:
    """Gives acts the time at which they are done.

    A check-in needs an event that takes place now: it moves to one that its phone has not been at, and is left out
    where there is none, as it is at night. What is used are promotions of now. The follow-up question is due after a
    season, so nobody answers it.
    """

    def __init__(self, *, offered: Offered, codes: Codes, seed: int):
        self._offered, self._codes = offered, codes
        self._rng = Random(seed)  # noqa: S311 - which open event it is is no secret
        self._been_at: set[tuple[int, int]] = set()
        self._last: dict[int, Sent] = {}
        self._promotions: dict[str, int] = {}
        self._open = lru_cache(maxsize=1)(offered.open_at)
        self.left_out = 0

    def acts(self, pilot: Pilot) -> Iterator[Act]:
        """The acts of all days of a pilot, each at the time at which it is asked for."""
        for _, acts in pilot.days():
            for act in acts:
                moved = self._now(act)
                if moved:
                    yield moved

    def _now(self, act: Act) -> Act | None:
        if isinstance(act, Sent):
            return self._sent(act)
        if isinstance(act, Used):
            return self._used(act)
        now = clock.now()
        # What took place stays as it is: it is counted when it is over, however much later.
        is_not_yet = isinstance(act, Counted | SummedUp) and act.at > now
        return None if is_not_yet or isinstance(act, FollowedUp) else replace(act, at=now)

    def _used(self, act: Used) -> Used | None:
        """The use of a promotion that is in force now; the same one where it is sent again."""
        now = clock.now()
        if act.key not in self._promotions:
            usable = self._offered.usable_at(now)
            if not usable:
                return None
            self._promotions[act.key] = self._rng.choice(usable).id
        return replace(act, at=now, promotion=self._promotions[act.key])

    def _sent(self, act: Sent) -> Sent | None:
        now = clock.now()
        if act.is_again:
            first = self._last.get(act.phone)
            return replace(first, at=now, is_again=True) if first else None
        moved = (self._moved(act.phone, one, now) for one in act.happenings)
        happenings = tuple(one for one in moved if one)
        if not happenings:
            self._last.pop(act.phone, None)
            return None
        self._last[act.phone] = replace(act, at=now, happenings=happenings)
        return self._last[act.phone]

    def _moved(self, phone: int, happening: Happening, now: dt.datetime) -> Happening | None:
        if happening.kind != Kind.CHECKED_IN:
            return Happening(now, happening.event)
        occurrence = self._occurrence_for(phone, now)
        if occurrence is None:
            self.left_out += 1
            return None
        self._been_at.add((phone, occurrence.id))
        shown: dict[str, Any] = {"code": self._codes.rotating(occurrence.id, now)}
        if "printed_code" in happening.event:
            shown = {"printed_code": self._codes.printed(occurrence.hobby)}
        return Happening(now, {"id": happening.event["id"], "kind": happening.kind, "event": occurrence.id, **shown})

    def _occurrence_for(self, phone: int, now: dt.datetime) -> Occurrence | None:
        open_ones = self._open(now.replace(second=0, microsecond=0))
        new = [one for one in open_ones if (phone, one.id) not in self._been_at]
        return self._rng.choice(new) if new else None
