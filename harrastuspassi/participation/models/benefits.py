"""Uses of promotions."""

from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class Benefit(models.Model):
    """One use of a promotion, by nobody in particular: who used it is not known here."""

    id = models.AutoField(primary_key=True)
    promotion = models.ForeignKey("catalogue.Promotion", on_delete=models.PROTECT, related_name="benefits")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"use {self.pk} of promotion {self.promotion_id}"


class BenefitKey(models.Model):
    """The idempotency key that a use was sent with, so that sending it again is no other use.

    `digest` is a keyed hash of the key and the promotion (benefits.py), in hexadecimal: neither can a key be guessed
    from it, nor can two uses be told to be of one phone that sends the same key for both.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    benefit = models.OneToOneField(Benefit, on_delete=models.CASCADE, related_name="key")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="benefit_key_digest_shape")
        ]
        indexes = [models.Index(fields=["created_at"], name="benefit_key_created")]

    def __str__(self) -> str:
        return f"key of use {self.benefit_id}"
