"""Trap 19: what of a request line is mended before gunicorn reads it."""

import pytest

from harrastuspassi.config.requestline import percent_encoded

pytestmark = pytest.mark.once("computes, and touches no database")


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        (b"GET /a/?x=1 2%3 HTTP/1.1", b"GET /a/?x=1%202%3 HTTP/1.1"),
        ("GET /a?x=ä?ä HTTP/1.0".encode(), b"GET /a?x=%C3%A4?%C3%A4 HTTP/1.0"),
        (b"HEAD /a?x=\xe4 HTTP/1.1", b"HEAD /a?x=%E4 HTTP/1.1"),
        (b"GET /a?x=b%20c HTTP/1.1", b"GET /a?x=b%20c HTTP/1.1"),
        (b"GET /a?x=\t\x7f HTTP/1.1", b"GET /a?x=\t\x7f HTTP/1.1"),
        (b"GET /a b?x=c d HTTP/1.1", b"GET /a b?x=c d HTTP/1.1"),
        (b"GET /a b HTTP/1.1", b"GET /a b HTTP/1.1"),
        (b"POST /a?x=b c HTTP/1.1", b"POST /a?x=b c HTTP/1.1"),
        (b"GET /a?x=b c", b"GET /a?x=b c"),
    ],
)
def test_only_the_query_of_a_read_is_mended(line: bytes, mended: bytes) -> None:
    assert percent_encoded(line) == mended
