"""How often passes used promotions. Raw rows: see events.py."""

from django.db import models
from django.db.models import Q


class PassUse(models.Model):
    """How often a pass used a promotion that has a limit for each pass; where it has none, this is not kept.

    Neither when nor where: only what the limit needs.
    """

    pass_id = models.UUIDField()
    promotion = models.ForeignKey("catalogue.Promotion", on_delete=models.CASCADE, related_name="+")
    uses = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pass_id", "promotion"], name="pass_use_once"),
            models.CheckConstraint(condition=Q(uses__gte=1), name="pass_use_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.uses} uses of promotion {self.promotion_id}"
