"""A stand-in for a geocoder: `GET v1/search` of Pelias, as Digitransit gives it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

SURE: dict[str, Any] = {
    "layer": "address",
    "confidence": 1,
    "name": "Hämeentie 3",
    "street": "Hämeentie",
    "housenumber": "3",
    "postalcode": "00530",
    "localadmin": "Helsinki",
}
AT = [24.9603, 60.1849]


def feature(at: Any = AT, geometry: str = "Point", **properties: Any) -> dict[str, Any]:
    """An address that it has found, by default the one that is asked for."""
    return {
        "type": "Feature",
        "geometry": {"type": geometry, "coordinates": at},
        "properties": {**SURE, **properties},
    }


def found(*features: Any) -> bytes:
    """An answer."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


class Geocoder:
    """`asked` has the parameters and `headers` the headers of each request; the rest is how it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.address = ""
        self.status = 200
        self.answer_headers: dict[str, str] = {}
        self.body = found(feature())
        self.is_silent = False
        self.over = Event()


@contextmanager
def geocoding() -> Iterator[Geocoder]:
    """Serves on a free port of this machine."""
    geocoder = Geocoder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            geocoder.asked.append({name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()})
            geocoder.headers.append({name.lower(): value for name, value in self.headers.items()})
            if geocoder.is_silent:
                geocoder.over.wait(10)
                return
            self.send_response_only(geocoder.status)
            for name, value in geocoder.answer_headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(geocoder.body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        geocoder.address = f"http://127.0.0.1:{httpd.server_port}/geocoding/v1/search?boundary.country=FIN"
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield geocoder
        finally:
            geocoder.over.set()
            httpd.shutdown()
            thread.join()
