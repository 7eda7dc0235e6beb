"""JSON out, whatever the client says it accepts: the apps send no Accept header or a wrong one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str | Sequence):
        return str(value) if isinstance(value, str) else list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def dump(data: Any) -> bytes:
    """JSON (RFC 8259) of plain values."""
    return orjson.dumps(data, default=_plain, option=orjson.OPT_PASSTHROUGH_SUBCLASS)


class OrjsonRenderer(BaseRenderer):
    """application/json by orjson."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else dump(data)


class AlwaysJson(DefaultContentNegotiation):
    """Picks the view's first renderer without looking at Accept, as RFC 9110, 12.4.1 allows."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type
