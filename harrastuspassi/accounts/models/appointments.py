"""Who moderates and who evaluates."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class Post(models.TextChoices):
    """A moderator watches over what a municipality's organizers list; an evaluator reads its figures."""

    MODERATOR = "moderator"
    EVALUATOR = "evaluator"


class Appointment(models.Model):
    """A user appointed to a post in a municipality. An evaluator without one reads the whole country's figures.

    It gives nothing while the user has no second factor (roles.py).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments")
    post = models.CharField(max_length=16, choices=Post)
    municipality = models.ForeignKey(
        "catalogue.Municipality", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "post", "municipality"], name="appointment_once"),
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(municipality__isnull=True), name="appointment_national_once"
            ),
            models.CheckConstraint(condition=Q(post__in=Post.values), name="appointment_post_known"),
            models.CheckConstraint(
                condition=~Q(post="moderator") | Q(municipality__isnull=False),
                name="appointment_moderator_has_municipality",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.user_id} of {self.municipality_id or 'the country'}"
