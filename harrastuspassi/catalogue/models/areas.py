"""Municipalities and the districts inside them."""

from django.db import models
from django.db.models import Q

from ..querysets import CatalogueQuerySet


class Municipality(models.Model):
    """A Finnish municipality by its official 3-digit code (Statistics Finland, Municipalities).

    After a merger the old code gets a `valid_to` and stays, because figures of earlier years name it.
    """

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=100, default="")
    name_fi: str
    name_sv: str
    name_en: str
    region_fi = models.CharField(max_length=100, blank=True, default="")
    region_sv = models.CharField(max_length=100, blank=True, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "municipalities"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{3}$"), name="municipality_code_three_digits"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="municipality_validity_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_fi}"


class District(models.Model):
    """A part of a municipality that figures are told by, in Helsinki a peruspiiri."""

    id = models.AutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="districts")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100, default="")
    name_fi: str
    name_sv: str
    name_en: str

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["municipality", "code"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="district_code_once"),
            models.CheckConstraint(condition=~Q(code=""), name="district_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_fi}"


class PostalCode(models.Model):
    """Which district a postal code counts for, where the place's source does not say."""

    code = models.CharField(max_length=5, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="postal_codes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{5}$"), name="postal_code_five_digits"),
        ]

    def __str__(self) -> str:
        return self.code
