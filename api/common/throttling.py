"""How often one address, or one account, may call: counted in the cache, an address by a digest of it."""

import ipaddress

import redis
import structlog
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from harrastuspassi.accounts.signin import client_address

_log = structlog.get_logger("throttling")


class Limit(SimpleRateThrottle):
    """A limit that `scope` names, and that lets everyone through while nothing can be counted."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except redis.RedisError as error:
            # Whoever calls is worth more than the limit.
            _log.warning("calls are not limited", scope=self.scope, error=type(error).__name__)
            return True


class PerAddress(Limit):
    """A limit on calls from one address; of IPv6, from one network of a household (a /64). `scope` names the limit."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        network = _network(client_address(request._request) or "")
        # The cache may be another machine's: addresses are none of its business.
        return f"throttle:{self.scope}:{salted_hmac(f'api.{self.scope}', network, algorithm='sha256').hexdigest()}"


class PerAccount(Limit):
    """A limit on calls of one account, from wherever."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"throttle:{self.scope}:{request.user.pk}"


class WritesPerMinute(PerAccount):
    """The organizer web saves a hobby with all its events at once."""

    scope, rate = "writes_minute", "300/min"


class WritesPerDay(PerAccount):
    """More than anyone does by hand, less than a script needs to do harm."""

    scope, rate = "writes_day", "5000/day"


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address
