"""Credentials of machines."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class Scope(models.TextChoices):
    """The one thing that a machine's credential is good for."""

    BENEFITS = "benefits"
    """Noting that a benefit was used: what the installed apps do."""
    STATISTICS = "statistics"
    """Fetching released statistics, for an evaluator's own systems."""


class ServiceToken(models.Model):
    """A credential of another system: one scope, until `expires_at` or `revoked_at`. machines.py makes and checks it.

    `digest` is the SHA-256 of its secret, in hexadecimal: what is stored opens nothing. The secret has 256 random
    bits, so nothing slower is needed.
    """

    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=16, choices=Scope)
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="service_token_scope_known"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="service_token_digest_shape"),
            models.CheckConstraint(condition=~Q(name=""), name="service_token_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.scope})"
