"""What a pass's holder does with it: makes it, consents, tells, takes back, erases.

Each locks the pass, so that whatever is sent with it meanwhile comes before or after, and never in between.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction

from harrastuspassi.catalogue.models import District, Municipality
from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.participation import changes, unlinking
from harrastuspassi.passes import credentials, origins, questions
from harrastuspassi.passes.consents import CURRENT
from harrastuspassi.passes.models import AgeGroup, Consent, Pass, Profile, Purpose
from harrastuspassi.passes.refusals import PassGone, PassRefusal, TooManyPasses

CORRECTIONS = dt.timedelta(days=7)
"""How long the answer to "Do you have a hobby now?" can be corrected: later it would no longer be that of the start."""
_OF_PROFILE = ("age_group", "gender", "language", "municipality", "district")


@transaction.atomic
def create_pass(*, address: str) -> tuple[Pass, str]:
    """A new pass, and its secret, which is told now and never again. Raises TooManyPasses for the sender's address."""
    origin = origins.count_pass(address)
    if origin.passes_created > origins.AT_MOST:
        raise TooManyPasses("This address has made as many passes as one may in a day.")
    is_abnormal = origin.passes_created > origins.LEFT_OUT_ABOVE
    if origin.passes_created == origins.LEFT_OUT_ABOVE + 1:
        origins.leave_out(origin)
    secret = credentials.new_secret()
    made = Pass.objects.create(digest=credentials.digest_of(secret), origin=origin, is_left_out=is_abnormal)
    return made, secret


def locked(pass_id: UUID) -> Pass:
    """The pass, locked until the transaction ends. Raises PassGone."""
    found = Pass.objects.select_for_update(no_key=True).filter(pk=pass_id).first()
    if found is None:
        raise PassGone("The pass is gone.")
    return found


def current_profile(hobby_pass: Pass) -> Profile | None:
    """The attributes in force."""
    return hobby_pass.profiles.select_related("municipality", "district").last()


def consent_in_force(hobby_pass: Pass, purpose: str = Purpose.STATISTICS) -> Consent | None:
    """The consent to a purpose, unless there is none or it was withdrawn."""
    return hobby_pass.consents.filter(purpose=purpose, withdrawn_at__isnull=True).first()


# --- consent --------------------------------------------------------------------------------------
@transaction.atomic
def give_consent(*, pass_id: UUID, purpose: str, version: str, is_at_least_13: bool) -> Consent:
    """Notes a consent. Giving it again in the same words changes nothing. Raises Refused."""
    hobby_pass = locked(pass_id)
    if not is_at_least_13:
        raise PassRefusal.TOO_YOUNG.error()
    if version != CURRENT[purpose].version:
        raise PassRefusal.OLD_VERSION.error()
    earlier = consent_in_force(hobby_pass, purpose)
    if earlier and earlier.version == version:
        return earlier
    now = clock.now()
    if earlier:
        Consent.objects.filter(pk=earlier.pk).update(withdrawn_at=now)
    return hobby_pass.consents.create(purpose=purpose, version=version, given_at=now)


