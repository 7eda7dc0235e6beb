"""What was taken part in. So far: uses of promotions."""

from .benefits import Benefit, BenefitKey

__all__ = ["Benefit", "BenefitKey"]
