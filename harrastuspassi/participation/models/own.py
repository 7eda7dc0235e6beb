"""What organizers are shown of a week: protected figures, frozen once. Only disclosure/own.py writes and reads them."""

from django.db import models
from django.db.models import Q

SMALLEST = 5
"""What is below is no row: "0-4"."""


class Measure(models.TextChoices):
    """What is counted of a week: those who looked at a hobby, and those who checked in, by how that is known."""

    VIEWS = "views"
    VERIFIED = "verified"
    SELF_REPORTED = "self_reported"


class OwnWeek(models.Model):
    """A week (ISO 8601, "2026-W47") whose figures are frozen: they are never computed again."""

    name = models.CharField(max_length=8, unique=True)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(name__regex=r"^2[01][0-9]{2}-W[0-5][0-9]$"), name="own_week_iso")
        ]

    def __str__(self) -> str:
        return self.name


class OwnFigure(models.Model):
    """A figure of a hobby in a week, or of all hobbies of an organizer: with noise, and only where it is shown."""

    week = models.ForeignKey(OwnWeek, on_delete=models.CASCADE, related_name="figures")
    hobby = models.ForeignKey("catalogue.Hobby", null=True, on_delete=models.CASCADE, related_name="+")
    organizer = models.ForeignKey("catalogue.Organizer", null=True, on_delete=models.CASCADE, related_name="+")
    measure = models.CharField(max_length=16, choices=Measure)
    figure = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "hobby", "measure"], name="own_figure_of_hobby_once"),
            models.UniqueConstraint(fields=["week", "organizer", "measure"], name="own_figure_of_organizer_once"),
            models.CheckConstraint(
                condition=Q(hobby__isnull=False, organizer__isnull=True)
                | Q(hobby__isnull=True, organizer__isnull=False),
                name="own_figure_of_one",
            ),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="own_figure_measure_known"),
            models.CheckConstraint(condition=Q(figure__gte=SMALLEST), name="own_figure_not_small"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.figure}"
