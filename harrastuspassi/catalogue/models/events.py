"""When hobbies take place: schedules, and the events they expand to."""

from django.db import models
from django.db.models import F, Q

from ..querysets import HobbyEventQuerySet
from .base import Sourced, wall_clock_checks
from .hobbies import Hobby


class Access(models.TextChoices):
    """Who may come: anyone at any time, a first-timer to try, or those registered for a course."""

    OPEN = "open"
    TRIAL = "trial"
    COURSE = "course"


class Schedule(models.Model):
    """A recurrence (RFC 5545 RRULE) in Helsinki wall clock, so that 18:00 stays 18:00 across clock changes.

    `rrule` recurs by the day or coarser: one occurrence a date at most. `exdates` and `rdates` are ISO
    dates taken away and added. An occurrence lasts from `start_time` on its date to `end_time`
    `duration_days` later. `expanded_to` is the last date up to which events exist.
    """

    id = models.AutoField(primary_key=True)
    hobby = models.ForeignKey(Hobby, on_delete=models.CASCADE, related_name="schedules")
    rrule = models.CharField(max_length=500)
    start_date = models.DateField()
    start_time = models.TimeField()
    end_time = models.TimeField()
    duration_days = models.PositiveSmallIntegerField(default=0)
    exdates = models.JSONField(default=list, blank=True)
    rdates = models.JSONField(default=list, blank=True)
    access = models.CharField(max_length=16, choices=Access, default=Access.OPEN)
    expanded_to = models.DateField(null=True, editable=False)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(rrule=""), name="schedule_has_rule"),
            models.CheckConstraint(condition=Q(access__in=Access.values), name="schedule_access_known"),
            models.CheckConstraint(
                condition=Q(duration_days__gt=0) | Q(end_time__gte=F("start_time")), name="schedule_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rrule} from {self.start_date}"


class HobbyEvent(Sourced):
    """One occurrence of a hobby, in wall clock; `starts_at` and `ends_at` are the same as instants.

    00:00 to 00:00 is all day and ends at the midnight after `end_date`. `weekday_mask` has bit n-1 set
    for each weekday n (1 = Monday) it counts for: the start's, or for an all-day event every day it
    covers. An occurrence of a schedule is known by `original_start_date` (RFC 5545 RECURRENCE-ID) and
    keeps its id when edited or moved; `is_edited` keeps the schedule from moving it back.
    """

    id = models.AutoField(primary_key=True)
    hobby = models.ForeignKey(Hobby, on_delete=models.CASCADE, related_name="events")
    schedule = models.ForeignKey(Schedule, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    original_start_date = models.DateField(null=True, blank=True)
    is_edited = models.BooleanField(default=False)
    start_date = models.DateField()
    start_time = models.TimeField()
    end_date = models.DateField()
    end_time = models.TimeField()
    start_weekday = models.PositiveSmallIntegerField(editable=False)
    weekday_mask = models.PositiveSmallIntegerField(editable=False)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    access = models.CharField(max_length=16, choices=Access, default=Access.OPEN)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancellation_reason = models.CharField(max_length=500, blank=True, default="")
    cancellation_reason_fi: str
    cancellation_reason_sv: str
    cancellation_reason_en: str

    objects = HobbyEventQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ["id"]
        constraints = [
            *Sourced.Meta.constraints,
            *wall_clock_checks("event"),
            models.UniqueConstraint(fields=["schedule", "original_start_date"], name="event_occurrence_once"),
            models.CheckConstraint(
                condition=Q(schedule__isnull=True, original_start_date__isnull=True)
                | Q(schedule__isnull=False, original_start_date__isnull=False),
                name="event_occurrence_has_original_start",
            ),
            models.CheckConstraint(condition=Q(start_weekday__range=(1, 7)), name="event_weekday_1_to_7"),
            models.CheckConstraint(condition=Q(weekday_mask__range=(1, 127)), name="event_weekday_mask_range"),
            models.CheckConstraint(condition=Q(access__in=Access.values), name="event_access_known"),
        ]
        indexes = [
            # The next event of a hobby is read from the index alone.
            models.Index(
                fields=["hobby", "starts_at", "id", "ends_at"],
                condition=Q(cancelled_at__isnull=True),
                name="event_next",
            ),
            # Those that may start long before they end.
            models.Index(
                fields=["hobby"],
                condition=Q(cancelled_at__isnull=True, end_date__gt=F("start_date")),
                name="event_over_midnight",
            ),
            models.Index(fields=["ends_at", "hobby"], condition=Q(cancelled_at__isnull=True), name="event_soon"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk} of hobby {self.hobby_id} on {self.start_date}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place (or did not)."""
        return self.cancelled_at is not None
