"""Exact counts, before protection: read by disclosure and the roll-ups alone."""

from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class Period(models.Model):
    """A month, quarter or year that was counted. `dimensions` has the values there were of each dimension when it was,
    each with the value above it: what a table shows is no matter of who happens to be in it. A frozen one is never
    counted again."""

    name = models.CharField(max_length=7, unique=True)
    dimensions = models.JSONField()
    counted_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Cell(models.Model):
    """The passes of one group of a table, and what the cell-key method needs of them: sums of their record keys.

    `values` names the group, `dimension=value` in order of names with | between; a dimension that is not there is
    summed over. `largest_share` are the events of the pass that had most. Groups without passes have no row.
    """

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="cells")
    table = models.CharField(max_length=64)
    values = models.CharField(max_length=200, blank=True, default="")
    passes = models.PositiveIntegerField()
    events = models.PositiveBigIntegerField()
    largest_share = models.PositiveBigIntegerField()
    key_sum = models.PositiveBigIntegerField()
    event_key_sum = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "table", "values"], name="cell_once"),
            models.CheckConstraint(
                condition=Q(key_sum__lt=2**32) & Q(event_key_sum__lt=2**32), name="cell_key_sums_of_32_bits"
            ),
            models.CheckConstraint(condition=Q(passes__gt=0, events__gte=models.F("passes")), name="cell_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.values}"
