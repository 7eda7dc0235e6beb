"""Letting acts happen one way or another, and keeping count."""

from functools import singledispatchmethod

from harrastuspassi.demo.simulation.acts import (
    Act,
    AgeAsked,
    Counted,
    Erased,
    FollowedUp,
    Joined,
    OfPhone,
    Sent,
    SummedUp,
    Used,
    Withdrew,
)
from harrastuspassi.demo.simulation.tally import ACCEPTED, Tally
from harrastuspassi.demo.simulation.ways import Way


class Run:
    """Does acts and counts what came of them. What phones would do whose pass was refused is left out."""

    def __init__(self, way: Way) -> None:
        self.way, self.tally = way, Tally()
        self._refused: set[int] = set()

    def do(self, act: Act) -> None:
        """Does an act."""
        if not (isinstance(act, OfPhone) and act.phone in self._refused):
            self._do(act)

    @singledispatchmethod
    def _do(self, act: Act) -> None:
        raise TypeError(f"{act!r} is no act that there is a way for")

    @_do.register
    def _(self, act: Joined) -> None:
        outcome = self.way.join(act)
        self.tally.note("passes made", outcome)
        if outcome != ACCEPTED:
            self._refused.add(act.phone)
        elif act.consents:
            self.tally.note("consents", outcome)
            self.tally.link(act.phone)

    @_do.register
    def _(self, act: Sent) -> None:
        self.tally.sent(act, self.way.send(act))

    @_do.register
    def _(self, act: Used) -> None:
        self.tally.used(act.phone, act.at, self.way.use(act), is_again=act.is_again)

    @_do.register
    def _(self, act: AgeAsked) -> None:
        self.tally.note("age groups said again", self.way.say_age(act))

    @_do.register
    def _(self, act: FollowedUp) -> None:
        self.tally.note("follow-up questions answered", self.way.follow_up(act))

    @_do.register
    def _(self, act: Withdrew) -> None:
        self.tally.note("consents taken back", self.way.withdraw(act))
        self.tally.unlink(act.phone)

    @_do.register
    def _(self, act: Erased) -> None:
        self.tally.note("passes erased", self.way.erase(act))
        self.tally.erase(act.phone)

    @_do.register
    def _(self, act: Counted) -> None:
        outcome = self.way.count_heads(act)
        self.tally.note("sessions with heads counted", outcome)
        if outcome == ACCEPTED:
            self.tally.acts["heads counted"] += sum(act.heads.values())

    @_do.register
    def _(self, act: SummedUp) -> None:
        self.tally.note("half-years summed up", self.way.sum_up(act))
