"""What was published, as it was published."""

from django.db import models

from harrastuspassi.common import clock


class Release(models.Model):
    """Tables that were frozen together. Evaluators read it at once, everybody from `published_at` on."""

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"release {self.number}"


class FrozenTable(models.Model):
    """A table of a period: `figures` is JSON, rows of values by dimension, passes and events (None: not shown).

    `dimensions` has the values there were, each with the one above it; `checksum` is the SHA-256 of `figures`.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="tables")
    table = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    dimensions = models.JSONField()
    figures = models.BinaryField()
    checksum = models.CharField(max_length=64)

    class Meta:
        ordering = ["table", "period"]
        constraints = [models.UniqueConstraint(fields=["table", "period"], name="table_frozen_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.period}"
