"""Promotions, used with a pass."""

from uuid import UUID

from django.db import transaction

from harrastuspassi.participation.benefits import PassHeld, Use, use_promotion
from harrastuspassi.passes.sending import holder_of
from harrastuspassi.passes.services import locked


@transaction.atomic
def use_with_pass(*, promotion_id: int, pass_id: UUID, key: str | None = None) -> Use:
    """Notes a use of a promotion with a pass. Raises as `use_promotion` does, and PassGone."""
    hobby_pass = locked(pass_id)
    by = PassHeld(pass_id=hobby_pass.pk, holder=holder_of(hobby_pass))
    return use_promotion(promotion_id=promotion_id, key=key, by=by)
