"""Batches in: JSON, plain or packed with gzip, and never more than MAX_UNPACKED of it, however it was packed."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from rest_framework import parsers
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from api.common.errors import BodyTooLarge

MAX_UNPACKED = 1_000_000
"""Bytes of a batch, once unpacked."""
_PIECE = 16_384
_GZIP = 16 + zlib.MAX_WBITS


class BatchParser(parsers.BaseParser):
    """application/json, with `Content-Encoding: gzip` or none (RFC 9110, 8.4.1)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        request = (parser_context or {})["request"]
        encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("gzip", "x-gzip", "identity"):
            raise UnsupportedMediaType(encoding, detail="Send a batch as it is, or with Content-Encoding: gzip.")
        pieces = _read(stream) if encoding == "identity" else _unpacked(_read(stream))
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) > MAX_UNPACKED:
                raise BodyTooLarge(f"A batch has at most {MAX_UNPACKED} bytes, once unpacked.")
        try:
            return orjson.loads(body)
        except ValueError as error:
            raise ParseError(f"The body is no JSON: {error}") from error


def _read(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip packed (RFC 1952), a piece at a time: a small body can hold gigabytes."""
    unpacking = zlib.decompressobj(_GZIP)
    for piece in packed:
        rest = piece
        while rest and not unpacking.eof:
            try:
                yield unpacking.decompress(rest, _PIECE)
            except zlib.error as error:
                raise ParseError("The body is not what gzip makes.") from error
            rest = unpacking.unconsumed_tail
        if unpacking.eof and (rest or unpacking.unused_data):
            raise ParseError("Something follows what gzip packed.")
    if not unpacking.eof:
        raise ParseError("The body ends before what gzip packed does.")
