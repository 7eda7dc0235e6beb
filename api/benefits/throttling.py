"""How often one address may use promotions."""

from api.common.throttling import PerAddress


class UsesPerAddress(PerAddress):
    """BENEFITS_RATE from one address: far above what a whole school does behind one, far below what a script can.

    The token in the apps is no secret and a use is nobody's, so this only slows a script down. What it could use up
    is bounded by the promotion's own count.
    """

    scope = "benefits"
