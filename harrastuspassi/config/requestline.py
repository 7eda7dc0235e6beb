"""Request lines as the old Android app sends them: what was typed into its search box stands there unescaped."""

import re
from typing import Any

from gunicorn.http.message import Request

_READ = re.compile(rb"(GET|HEAD) ([^ ?]*\?)(.*) (HTTP/1\.[01])")
_RAW = re.compile(rb"[ \x80-\xff]")


def percent_encoded(line: bytes) -> bytes:
    """The request line with spaces and non-ASCII bytes of a read's query percent-encoded (RFC 3986, 2.1).

    gunicorn rightly refuses them (RFC 9112, 3.2), but then a phone that asks for "jääkiekko" finds
    nothing. Only queries of reads are mended: nothing that filters by path or method sees another request.
    """
    read = _READ.fullmatch(line)
    if read is None:
        return line
    method, path, query, version = read.groups()
    return b"%s %s%s %s" % (method, path, _RAW.sub(lambda byte: b"%%%02X" % byte[0][0], query), version)


class TypedRequest(Request):  # type: ignore[misc]  # gunicorn has no types
    """A request whose query may be as typed."""

    def parse_request_line(self, line_bytes: Any) -> None:
        super().parse_request_line(percent_encoded(bytes(line_bytes)))
