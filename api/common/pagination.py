"""Pages: `count`, `next`, `previous`, `results`; `page` and `page_size`."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import QueryDict
from rest_framework.request import Request

from api.common.errors import PageNotFound

_WHOLE = 1_000_000
"""Page size that no list reaches: all on one page."""


def paginate(
    request: Request, source: Any, *, number: int, size: int | None, count: int | None = None
) -> tuple[Page[Any], dict[str, Any]]:
    """The asked page of `source` (a queryset, or anything that counts and slices), and the page's envelope.

    `size` None puts everything on one page. `count`, where it is known, saves counting. Raises PageNotFound beyond the
    last page.
    """
    paginator: Any = Paginator(source, size or _WHOLE)
    if count is not None:
        paginator.count = count
    try:
        page = paginator.page(number)
    except InvalidPage as error:
        raise PageNotFound(f"There is no page {number}.") from error
    envelope = {
        "count": page.paginator.count,
        "next": page_address(request, page=str(page.next_page_number())) if page.has_next() else None,
        "previous": page_address(request, page=str(page.previous_page_number())) if page.has_previous() else None,
    }
    return page, envelope


def page_address(request: Request, **place: str) -> str:
    """Absolute, percent-encoded address of another page, every filter kept: at `page`, or at `cursor`.

    The same for all who ask the same, in whatever order.

    Built from PUBLIC_URL: behind a proxy the Host header and scheme may be others', and the apps never change scheme.
    """
    kept = [
        (name, values) for name, *values in canonical(request.query_params) if name not in ("modified_since", *place)
    ]
    query = urlencode([*kept, *place.items()], doseq=True)
    return f"{settings.PUBLIC_URL}{request.path}?{query}"


def canonical(query: QueryDict) -> tuple[tuple[str, ...], ...]:
    """A query in the same order however its parameters were: each once, by name, with its values as they came."""
    return tuple(sorted((name, *values) for name, values in query.lists()))
