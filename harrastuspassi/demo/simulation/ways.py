"""The ways from phones and coaches into the system: what each act calls, and what was answered."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from harrastuspassi.accounts.models import User
from harrastuspassi.common.errors import DomainError
from harrastuspassi.demo import signins
from harrastuspassi.demo.people import ensure_people
from harrastuspassi.demo.simulation.acts import (
    AgeAsked,
    Counted,
    Erased,
    FollowedUp,
    Joined,
    Sent,
    SummedUp,
    Used,
    Withdrew,
)
from harrastuspassi.demo.simulation.tally import ACCEPTED, DUPLICATE
from harrastuspassi.participation import checkins, collection, inbox
from harrastuspassi.participation.benefits import use_promotion
from harrastuspassi.participation.headcounts import Heads, set_head_counts, set_season_total
from harrastuspassi.participation.inbox import Holder, ReadBatch, Status
from harrastuspassi.passes import services
from harrastuspassi.passes.consents import CURRENT
from harrastuspassi.passes.models import Purpose
from harrastuspassi.passes.sending import holder_of, send_batch
from harrastuspassi.passes.using import use_with_pass


class Way(Protocol):
    """Each does one act and says what came of it: ACCEPTED, or the code of its refusal."""

    def join(self, act: Joined) -> str: ...
    def send(self, act: Sent) -> list[str]: ...
    def use(self, act: Used) -> str: ...
    def say_age(self, act: AgeAsked) -> str: ...
    def follow_up(self, act: FollowedUp) -> str: ...
    def withdraw(self, act: Withdrew) -> str: ...
    def erase(self, act: Erased) -> str: ...
    def count_heads(self, act: Counted) -> str: ...
    def sum_up(self, act: SummedUp) -> str: ...


class Straight:
    """Calls what the API calls, without HTTP in between: batches wait in the inbox, and workers collect them."""

    def __init__(self) -> None:
        self._passes: dict[int, UUID] = {}

    @cached_property
    def _operator(self) -> User:
        """Who counts for all organizers: hardly any of a demo has an account."""
        ensure_people()
        return User.objects.get(email=signins.OPERATOR.email)

    def join(self, act: Joined) -> str:
        """Makes the pass, consents and tells."""
        try:
            made, _ = services.create_pass(address=act.address)
        except DomainError as refusal:
            return refusal.code
        self._passes[act.phone] = made.pk
        if act.consents:
            services.give_consent(
                pass_id=made.pk,
                purpose=Purpose.STATISTICS,
                version=CURRENT[Purpose.STATISTICS].version,
                is_at_least_13=True,
            )
            services.set_attributes(pass_id=made.pk, changes=dict(act.told))
        return ACCEPTED

    def send(self, act: Sent) -> list[str]:
        """Sends the batch. An address of its own for each phone: none sends for a whole country."""
        try:
            batch = self._accept(act.phone, act.body(), self._passes.get(act.phone))
        except DomainError as refusal:
            return [refusal.code] * len(act.happenings)
        return outcomes_of(batch)

    def _accept(self, phone: int, body: dict[str, Any], pass_id: UUID | None) -> ReadBatch:
        return send_batch(sent=body, pass_id=pass_id, address=f"phone {phone}")

    def use(self, act: Used) -> str:
        """Uses the promotion, with the pass where there is one."""
        pass_id = self._passes.get(act.phone)
        if pass_id is None:
            return _outcome(lambda: use_promotion(promotion_id=act.promotion, key=act.key))
        return _outcome(lambda: use_with_pass(promotion_id=act.promotion, pass_id=pass_id, key=act.key))

    def say_age(self, act: AgeAsked) -> str:
        """Says the age group again."""
        changes = {"age_group": act.age_group}
        return _outcome(lambda: services.set_attributes(pass_id=self._passes[act.phone], changes=changes))

    def follow_up(self, act: FollowedUp) -> str:
        """Answers the follow-up question."""
        return _outcome(lambda: services.answer_follow_up(pass_id=self._passes[act.phone], answer=act.answer))

    def withdraw(self, act: Withdrew) -> str:
        """Takes consent back."""
        pass_id = self._passes[act.phone]
        return _outcome(lambda: services.withdraw_consent(pass_id=pass_id, purpose=Purpose.STATISTICS))

    def erase(self, act: Erased) -> str:
        """Erases the pass."""
        pass_id = self._passes.pop(act.phone)
        return _outcome(lambda: services.erase_pass(pass_id=pass_id))

    def count_heads(self, act: Counted) -> str:
        """Counts heads."""
        counts = [Heads(*group, count) for group, count in act.heads.items()]
        return _outcome(lambda: set_head_counts(event_id=act.event, by=self._operator, counts=counts))

    def sum_up(self, act: SummedUp) -> str:
        """Sums up."""
        return _outcome(
            lambda: set_season_total(
                hobby_id=act.hobby, season=act.season, by=self._operator, trials=act.trials, joined=act.joined
            )
        )


class Daily(Straight):
    """The same, but what waits is collected when `collect` is called: nobody else does it in a past that is made up."""

    def __init__(self) -> None:
        super().__init__()
        self._holders: dict[int, Holder | None] = {}
        self._waiting: list[Any] = []

    def _accept(self, phone: int, body: dict[str, Any], pass_id: UUID | None) -> ReadBatch:
        batch = checkins.judge(inbox.read_batch(body), pass_id=pass_id, address=f"phone {phone}")
        if pass_id is not None and phone not in self._holders:
            self._holders[phone] = holder_of(services.locked(pass_id))
        row = inbox.waiting(batch, self._holders.get(phone))
        if row:
            self._waiting.append(row)
        return batch

    def collect(self) -> None:
        """Collects all that waits."""
        collection.collect_at_once(self._waiting)
        self._waiting = []

    def say_age(self, act: AgeAsked) -> str:
        self._holders.pop(act.phone, None)
        return super().say_age(act)

    def withdraw(self, act: Withdrew) -> str:
        self.collect()
        self._holders.pop(act.phone, None)
        return super().withdraw(act)

    def erase(self, act: Erased) -> str:
        self.collect()
        self._holders.pop(act.phone, None)
        return super().erase(act)


def outcomes_of(batch: ReadBatch) -> list[str]:
    """What became of each event of a batch."""
    told = {Status.ACCEPTED: ACCEPTED, Status.DUPLICATE: DUPLICATE}
    return [one.faults[0].code if one.faults else told[one.status] for one in batch.items]


def _outcome(do: Callable[[], object]) -> str:
    try:
        do()
    except DomainError as refusal:
        return refusal.code
    return ACCEPTED
