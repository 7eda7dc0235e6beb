"""What was taken part in. Raw rows about passes, `events` and `inbox`, are read by few: import them from there."""

from . import events, inbox
from .benefits import Benefit, BenefitKey

__all__ = ["Benefit", "BenefitKey", "events", "inbox"]
