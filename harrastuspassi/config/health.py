"""What monitoring asks: can a request be served, and does the background work get done."""

import asyncio
import dataclasses
import datetime as dt
from typing import Any

from django.db import connection
from django.http import HttpRequest, JsonResponse
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from harrastuspassi.common import jobs
from harrastuspassi.participation import watching

OVERDUE_AFTER = dt.timedelta(minutes=15)


@dataclasses.dataclass
class Jobs(HealthCheck):  # type: ignore[misc]
    """Down while a job that is due has waited for longer than a quarter of an hour."""

    def run(self) -> None:
        # Checks run in a thread of their own, whose connection nobody else would close.
        with connection.temporary_connection():
            waiting = jobs.overdue(by=OVERDUE_AFTER)
        if waiting:
            raise ServiceUnavailable(f"{waiting} jobs have waited for over {OVERDUE_AFTER}")


@dataclasses.dataclass
class Batches(HealthCheck):  # type: ignore[misc]
    """Down while a batch of events is set aside and waits for people."""

    def run(self) -> None:
        with connection.temporary_connection():
            number = watching.set_aside().count()
        if number:
            raise ServiceUnavailable(f"{number} batches are set aside: manage.py inbox")


class HealthView(HealthCheckView):  # type: ignore[misc]
    """JSON whatever is asked for: `{"healthy": bool, "checks": {name: "ok" or the trouble}}`; 503 when not healthy."""

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        with self.get_executor() as executor:
            results = await asyncio.gather(*(check.get_result(executor) for check in self.get_checks()))
        checks = {type(result.check).__name__.lower(): str(result.error or "ok") for result in results}
        healthy = not any(result.error for result in results)
        return JsonResponse({"healthy": healthy, "checks": checks}, status=200 if healthy else 503)


serving = HealthView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])
"""What a request needs. For load balancers: a stuck worker does not take the API away."""

working = HealthView.as_view(checks=[Jobs, Batches])
"""Whether jobs get done. For alarms."""
