"""Batches of events, sent with a pass or without."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.participation import checkins, inbox, limits
from harrastuspassi.participation.inbox import Attributes, Holder, ReadBatch
from harrastuspassi.passes import questions
from harrastuspassi.passes.models import Consent, Pass, Profile, Purpose
from harrastuspassi.passes.services import locked

_UNTOLD = Profile()


def send_batch(*, sent: Any, pass_id: UUID | None, address: str) -> ReadBatch:
    """Accepts what can be counted of a batch. Raises InvalidInput, TooManyEvents, and PassGone for an erased pass."""
    batch = inbox.read_batch(sent)
    number = len(batch.items)
    limits.count_events(of="address", name=address, number=number, at_most=limits.PER_ADDRESS)
    if pass_id is not None:
        limits.count_events(of="pass", name=str(pass_id), number=number, at_most=limits.PER_PASS)
    with transaction.atomic():
        holder = holder_of(locked(pass_id)) if pass_id is not None else None
        batch = checkins.judge(batch, pass_id=pass_id, address=address)
        inbox.store(batch, holder)
    return batch


def holder_of(hobby_pass: Pass) -> Holder | None:
    """The pass as the one that events are of; None without a consent to statistics in force."""
    linked_from = consented_from(list(hobby_pass.consents.filter(purpose=Purpose.STATISTICS)))
    if linked_from is None:
        return None
    # Phones tell whole seconds: what one does at once after consenting would seem to have come before.
    linked_from = linked_from.replace(microsecond=0)
    profiles = list(hobby_pass.profiles.all())

    def attributes_at(moment: dt.datetime) -> Attributes | None:
        return attributes_of(hobby_pass, profiles, moment) if moment >= linked_from else None

    return Holder(pass_id=hobby_pass.pk, is_left_out=hobby_pass.is_left_out, attributes_at=attributes_at)


def consented_from(consents: list[Consent]) -> dt.datetime | None:
    """Since when there has been consent, whatever its words; None where there is none. `consents`: oldest first."""
    if not consents or consents[-1].withdrawn_at is not None:
        return None
    began = consents[-1].given_at
    for earlier in reversed(consents[:-1]):
        if earlier.withdrawn_at != began:
            break
        began = earlier.given_at
    return began


def attributes_of(hobby_pass: Pass, profiles: list[Profile], moment: dt.datetime) -> Attributes:
    """The attributes that a pass had at an instant; before the first ones that are known, those. Oldest first."""
    in_force = [profile for profile in profiles if profile.valid_from <= moment] or profiles[:1]
    profile = in_force[-1] if in_force else _UNTOLD
    return Attributes(
        age_group=questions.age_group_at(profile, clock.local_date(moment)),
        gender=profile.gender,
        language=profile.language,
        municipality_id=profile.municipality_id,
        district_id=profile.district_id,
        has_hobby=hobby_pass.has_hobby,
    )
