"""Reads without the trailing slash."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class SlashlessReadMiddleware:
    """Answers a GET without the trailing slash in place: iOS sends them, and a redirect costs it a round trip.

    Writes are left alone: what they hit must be exact.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method in ("GET", "HEAD")
            and request.path_info.startswith(("/api/v1/", "/mobile-api/v1/"))
            and not request.path_info.endswith("/")
        ):
            request.path_info += "/"
            request.path += "/"
        return self.get_response(request)