@transaction.atomic
def withdraw_consent(*, pass_id: UUID, purpose: str) -> None:
    """Ends a consent at once, and with it whatever was kept for its purpose: attributes, answers, and whose events
    were whose. What is left are events of nobody. Withdrawing again changes nothing."""
    hobby_pass = locked(pass_id)
    hobby_pass.consents.filter(purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    unlinking.unlink(pass_id)
    hobby_pass.profiles.all().delete()
    hobby_pass.has_hobby, hobby_pass.has_hobby_on = "", None
    hobby_pass.follow_up, hobby_pass.follow_up_on = "", None
    hobby_pass.save(update_fields=["has_hobby", "has_hobby_on", "follow_up", "follow_up_on"])


# --- attributes -----------------------------------------------------------------------------------
@transaction.atomic
def set_attributes(*, pass_id: UUID, changes: dict[str, Any]) -> None:
    """Changes what is sent of `age_group`, `gender`, `language`, `municipality` and `district` (codes) and `has_hobby`.

    None takes an answer back. `under_13` is not kept: it takes back everything, consent included. Raises Refused
    without consent, InvalidInput for a place that there is not.
    """
    if changes.get("age_group") == AgeGroup.UNDER_13:
        withdraw_consent(pass_id=pass_id, purpose=Purpose.STATISTICS)
        return
    hobby_pass = locked(pass_id)
    if changes and consent_in_force(hobby_pass) is None:
        raise PassRefusal.NO_CONSENT.error()
    if "has_hobby" in changes:
        _answer_has_hobby(hobby_pass, changes["has_hobby"] or "")
    told = {name: changes[name] for name in _OF_PROFILE if name in changes}
    if told:
        _begin_profile(hobby_pass, told)


def _answer_has_hobby(hobby_pass: Pass, answer: str) -> None:
    today, first = clock.local_today(), hobby_pass.has_hobby_on
    if answer == hobby_pass.has_hobby:
        return
    if first is not None and answer and today - first > CORRECTIONS:
        raise PassRefusal.ANSWERED.error()
    hobby_pass.has_hobby, hobby_pass.has_hobby_on = answer, (first or today) if answer else None
    hobby_pass.save(update_fields=["has_hobby", "has_hobby_on"])


def _begin_profile(hobby_pass: Pass, told: dict[str, Any]) -> None:
    earlier = current_profile(hobby_pass)
    profile = Profile(hobby_pass=hobby_pass)
    for name in ("age_group", "age_group_on", "gender", "language", "municipality", "district"):
        if earlier:
            setattr(profile, name, getattr(earlier, name))
    if "age_group" in told:
        profile.age_group_on = clock.local_today() if told["age_group"] else None
    for name in ("age_group", "gender", "language"):
        if name in told:
            setattr(profile, name, told[name] or "")
    _set_home(profile, told)
    profile.save()


def _set_home(profile: Profile, told: dict[str, Any]) -> None:
    if "municipality" in told:
        profile.municipality = _municipality(told["municipality"])
        profile.district = None
    if "district" in told:
        profile.district = _district(profile.municipality, told["district"])


def _municipality(code: str | None) -> Municipality | None:
    if code is None:
        return None
    found: Municipality | None = Municipality.objects.filter(code=code).first()
    if found is None:
        raise _no_such_place("municipality", "There is no municipality with this code.")
    return found


def _district(municipality: Municipality | None, code: str | None) -> District | None:
    if code is None:
        return None
    found: District | None = District.objects.filter(municipality=municipality, code=code).first()
    if found is None:
        raise _no_such_place("district", "The home municipality, which has to be known, has no such district.")
    return found


def _no_such_place(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, code="does_not_exist", fields={field: [message]})


# --- the end --------------------------------------------------------------------------------------
@transaction.atomic
def answer_follow_up(*, pass_id: UUID, answer: str) -> None:
    """Notes the answer to the follow-up question. Raises Refused unless it is due."""
    hobby_pass = locked(pass_id)
    if not questions.is_follow_up_due(hobby_pass):
        raise (PassRefusal.ANSWERED if hobby_pass.follow_up else PassRefusal.NOT_DUE).error()
    hobby_pass.follow_up, hobby_pass.follow_up_on = answer, clock.local_today()
    hobby_pass.save(update_fields=["follow_up", "follow_up_on"])
    # The figures of its month tell it, whether anything else happens in the month or not.
    changes.note_times([clock.now()])


@transaction.atomic
def erase_pass(*, pass_id: UUID) -> None:
    """Erases a pass and everything of it, at once. Erasing what is gone changes nothing."""
    if Pass.objects.select_for_update().filter(pk=pass_id).first() is None:
        return
    unlinking.erase(pass_id)
    Pass.objects.filter(pk=pass_id).delete()
