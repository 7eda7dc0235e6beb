"""The inbox: batches that were accepted and not yet collected. Raw rows: see events.py."""

from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class Batch(models.Model):
    """One accepted batch: one row, so that accepting is one insert. It goes when its events are collected.

    `payload` is JSON: rows of inbox.Row. `pass_id` and `profiles` (attributes that rows refer to by number) are apart
    from it, so that both can be taken out at once.
    """

    received_at = models.DateTimeField(default=clock.now)
    events = models.PositiveSmallIntegerField()
    payload = models.BinaryField()
    pass_id = models.UUIDField(null=True)
    profiles = models.JSONField(null=True)
    is_left_out = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_id__isnull=False) | Q(profiles__isnull=True), name="batch_of_nobody_has_no_profiles"
            )
        ]
        indexes = [models.Index(fields=["pass_id"], name="batch_of_pass", condition=Q(pass_id__isnull=False))]

    def __str__(self) -> str:
        return f"batch {self.pk}"
