"""Where hobbies take place."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cos, Radians, Sin

from ..querysets import LocationQuerySet
from .areas import District, Municipality
from .base import Sourced
from .organizers import Organizer


class DistrictSource(models.TextChoices):
    """How a location's district became known; UNKNOWN is counted as such in figures."""

    SOURCE = "source"
    POSTAL_CODE = "postal_code"
    MANUAL = "manual"
    UNKNOWN = "unknown"


def _axis(expression: Any) -> models.GeneratedField:
    """A coordinate on the unit sphere that the database itself derives, so that no write can leave it stale."""
    return models.GeneratedField(expression=expression, output_field=models.FloatField(null=True), db_persist=True)


class Location(Sourced):
    """A place: WGS 84 position in decimal degrees, and x, y, z of the same on the unit sphere (common/geo.py)."""

    id = models.AutoField(primary_key=True)
    organizer = models.ForeignKey(Organizer, null=True, blank=True, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(max_length=200, default="")
    name_fi: str
    name_sv: str
    name_en: str
    address = models.CharField(max_length=200, blank=True, default="")
    zip_code = models.CharField(max_length=5, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    x = _axis(Cos(Radians(F("latitude"))) * Cos(Radians(F("longitude"))))
    y = _axis(Cos(Radians(F("latitude"))) * Sin(Radians(F("longitude"))))
    z = _axis(Sin(Radians(F("latitude"))))
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="locations")
    district_source = models.CharField(max_length=16, choices=DistrictSource, default=DistrictSource.UNKNOWN)
    is_accessible = models.BooleanField(null=True, blank=True)
    accessibility = models.TextField(blank=True, default="")
    accessibility_fi: str
    accessibility_sv: str
    accessibility_en: str
    reservation_link = models.URLField(max_length=500, blank=True, default="")
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ["id"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                # A check passes where it is unknown, so half a position has to be refused by name.
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="location_on_the_globe",
            ),
            models.CheckConstraint(
                condition=Q(zip_code="") | Q(zip_code__regex=r"^[0-9]{5}$"), name="location_zip_code_shape"
            ),
            models.CheckConstraint(
                condition=Q(district__isnull=True, district_source="unknown")
                | Q(district__isnull=False, district_source__in=["source", "postal_code", "manual"]),
                name="location_district_has_source",
            ),
        ]
        indexes = [models.Index(fields=["z", "y"], name="location_sphere")]

    def __str__(self) -> str:
        return self.name_fi or self.name_sv or self.name_en
