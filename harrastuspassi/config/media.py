"""Serves pictures. A small installation needs nothing else; a proxy may serve MEDIA_ROOT under the same address."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.views.decorators.http import require_safe

from harrastuspassi.common import media

_HEADERS = {
    # A name never gets another content (RFC 8246).
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    # Pages of other sites show our pictures (Fetch, 3.7).
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture's file; 404 for whatever is no name of a picture."""
    path = media.file_path(name)
    if path is None:
        raise Http404
    try:
        file = path.open("rb")
    except OSError as error:
        raise Http404 from error
    return FileResponse(file, content_type="image/jpeg", headers=_HEADERS)


class TextGZipMiddleware(GZipMiddleware):
    """Compresses all but pictures, which are as small as they get, and public answers, which are kept compressed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith("image/") or getattr(response, "is_public", False):
            return response
        return super().process_response(request, response)
