"""What of the API is going away, and when: the only place to enter it.

An entry marks the operations below an address as deprecated in the document, with the date of their end as `x-sunset`,
and every answer from there says so in headers: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` to what takes
its place (RFC 5829). CI lets an operation leave the document once its sunset has passed, and not before.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

NOTICE = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """An address that goes away with everything below it.

    `prefix` ends in a slash, as `/api/v1/`. From `deprecated` on, new clients should not use it; at `sunset`, at
    least a year later, it may be gone. Both are days in UTC, from their first instant. `successor` is the address
    that takes its place. Raises ValueError where the notice is too short.
    """

    prefix: str
    deprecated: dt.date
    sunset: dt.date
    successor: str

    def __post_init__(self) -> None:
        if self.sunset < self.deprecated + NOTICE:
            raise ValueError(f"{self.prefix} needs {NOTICE.days} days between {self.deprecated} and {self.sunset}.")

    def headers(self) -> dict[str, str]:
        """Headers of every answer from there."""
        return {
            "Deprecation": f"@{_seconds(self.deprecated)}",
            "Sunset": http_date(_seconds(self.sunset)),
            "Link": f'<{settings.PUBLIC_URL}{self.successor}>; rel="successor-version"',
        }


RETIREMENTS: tuple[Retirement, ...] = ()
"""Nothing is going away."""


def retirement_of(path: str) -> Retirement | None:
    """The retirement of an address: of those that it lies below, the one with the longest prefix."""
    found = [retirement for retirement in RETIREMENTS if path.startswith(retirement.prefix)]
    return max(found, key=lambda retirement: len(retirement.prefix), default=None)


def mark_retired(paths: dict[str, Any]) -> dict[str, Any]:
    """The paths of a document, with what is going away marked as such."""
    return {
        path: {method: _marked(operation, path) for method, operation in item.items()} for path, item in paths.items()
    }


def _marked(operation: dict[str, Any], path: str) -> dict[str, Any]:
    retirement = retirement_of(path)
    return {**operation, "deprecated": True, "x-sunset": str(retirement.sunset)} if retirement else operation


def _seconds(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


class RetirementMiddleware:
    """Adds the headers of what is going away; costs nothing while nothing is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not RETIREMENTS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if retirement := retirement_of(request.path_info):
            for name, value in retirement.headers().items():
                answer.headers[name] = value
        return answer
