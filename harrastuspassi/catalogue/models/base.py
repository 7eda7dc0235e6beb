"""What several models of the catalogue share."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harrastuspassi.common import clock

OWN_SOURCE = "harrastuspassi"
"""`data_source` of what was entered here."""


class PublicationState(models.TextChoices):
    """Where a hobby or promotion stands; publishing.py has the transitions."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REJECTED = "rejected"
    ARCHIVED = "archived"


class Sourced(models.Model):
    """A record that may come from elsewhere: (`data_source`, `origin_id`) names it there, once."""

    data_source = models.CharField(max_length=32, default=OWN_SOURCE)
    origin_id = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - NULL keeps unique pairs portable
    created_at = models.DateTimeField(default=clock.now, editable=False)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["data_source", "origin_id"], name="%(class)s_origin_once"),
            models.CheckConstraint(condition=~Q(origin_id=""), name="%(class)s_origin_not_empty"),
        ]


class CatalogueVersion(models.Model):
    """One row that counts publishing transactions. It is bumped last in each, so whoever sees the new
    number sees what it published."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


def wall_clock_checks(name: str) -> list[models.CheckConstraint]:
    """Constraints on a period given as wall clock (start_date, start_time, end_date, end_time).

    An end is not before its start. 00:00 to 00:00 means all day and may end on its start date.
    """
    end_after_start = Q(end_date__gt=models.F("start_date")) | Q(
        end_date=models.F("start_date"), end_time__gte=models.F("start_time")
    )
    return [
        models.CheckConstraint(condition=end_after_start, name=f"{name}_ends_after_start"),
        models.CheckConstraint(condition=Q(ends_at__gte=models.F("starts_at")), name=f"{name}_instants_in_order"),
    ]
