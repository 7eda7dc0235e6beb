"""What organizers count themselves: heads at an event, totals of a season, and the links by which coaches count.

None of it is about a pass or a person: numbers by coarse groups, without a name or a free text.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harrastuspassi.common import clock
from harrastuspassi.common.actors import Actor, ActorKind

MOST = 10_000
"""More heads than any one group at an event, or hobby in a season, has."""


class CountedAge(models.TextChoices):
    """Ages as passes have them, by the look of who counts."""

    UNDER_13 = "under_13"
    FROM_13_TO_16 = "age_13_to_16"
    FROM_17_TO_19 = "age_17_to_19"
    FROM_20 = "age_20_and_over"
    NOT_KNOWN = "not_known"


class CountedGender(models.TextChoices):
    """Genders as passes have them, by the look of who counts."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_KNOWN = "not_known"


def _account() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class DoorLink(models.Model):
    """Opens the door page of one event to whoever has it, a coach without an account, until it expires or is revoked.

    `digest` is the SHA-256 of its secret, in hexadecimal: what is stored opens nothing (doors.py).
    """

    event = models.ForeignKey("catalogue.HobbyEvent", on_delete=models.CASCADE, related_name="door_links")
    digest = models.CharField(max_length=64)
    created_by = _account()
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="door_link_digest_shape"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="door_link_expires_later"),
        ]

    def __str__(self) -> str:
        return f"door link {self.pk}"

    @property
    def actor(self) -> Actor:
        """As the audit log names whoever comes by it."""
        return Actor(ActorKind.MACHINE, self.pk, "door_link")


class HeadCount(models.Model):
    """How many without a phone, of one age group and gender, came to an event. None counted is 0; no row says that
    nobody has counted. Who corrected it and when is in the audit log.

    `entered_by` or `door_link` is who wrote it last.
    """

    event = models.ForeignKey("catalogue.HobbyEvent", on_delete=models.CASCADE, related_name="head_counts")
    age_group = models.CharField(max_length=16, choices=CountedAge)
    gender = models.CharField(max_length=16, choices=CountedGender)
    count = models.PositiveIntegerField()
    entered_by = _account()
    door_link = models.ForeignKey(DoorLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    modified_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "age_group", "gender"], name="head_count_once"),
            models.CheckConstraint(condition=Q(age_group__in=CountedAge.values), name="head_count_age_known"),
            models.CheckConstraint(condition=Q(gender__in=CountedGender.values), name="head_count_gender_known"),
            models.CheckConstraint(condition=Q(count__range=(0, MOST)), name="head_count_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.count} at event {self.event_id}"


class SeasonTotal(models.Model):
    """How many tried a hobby in a half-year and how many joined, as its organizer says.

    `season` is "2026-H1" for January to June of 2026, "2026-H2" for July to December.
    """

    hobby = models.ForeignKey("catalogue.Hobby", on_delete=models.CASCADE, related_name="season_totals")
    season = models.CharField(max_length=7)
    trials = models.PositiveIntegerField()
    joined = models.PositiveIntegerField()
    entered_by = _account()
    created_at = models.DateTimeField(default=clock.now, editable=False)
    modified_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["hobby", "season"], name="season_total_once"),
            models.CheckConstraint(condition=Q(season__regex=r"^2[01][0-9]{2}-H[12]$"), name="season_total_half_year"),
            models.CheckConstraint(
                condition=Q(trials__range=(0, MOST), joined__range=(0, MOST)), name="season_total_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season} of hobby {self.hobby_id}"
