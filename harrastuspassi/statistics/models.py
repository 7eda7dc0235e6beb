"""Exact counts, before protection: read by disclosure and the roll-ups alone. And reference tables that figures are
held against (reference.py)."""

from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock
from harrastuspassi.passes.models import KEPT_AGE_GROUPS


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


_AREA = r"^[0-9]{3}(-[0-9a-z]{1,10})?$"
"""A municipality's code, or with that of a district: as tables name them, whatever becomes of the catalogue's."""


class CostKind(models.TextChoices):
    """What money went to."""

    PERSONNEL = "personnel"
    SYSTEM = "system"
    COMMUNICATION = "communication"
    ACTIVITIES = "activities"
    BENEFITS = "benefits"
    OTHER = "other"


class IncomeGroup(models.TextChoices):
    """Thirds of the districts of a municipality by their residents' median income."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class Population(models.Model):
    """Residents of an area on the last day of the year before (Statistics Finland), by age group."""

    year = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=16)
    age_group = models.CharField(max_length=16, choices=[(name, name) for name in KEPT_AGE_GROUPS])
    residents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "area", "age_group"], name="population_once"),
            models.CheckConstraint(condition=Q(area__regex=_AREA), name="population_area_shape"),
            models.CheckConstraint(condition=Q(age_group__in=KEPT_AGE_GROUPS), name="population_age_group_known"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.age_group}"


class Cost(models.Model):
    """Euros that a municipality spent in a period on one kind of cost."""

    period = models.CharField(max_length=7)
    municipality = models.CharField(max_length=3)
    kind = models.CharField(max_length=16, choices=CostKind)
    euros = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "municipality", "kind"], name="cost_once"),
            models.CheckConstraint(condition=Q(municipality__regex=r"^[0-9]{3}$"), name="cost_municipality_shape"),
            models.CheckConstraint(condition=Q(kind__in=CostKind.values), name="cost_kind_known"),
            models.CheckConstraint(condition=Q(euros__gte=0), name="cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.period} {self.kind}"


class AreaIncome(models.Model):
    """Which third of its municipality a district was in for a year: about areas, never about persons."""

    year = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=16)
    income_group = models.CharField(max_length=16, choices=IncomeGroup)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "area"], name="area_income_once"),
            models.CheckConstraint(condition=Q(area__regex=_AREA), name="area_income_area_shape"),
            models.CheckConstraint(condition=Q(income_group__in=IncomeGroup.values), name="area_income_group_known"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"


class DistrictGroup(models.Model):
    """Small districts that tables show as one: `area` is a district's, `code` the group's, unique in a municipality."""

    area = models.CharField(max_length=16, unique=True)
    code = models.CharField(max_length=10)
    name_fi = models.CharField(max_length=100)
    name_sv = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(area__regex=_AREA), name="district_group_area_shape"),
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][0-9a-z]{0,9}$"), name="district_group_code_shape"),
        ]

    def __str__(self) -> str:
        return f"{self.area} in {self.code}"
