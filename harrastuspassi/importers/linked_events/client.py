"""Reads events from a file or, page by page, from a Linked Events server.

A page is `{"meta": {"count", "next", "previous"}, "data": [...]}`; `next` is an address or null. What was
changed last comes first, so that a change while the list is being read brings a record twice, never not at all.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import chain, filterfalse
from pathlib import Path
from typing import Any

import httpx

from harrastuspassi.common import clock
from harrastuspassi.importers.reading import Answer, document, fetch, http_client, read_file
from harrastuspassi.importers.upsert import LookAgain, SourceUnreadable

from .references import is_deleted, is_series, reference

PAGE_SIZE = 100
"""The most that a server gives to a page, and ids to ask for at a time."""
MARGIN = dt.timedelta(minutes=10)
"""How long before its commit a change may have got its time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Records to iterate over once, supers of series before what may belong to them.

    `is_whole` says whether they are all there are. `read_to` is the server's time from which the next
    reading of its changes has to begin; None where there is no such reading.
    """

    records: Iterator[Any]
    total: int | None
    is_whole: bool
    read_to: dt.datetime | None = None
    look_again: LookAgain | None = None


def is_address(where: str) -> bool:
    """Whether this is a server's address, not a file."""
    return where.startswith(("http://", "https://"))


def canonical(where: str) -> str:
    """An address as it is remembered: without password and parameters of paging. Raises SourceUnreadable."""
    url = _url(where)
    parameters = url.params.remove("page").remove("page_size")
    return str(url.copy_with(username=None, password=None, fragment=None, params=parameters))


def open_reading(where: str, *, since: dt.datetime | None = None) -> Reading:
    """The records at a path or an http(s) address, of a server those changed at the instant `since` or later.

    The address's own parameters are kept. Raises SourceUnreadable, for a server also while iterating.
    """
    if is_address(where):
        return _Server(_url(where), since).open()
    file = read_file(Path(where))
    # A file is in no known order, so it is read once for each kind.
    records = chain(filter(is_series, file), filterfalse(is_series, file))
    return Reading(records, file.total, is_whole=True)


def _url(where: str) -> httpx.URL:
    try:
        url = httpx.URL(where)
    except httpx.InvalidURL as error:
        raise SourceUnreadable(f"{where} is no address: {error}") from error
    if not url.host:
        raise SourceUnreadable(f"{where} is no address: it names no host")
    return url


# --- a server -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Page:
    records: list[Any]
    count: int | None
    next: str | None

    @classmethod
    def of(cls, answer: Answer) -> "_Page":
        found = document(answer.content, str(answer.url))
        meta, records = (found.get("meta"), found.get("data")) if isinstance(found, dict) else (None, None)
        if not isinstance(meta, dict) or not isinstance(records, list):
            raise SourceUnreadable(f"{answer.url} is no page of Linked Events: it lacks meta or data")
        following, count = meta.get("next"), meta.get("count")
        if not (following is None or isinstance(following, str)):
            raise SourceUnreadable(f"{answer.url} names a next page that is no address: {following!r}")
        is_number = isinstance(count, int) and not isinstance(count, bool)
        return cls(records, count if is_number else None, following or None)


