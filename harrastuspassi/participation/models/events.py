"""Events: what happened, once each. Raw rows: only participation, passes and statistics may read them."""

from typing import Any

from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class EventKind(models.TextChoices):
    """What happened. A new kind is an addition; none ever changes its meaning."""

    APP_OPENED = "app_opened"
    HOBBY_VIEWED = "hobby_viewed"
    PROMOTION_VIEWED = "promotion_viewed"
    SEARCHED = "searched"
    FILTERED = "filtered"
    FAVOURITE_ADDED = "favourite_added"
    FAVOURITE_REMOVED = "favourite_removed"
    SHARED = "shared"
    CONTACT_OPENED = "contact_opened"
    REGISTRATION_OPENED = "registration_opened"
    CHECKED_IN = "checked_in"
    BENEFIT_USED = "benefit_used"


class CheckIn(models.TextChoices):
    """How a check-in is known: by the rotating code, by the same though it arrived late, or by the phone's word."""

    VERIFIED = "verified"
    VERIFIED_LATE = "verified_late"
    SELF_REPORTED = "self_reported"


def _reference(to: str) -> Any:
    # No constraint: what phones saw may be gone, and an event counts all the same.
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )


ATTRIBUTES = ("age_group", "gender", "language", "municipality_id", "district_id", "has_hobby")
"""What an event holds of the pass it is of, as it was when it happened."""


class Event(models.Model):
    """One event. `key` is a hash of the id that the phone gave it: whatever is sent again is known by it.

    `pass_id` is the pass that it is of, where that pass had consented when it happened, and the attributes are the
    pass's at that time; without a pass there are none. `is_left_out`: the pass was (passes/origins.py).
    `checkin` says how a
    check-in is known. `categories` are ids with spaces between.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=24, choices=EventKind)
    occurred_at = models.DateTimeField()
    is_clock_corrected = models.BooleanField(default=False)
    collected_at = models.DateTimeField(default=clock.now)
    hobby = _reference("catalogue.Hobby")
    event = _reference("catalogue.HobbyEvent")
    promotion = _reference("catalogue.Promotion")
    categories = models.CharField(max_length=255, blank=True, default="")
    checkin = models.CharField(max_length=16, choices=CheckIn, blank=True, default="", db_default="")
    pass_id = models.UUIDField(null=True)
    age_group = models.CharField(max_length=16, blank=True, default="")
    gender = models.CharField(max_length=16, blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    municipality = _reference("catalogue.Municipality")
    district = _reference("catalogue.District")
    has_hobby = models.CharField(max_length=16, blank=True, default="")
    is_left_out = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=EventKind.CHECKED_IN, checkin__in=CheckIn.values)
                | (~Q(kind=EventKind.CHECKED_IN) & Q(checkin="")),
                name="event_checkin_known",
            ),
            models.CheckConstraint(
                condition=Q(pass_id__isnull=False)
                | Q(
                    age_group="",
                    gender="",
                    language="",
                    has_hobby="",
                    municipality_id__isnull=True,
                    district_id__isnull=True,
                ),
                name="event_of_nobody_has_no_attributes",
            ),
        ]
        indexes = [
            models.Index(fields=["occurred_at"], name="event_occurred"),
            models.Index(fields=["pass_id"], name="event_of_pass", condition=Q(pass_id__isnull=False)),
            models.Index(fields=["hobby", "occurred_at"], name="event_of_hobby", condition=Q(hobby__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"


class KeptKey(models.Model):
    """The key of an event that was deleted for its age, kept for a while, so that a late repeat is still known."""

    key = models.UUIDField(primary_key=True)
    kept_from = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["kept_from"], name="kept_key_from")]

    def __str__(self) -> str:
        return f"key {self.key}"
