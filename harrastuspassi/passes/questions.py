"""What the app is told to ask: the age group again each August, and once, a season on, the follow-up question."""

import datetime as dt

from django.db import models

from harrastuspassi.common import clock
from harrastuspassi.passes.models import Pass, Profile

FOLLOW_UP_FROM, FOLLOW_UP_UNTIL = dt.timedelta(days=90), dt.timedelta(days=120)
"""When the follow-up question may be asked, after the day on which "Do you have a hobby now?" was answered."""


class Question(models.TextChoices):
    """ "Is this still your age group?" and "Do you now have a regular hobby?"."""

    AGE_GROUP = "age_group"
    FOLLOW_UP = "follow_up"


def due_questions(hobby_pass: Pass, profile: Profile | None) -> list[Question]:
    """The questions to ask now."""
    due = []
    if profile and profile.age_group and is_age_group_due(profile):
        due.append(Question.AGE_GROUP)
    if is_follow_up_due(hobby_pass):
        due.append(Question.FOLLOW_UP)
    return due


def is_age_group_due(profile: Profile) -> bool:
    """Whether the age group was said before the last 1 August."""
    today = clock.local_today()
    august = dt.date(today.year, 8, 1)
    last = august if today >= august else august.replace(year=today.year - 1)
    return profile.age_group_on is not None and profile.age_group_on < last


def is_follow_up_due(hobby_pass: Pass) -> bool:
    """Whether the follow-up question is to be asked today."""
    if hobby_pass.follow_up or hobby_pass.has_hobby_on is None:
        return False
    return FOLLOW_UP_FROM <= clock.local_today() - hobby_pass.has_hobby_on <= FOLLOW_UP_UNTIL


def age_group_at(profile: Profile, day: dt.date) -> str:
    """The age group that counts on a day: one that was not said again by the end of an August counts no more."""
    said = profile.age_group_on
    if said is None:
        return ""
    august = dt.date(said.year if said < dt.date(said.year, 8, 1) else said.year + 1, 8, 31)
    return profile.age_group if day <= august else ""
