"""A stand-in for a Linked Events server: its list of events as the API's documentation has it.

`page`, `page_size` (100 at most), `last_modified_since`, `show_deleted`, `super_event_type` with `none`, `ids`
and `include`; what was changed last comes first.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.factories.linked_events import deleted, link

Answer = tuple[int, dict[str, str], bytes]
MAX_PAGE_SIZE = 100


class LinkedEvents:
    """The events of a server, which a test changes; `asked` has the parameters of each request, one value each.

    `answer` may be replaced by what answers instead, `now` is the clock of the server.
    """

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, str]] = []
        self.now = dt.datetime(2026, 4, 20, 12, tzinfo=dt.UTC)
        self.address = ""
        self.answer: Callable[[dict[str, str]], Answer] = self.page

    def put(self, *events: dict[str, Any]) -> None:
        """Adds or changes events, at the server's time."""
        for event in events:
            self.events[event["id"]] = {**event, "last_modified_time": self.now.isoformat()}

    def delete(self, *ids: str, replaced_by: str | None = None) -> None:
        """Deletes events, as the API deletes: they remain, flagged."""
        for key in ids:
            self.put({**self.events[key], "deleted": True, "replaced_by": replaced_by})

    def page(self, parameters: dict[str, str]) -> Answer:
        """The page that is asked for."""
        found = sorted(self._matching(parameters), key=lambda event: event["id"])
        found.sort(key=lambda event: event["last_modified_time"], reverse=True)
        number, size = int(parameters.get("page", 1)), min(int(parameters.get("page_size", 20)), MAX_PAGE_SIZE)
        start = (number - 1) * size
        if start and start >= len(found):
            return 404, {}, b'{"detail": "Invalid page."}'
        more = start + size < len(found)
        following = f"{self.address}?{urlencode({**parameters, 'page': number + 1})}" if more else None
        include = parameters.get("include", "").split(",")
        page = {
            "meta": {"count": len(found), "next": following, "previous": None},
            "data": [_shown(event, include) for event in found[start : start + size]],
        }
        return 200, {}, json.dumps(page).encode()

    def _matching(self, parameters: dict[str, str]) -> Iterator[dict[str, Any]]:
        since = parameters.get("last_modified_since", "")
        kinds = parameters["super_event_type"].split(",") if "super_event_type" in parameters else None
        ids = parameters["ids"].split(",") if "ids" in parameters else None
        for event in self.events.values():
            if (
                (not event["deleted"] or parameters.get("show_deleted") == "true")
                and (not since or _time(event["last_modified_time"]) >= _time(since))
                and (kinds is None or (event["super_event_type"] or "none") in kinds)
                and (ids is None or event["id"] in ids)
            ):
                yield event


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _shown(event: dict[str, Any], include: list[str]) -> dict[str, Any]:
    if event["deleted"]:
        return deleted(event, event["replaced_by"])
    shown = dict(event)
    if "location" not in include and event["location"]:
        shown["location"] = link("place", event["location"]["id"])
    if "keywords" not in include:
        shown["keywords"] = [{"@id": keyword["@id"]} for keyword in event["keywords"]]
    return shown


@contextmanager
def serving(events: LinkedEvents) -> Iterator[LinkedEvents]:
    """Serves events on a free port of this machine; `address` then says where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parameters = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
            events.asked.append(parameters)
            status, headers, body = events.answer(parameters)
            self.send_response_only(status)
            date = format_datetime(events.now, usegmt=True)
            for name, value in {"Date": date, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            # A length that promises more leaves the client waiting unless the connection ends.
            self.close_connection = "Content-Length" in headers

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        events.address = f"http://127.0.0.1:{httpd.server_port}/v1/event/"
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield events
        finally:
            httpd.shutdown()
            thread.join()
