"""Bodies in: JSON by orjson and files, none larger than a picture in base64 with a hobby around it."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from api.common.errors import BodyTooLarge
from harrastuspassi.common.images import MAX_BYTES

MAX_BODY = MAX_BYTES * 4 // 3 + 500_000
"""Bytes of a body."""
_PIECE = 65_536


def refuse_large(context: Mapping[str, Any] | None) -> None:
    """Raises BodyTooLarge by what the request says of itself; its server reads no further than that."""
    length = str((context or {})["request"].META.get("CONTENT_LENGTH") or "")
    if length.isdecimal() and int(length) > MAX_BODY:
        raise BodyTooLarge


class OrjsonParser(parsers.BaseParser):
    """application/json (RFC 8259). What is nested too deep is refused by the reader, and not by the stack."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        refuse_large(parser_context)
        # Piece by piece: servers that are asked for the whole make two of it.
        body = bytearray()
        while piece := stream.read(_PIECE):
            body += piece
        try:
            return orjson.loads(body)
        except ValueError as error:
            raise ParseError(f"The body is no JSON: {error}") from error


class MultiPartParser(parsers.MultiPartParser):
    """multipart/form-data, for views that take files; those of some size wait on the disk."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        refuse_large(parser_context)
        return super().parse(stream, media_type, parser_context)


class FormParser(parsers.FormParser):
    """application/x-www-form-urlencoded, for views that take what iOS sends."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        refuse_large(parser_context)
        return super().parse(stream, media_type, parser_context)
