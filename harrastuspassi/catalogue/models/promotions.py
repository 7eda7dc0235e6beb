"""Benefits offered for a time and a number of uses."""

from django.db import models
from django.db.models import F, Q

from ..querysets import PromotionQuerySet
from .areas import Municipality
from .base import PublicationState, Sourced, wall_clock_checks
from .locations import Location
from .organizers import Organizer


class Promotion(Sourced):
    """An offer that can be used `available_count` times between two wall-clock times.

    `available_per_pass` is how often one pass can use it, as often as it likes where that is null: uses of the existing
    apps are nobody's and do not count there. `used_count` is the counter; each use is also a row
    (participation.Benefit). An organizer is required: the Android app drops the whole list when one has none.
    `submitted_at` is when it was last offered for publication.
    """

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=1024, default="")
    name_fi: str
    name_sv: str
    name_en: str
    description = models.TextField(blank=True, default="")
    description_fi: str
    description_sv: str
    description_en: str
    organizer = models.ForeignKey(Organizer, on_delete=models.PROTECT, related_name="promotions")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="promotions")
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT)
    start_date = models.DateField()
    start_time = models.TimeField()
    end_date = models.DateField()
    end_time = models.TimeField()
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    available_count = models.PositiveIntegerField()
    available_per_pass = models.PositiveIntegerField(null=True, blank=True)
    used_count = models.PositiveIntegerField(default=0)
    cover_image = models.CharField(max_length=255, blank=True, default="", editable=False)
    state = models.CharField(max_length=16, choices=PublicationState, default=PublicationState.DRAFT)
    rejection_reason = models.TextField(blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PromotionQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ["id"]
        constraints = [
            *Sourced.Meta.constraints,
            *wall_clock_checks("promotion"),
            models.CheckConstraint(
                condition=Q(used_count__lte=F("available_count")), name="promotion_not_used_more_than_available"
            ),
            models.CheckConstraint(
                condition=Q(available_per_pass__isnull=True) | Q(available_per_pass__gte=1),
                name="promotion_available_to_a_pass",
            ),
            models.CheckConstraint(condition=Q(state__in=PublicationState.values), name="promotion_state_known"),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(rejection_reason=""), name="promotion_rejection_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="promotion_published_has_time"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="promotion_end")]

    def __str__(self) -> str:
        return self.name_fi or self.name_sv or self.name_en
