"""JSON in, by orjson: what is nested too deep is refused by the reader, and not by the interpreter's stack."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class OrjsonParser(BaseParser):
    """application/json (RFC 8259)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            return orjson.loads(stream.read())
        except ValueError as error:
            raise ParseError(f"The body is no JSON: {error}") from error
