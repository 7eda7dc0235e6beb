"""Passes: pseudonyms, what their holders have said of themselves, and what they have consented to.

All of it is personal data (GDPR art. 4(5)): nobody's name is known, but whoever has the phone can be told apart.
There is no birth year, school, name, contact, device id, notification address or position, and no instant of the
pass's making: days are enough.
"""

import uuid

from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class AgeGroup(models.TextChoices):
    """Ages, coarsely. Whoever is under 13 has no attributes (Data Protection Act 1050/2018, section 5)."""

    UNDER_13 = "under_13"
    FROM_13_TO_16 = "age_13_to_16"
    FROM_17_TO_19 = "age_17_to_19"
    FROM_20 = "age_20_and_over"


KEPT_AGE_GROUPS = [group for group in AgeGroup.values if group != AgeGroup.UNDER_13]


class Gender(models.TextChoices):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_SAID = "not_said"


class MotherTongue(models.TextChoices):
    """The language that the holder names as theirs."""

    FINNISH = "fi"
    SWEDISH = "sv"
    OTHER = "other"


class HasHobby(models.TextChoices):
    """Answers to "Do you have a hobby now?"."""

    WEEKLY = "weekly"
    SOMETIMES = "sometimes"
    NO = "no"
    NOT_SAID = "not_said"


class FollowUp(models.TextChoices):
    """Answers to "Do you now have a regular hobby?"."""

    SAME = "same"
    NEW = "new"
    NO = "no"
    NOT_SAID = "not_said"


class Purpose(models.TextChoices):
    """What a consent is for."""

    STATISTICS = "statistics"


class PassOrigin(models.Model):
    """How many passes one address made on one day. The address is not kept: `digest` is a hash of it under a key of
    that day (origins.py), and the row goes two days later."""

    digest = models.CharField(max_length=32, unique=True)
    day = models.DateField()
    passes_created = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["day"], name="pass_origin_day")]

    def __str__(self) -> str:
        return f"{self.passes_created} passes on {self.day}"


class Pass(models.Model):
    """A pass: a random id, and the hash of a secret that the phone keeps.

    `has_hobby` is the answer at the start, on `has_hobby_on`, and `follow_up` the one a season later. `is_left_out`:
    made at an address that made abnormally many, and left out of figures (origins.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64)
    created_on = models.DateField(default=clock.local_today)
    last_used_on = models.DateField(default=clock.local_today)
    has_hobby = models.CharField(max_length=16, choices=HasHobby, blank=True, default="")
    has_hobby_on = models.DateField(null=True, blank=True)
    follow_up = models.CharField(max_length=16, choices=FollowUp, blank=True, default="")
    follow_up_on = models.DateField(null=True, blank=True)
    is_left_out = models.BooleanField(default=False)
    origin = models.ForeignKey(PassOrigin, on_delete=models.SET_NULL, null=True, blank=True, related_name="passes")

    class Meta:
        verbose_name_plural = "passes"
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="pass_digest_shape"),
            models.CheckConstraint(condition=Q(has_hobby__in=["", *HasHobby.values]), name="pass_has_hobby_known"),
            models.CheckConstraint(condition=Q(follow_up__in=["", *FollowUp.values]), name="pass_follow_up_known"),
        ]
        indexes = [models.Index(fields=["last_used_on"], name="pass_last_used")]

    def __str__(self) -> str:
        # Never the id: this text ends up in logs.
        return "a pass"


class Profile(models.Model):
    """The attributes of a pass from an instant on, so that late events get those of their time.

    "" is no answer. The one that began last is in force; earlier ones go once no event of their time can come.
    """

    hobby_pass = models.ForeignKey(Pass, on_delete=models.CASCADE, related_name="profiles")
    valid_from = models.DateTimeField(default=clock.now)
    age_group = models.CharField(max_length=16, choices=AgeGroup, blank=True, default="")
    age_group_on = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=16, choices=Gender, blank=True, default="")
    language = models.CharField(max_length=16, choices=MotherTongue, blank=True, default="")
    municipality = models.ForeignKey("catalogue.Municipality", on_delete=models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey("catalogue.District", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(age_group__in=["", *KEPT_AGE_GROUPS]), name="profile_age_group_kept"),
            models.CheckConstraint(condition=Q(gender__in=["", *Gender.values]), name="profile_gender_known"),
            models.CheckConstraint(condition=Q(language__in=["", *MotherTongue.values]), name="profile_language_known"),
            models.CheckConstraint(
                condition=Q(district__isnull=True) | Q(municipality__isnull=False), name="profile_district_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["valid_from"], name="profile_valid_from")]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Consent(models.Model):
    """A consent to a purpose, in the words of a version (consents.py): given at an instant, perhaps withdrawn."""

    hobby_pass = models.ForeignKey(Pass, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose)
    version = models.CharField(max_length=16)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"),
            models.UniqueConstraint(
                fields=["hobby_pass", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_in_force_once"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} to {self.purpose}"
