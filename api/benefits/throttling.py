"""How often one address may use promotions."""

import redis
import structlog
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from harrastuspassi.accounts.signin import client_address

_log = structlog.get_logger("benefits")


class PerAddress(SimpleRateThrottle):
    """BENEFITS_RATE from one address: far above what a whole school does behind one, far below what a script can.

    The token in the apps is no secret and a use is nobody's, so this only slows a script down. What it could use up
    is bounded by the promotion's own count.
    """

    scope = "benefits"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        address = client_address(request._request) or ""
        # The cache may be another machine's: addresses are none of its business.
        return f"throttle:benefits:{salted_hmac('api.benefits', address, algorithm='sha256').hexdigest()}"

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except redis.RedisError as error:
            # The phone tries but once: a use is worth more than the limit.
            _log.warning("uses are not limited", error=type(error).__name__)
            return True
