"""What was taken part in. So far: uses of promotions."""

from django.db import models

from harrastuspassi.common import clock


class Benefit(models.Model):
    """One use of a promotion, by nobody in particular: who used it is not known."""

    id = models.AutoField(primary_key=True)
    promotion = models.ForeignKey("catalogue.Promotion", on_delete=models.PROTECT, related_name="benefits")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"use {self.pk} of promotion {self.promotion_id}"
