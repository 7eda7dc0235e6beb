"""Reads sports places in the shape of the LIPAS API v1 from a file or, page by page, from a server.

The API answers 206 with a Link header (RFC 8288) while results are paged, at most 100 to a page, and
names a next page even on the last one; the page after it is empty.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx

from harrastuspassi.importers.reading import Answer, Records, fetch, http_client, read_file, record_list
from harrastuspassi.importers.upsert import SourceUnreadable

PAGE_SIZE = 100


def open_records(where: str) -> Records:
    """The records at a path or an http(s) address, whose own parameters are kept. Raises SourceUnreadable,
    for a server also while iterating."""
    if where.startswith(("http://", "https://")):
        return _open_pages(where)
    file = read_file(Path(where))
    return Records(iter(file), file.total)


def _open_pages(where: str) -> Records:
    try:
        start = httpx.URL(where).copy_set_param("page", "1")
    except httpx.InvalidURL as error:
        raise SourceUnreadable(f"{where} is no address: {error}") from error
    if "pageSize" not in start.params:
        start = start.copy_set_param("pageSize", str(PAGE_SIZE))
    pages = _pages(start)
    first, total = next(pages, ([], 0))
    return Records(chain(first, chain.from_iterable(records for records, _ in pages)), total)


def _pages(start: httpx.URL) -> Iterator[tuple[list[Any], int | None]]:
    """Each page's records and the total that the server tells with it. Ends at an empty page, a missing next
    one, or one that only repeats."""
    with http_client() as client:
        url: httpx.URL | None = start
        previous: list[Any] = []
        read: set[httpx.URL] = set()
        while url is not None and url not in read:
            read.add(url)
            answer = fetch(client, url)
            if answer.status == httpx.codes.NOT_FOUND and previous:
                return
            if answer.status not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                raise SourceUnreadable(f"{url} answered {answer.status}")
            records = record_list(answer.content, str(url))
            if not records or records == previous:
                return
            total = answer.headers.get("X-Total-Count", "")
            yield records, int(total) if total.isdecimal() else None
            url, previous = _next_page(url, answer, len(records)), records


def _next_page(url: httpx.URL, answer: Answer, count: int) -> httpx.URL | None:
    if "Link" in answer.headers:
        link = answer.links.get("next", {}).get("url")
        return None if link is None else _linked_page(url, link)
    if answer.status == httpx.codes.PARTIAL_CONTENT or count >= _number(url.params.get("pageSize"), PAGE_SIZE):
        return url.copy_set_param("page", str(_number(url.params.get("page"), 1) + 1))
    return None


def _linked_page(url: httpx.URL, link: str) -> httpx.URL:
    try:
        target = url.join(link)
    except httpx.InvalidURL as error:
        raise SourceUnreadable(f"{url} names a next page that is no address: {link}") from error
    if page := target.params.get("page"):
        # Behind a proxy the link's path may be one that only the proxy knows; the page number holds.
        return url.copy_set_param("page", page)
    if target.host != url.host:
        raise SourceUnreadable(f"{url} names a next page elsewhere: {target}")
    return target


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else default