class _Server:
    """One reading of a server's list of events."""

    def __init__(self, url: httpx.URL, since: dt.datetime | None):
        # An address that asks for a part of the list itself is never the whole, nor remembered.
        self.is_part = "last_modified_since" in url.params
        self.since = None if self.is_part else since
        self.url = self._prepared(url)
        self.hosts = {url.host}
        self.began: dt.datetime | None = None
        self.deleted: set[str | None] = set()

    def open(self) -> Reading:
        """The reading, its first page read: what cannot be read fails before anything is done."""
        pages = self._passes()
        first = next(pages)
        is_whole = not (self.since or self.is_part)
        return Reading(
            records=chain(first, chain.from_iterable(pages)),
            total=None,
            is_whole=is_whole,
            read_to=None if self.is_part or self.began is None else self.began - MARGIN,
            look_again=self._look_again if is_whole else None,
        )

    def _prepared(self, url: httpx.URL) -> httpx.URL:
        given = url.params.remove("page")
        include = [name for text in given.get_list("include") for name in text.split(",") if name]
        given = given.set("include", ",".join(dict.fromkeys([*include, "location", "keywords"])))
        if "page_size" not in given:
            given = given.set("page_size", PAGE_SIZE)
        if self.since:
            given = given.merge({"last_modified_since": f"{self.since:%Y-%m-%dT%H:%M:%SZ}", "show_deleted": "true"})
        return url.copy_with(params=given)

    def _passes(self) -> Iterator[list[Any]]:
        """The pages: of the supers of series first, then of all else."""
        with http_client() as client:
            if "super_event_type" in self.url.params:
                yield from self._pages(client, self.url)
                return
            # A server that does not know the parameter gives everything twice, and each is taken once.
            for records in self._pages(client, self.url.copy_set_param("super_event_type", "recurring")):
                chosen = [raw for raw in records if is_series(raw) or is_deleted(raw)]
                self.deleted.update(reference(raw) for raw in chosen if is_deleted(raw))
                yield chosen
            for records in self._pages(client, self.url.copy_set_param("super_event_type", "none")):
                yield [raw for raw in records if not (is_series(raw) or self._was_deleted(raw))]

    def _was_deleted(self, raw: Any) -> bool:
        return is_deleted(raw) and reference(raw) in self.deleted

    def _pages(self, client: httpx.Client, start: httpx.URL) -> Iterator[list[Any]]:
        """Each page's records. Raises SourceUnreadable where the pages do not come to the end that they promise."""
        url: httpx.URL | None = start
        read: set[str] = set()
        taken, previous = 0, None
        while url is not None:
            if str(url) in read:
                raise SourceUnreadable(f"{url} is named as the next page and has been read before")
            read.add(str(url))
            answer = self._answer(client, url)
            page = _Page.of(answer)
            if page.next and (not page.records or page.records == previous):
                raise SourceUnreadable(f"{url} names a next page and gives nothing new itself")
            taken, previous = taken + len(page.records), page.records
            yield page.records
            url = self._next(answer.url, page.next) if page.next else None
        if page.count is not None and taken < page.count:
            raise SourceUnreadable(f"{start} came to an end after {taken} of {page.count} records")

    def _answer(self, client: httpx.Client, url: httpx.URL) -> Answer:
        answer = fetch(client, url)
        if answer.status != httpx.codes.OK:
            raise SourceUnreadable(f"{url} answered {answer.status}")
        if self.began is None:
            # The server's clock, since its times are compared with it; and where an old address has moved to.
            self.began = _date(answer)
            self.hosts.add(answer.url.host)
        if answer.url.host not in self.hosts:
            raise SourceUnreadable(f"{url} led elsewhere: {answer.url}")
        return answer

    def _next(self, url: httpx.URL, link: str) -> httpx.URL:
        try:
            target = url.join(link)
        except httpx.InvalidURL as error:
            raise SourceUnreadable(f"{url} names a next page that is no address: {link}") from error
        if target.host not in self.hosts:
            raise SourceUnreadable(f"{url} names a next page elsewhere: {target}")
        # A server behind a proxy may not know by which scheme and port it is reached.
        return url.copy_with(raw_path=target.raw_path)

    def _look_again(self, ids: Sequence[str]) -> Iterator[Any]:
        """Those of `ids` that the list has after all: what shifts from page to page can be missed."""
        with http_client() as client:
            for start in range(0, len(ids), PAGE_SIZE):
                wanted = ids[start : start + PAGE_SIZE]
                for records in self._pages(client, self.url.copy_set_param("ids", ",".join(wanted))):
                    found = [raw for raw in records if reference(raw) in wanted]
                    yield from found
                    if not found:
                        # A server that does not know the parameter would give its whole list each time.
                        break


def _date(answer: Answer) -> dt.datetime:
    try:
        date = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return clock.now()
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)
