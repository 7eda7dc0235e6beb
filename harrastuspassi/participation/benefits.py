"""Using promotions: never more often than they are there, whoever calls, however often and however many at once.

The counter is what limits: one conditional UPDATE takes a use, in the transaction that writes its row. It locks the
promotion's row alone, and with a pass, which whoever calls has locked, that pass's own count. The catalogue's version
stays as it is, and so does the change feed: a use publishes nothing.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from harrastuspassi.catalogue.models import Organizer, Promotion, PublicationState
from harrastuspassi.catalogue.versions import USES
from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput, Refused
from harrastuspassi.participation import changes
from harrastuspassi.participation.inbox import Holder
from harrastuspassi.participation.models import Benefit, BenefitKey
from harrastuspassi.participation.models.events import Event, EventKind
from harrastuspassi.participation.models.uses import PassUse

KEYS_KEPT = dt.timedelta(days=7)
"""How long, at least, sending a key again is no other use: a phone that was off the net for days may still retry."""
_KEY = re.compile(r"[!-~]{16,128}", re.ASCII)
_PUBLIC = AnonymousUser()


class BenefitRefusal(Enum):
    """Why a promotion cannot be used now: the code and the reason."""

    ARCHIVED = ("promotion_archived", "The promotion is no longer on offer.")
    NOT_BEGUN = ("promotion_not_begun", "The promotion has not begun.")
    OVER = ("promotion_over", "The promotion is over.")
    USED_UP = ("promotion_used_up", "The promotion has been used as often as it is there.")
    USED_BY_PASS = ("promotion_used_by_pass", "This pass has used the promotion as often as one pass may.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A use of a promotion. `is_repeated`: it was noted before, and nothing was done now."""

    benefit: Benefit
    is_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassHeld:
    """The pass that a promotion is used with. `holder`: as the one that events are of, None without its consent."""

    pass_id: UUID
    holder: Holder | None


def use_promotion(*, promotion_id: int, key: str | None = None, by: PassHeld | None = None) -> Use:
    """Notes a use of a promotion, by nobody in particular unless a pass is given, and as an event of participation.

    `key` is an idempotency key, 16 to 128 visible ASCII characters: the same one for the same promotion is one use,
    for KEYS_KEPT. Raises InvalidInput where there is no such promotion in public or the key is none, and Refused with
    a BenefitRefusal's code where the promotion cannot be used.
    """
    digest = None if key is None else _digest(promotion_id, key, by)
    if digest and (earlier := _earlier(digest)):
        return Use(benefit=earlier, is_repeated=True)
    try:
        benefit = _take(promotion_id, digest, by)
    except IntegrityError:
        if digest is None:
            raise
        # The same key came at the same time, and that one was the first to end. What it took is all that was taken.
        benefit = None
    if benefit:
        return Use(benefit=benefit)
    if digest and (earlier := _earlier(digest)):
        return Use(benefit=earlier, is_repeated=True)
    raise _refused(_why_not_use(promotion_id))


@transaction.atomic
def _take(promotion_id: int, digest: str | None, by: PassHeld | None) -> Benefit | None:
    """Counts and writes a use; None where the promotion cannot be used. Raises Refused where the pass cannot use it."""
    # Every condition stands on the promotion's own columns, or in a subquery on another table: then PostgreSQL looks
    # at them anew where it had to wait for another use.
    usable = Promotion.objects.usable(clock.now()).filter(
        pk=promotion_id,
        state=PublicationState.PUBLISHED,
        organizer_id__in=Organizer.objects.visible_to(_PUBLIC).values("pk"),
    )
    if not usable.update(used_count=F("used_count") + 1):
        return None
    transaction.on_commit(USES.look_again)
    if by:
        _count_for_pass(promotion_id, by.pass_id)
    benefit = Benefit.objects.create(promotion_id=promotion_id)
    _note_event(benefit, by.holder if by else None)
    if digest:
        BenefitKey.objects.create(digest=digest, benefit=benefit)
    return benefit


def _count_for_pass(promotion_id: int, pass_id: UUID) -> None:
    # The promotion's row is locked, and so is the pass: neither the limit nor the count can change meanwhile.
    limit = Promotion.objects.values_list("available_per_pass", flat=True).get(pk=promotion_id)
    if limit is None:
        return
    counted = PassUse.objects.filter(pass_id=pass_id, promotion_id=promotion_id)
    if counted.filter(uses__lt=limit).update(uses=F("uses") + 1):
        return
    if counted.exists():
        raise _refused(BenefitRefusal.USED_BY_PASS)
    PassUse.objects.create(pass_id=pass_id, promotion_id=promotion_id, uses=1)


def _note_event(benefit: Benefit, holder: Holder | None) -> None:
    """Writes a use as the event that it is, in the same transaction: then no worker has to collect it."""
    attributes = holder.attributes_at(benefit.created_at) if holder else None
    told = attributes._asdict() if attributes else {}
    Event.objects.create(
        key=event_key(benefit.pk),
        kind=EventKind.BENEFIT_USED,
        occurred_at=benefit.created_at,
        promotion_id=benefit.promotion_id,
        pass_id=holder.pass_id if holder and attributes else None,
        is_left_out=bool(holder and holder.is_left_out),
        **told,
    )
    changes.note_times([benefit.created_at])


def event_key(benefit_id: int) -> UUID:
    """The key of the event that a use is: one that no event of a phone can have."""
    return UUID(bytes=hashlib.blake2b(benefit_id.to_bytes(8), digest_size=16, person=b"benefit").digest())


def _refused(refusal: BenefitRefusal) -> Refused:
    return Refused(refusal.message, code=refusal.code)


def _why_not_use(promotion_id: int) -> BenefitRefusal:
    promotion = Promotion.objects.visible_to(_PUBLIC).filter(pk=promotion_id).first()
    if promotion is None:
        raise InvalidInput(
            "There is no such promotion.",
            code="does_not_exist",
            fields={"promotion": ["There is no such promotion."]},
        )
    now = clock.now()
    if promotion.state != PublicationState.PUBLISHED:
        return BenefitRefusal.ARCHIVED
    if promotion.ends_at <= now:
        return BenefitRefusal.OVER
    if promotion.starts_at > now:
        return BenefitRefusal.NOT_BEGUN
    return BenefitRefusal.USED_UP


def _earlier(digest: str) -> Benefit | None:
    return Benefit.objects.filter(key__digest=digest).first()


def _digest(promotion_id: int, key: str, by: PassHeld | None) -> str:
    if _KEY.fullmatch(key) is None:
        raise InvalidInput(
            "An idempotency key is 16 to 128 visible ASCII characters, at best a random UUID.",
            code="idempotency_key_invalid",
            fields={"Idempotency-Key": ["Must be 16 to 128 visible ASCII characters, at best a random UUID."]},
        )
    # A pass's key is its own: nobody else's answers it.
    whose = f":{by.pass_id}" if by else ""
    return salted_hmac(f"participation.benefits{whose}", f"{promotion_id}:{key}", algorithm="sha256").hexdigest()


def forget_keys() -> int:
    """Deletes keys that were sent longer ago than KEYS_KEPT. Returns how many."""
    deleted, _ = BenefitKey.objects.filter(created_at__lte=clock.now() - KEYS_KEPT).delete()
    return deleted
