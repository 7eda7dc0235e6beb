"""What makes the OpenAPI documents of the two faces of their views."""

from typing import Any

from django.utils import translation
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator

from api.common.retirement import mark_retired
from api.common.schema import Schema
from api.docs import texts
from api.docs.resources import RESOURCES


def _with_any_null(schema: Any) -> Any:
    """A copy in which "this or null" is an `anyOf`.

    openapi-generator reads a `oneOf` of two, as drf-spectacular makes them, as the `nullable` that 3.1 has not, and
    warns.
    """
    if isinstance(schema, list):
        return [_with_any_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _with_any_null(value) for name, value in schema.items()}
    either = made.get("oneOf", [])
    return {"anyOf": either, **{k: v for k, v in made.items() if k != "oneOf"}} if {"type": "null"} in either else made


class V1Endpoints(EndpointEnumerator):
    """Addresses of `/api/v1/`."""

    prefixes: tuple[str, ...] = ("/api/v1/", "/auth/")

    def get_allowed_methods(self, callback: Any) -> list[str]:
        # The base class takes them from a set, in another order each time.
        return sorted(super().get_allowed_methods(callback))

    def should_include_endpoint(self, path: str, callback: Any) -> bool:
        return path.startswith(self.prefixes) and bool(super().should_include_endpoint(path, callback))


class MobileEndpoints(V1Endpoints):
    """Addresses of `/mobile-api/v1/`."""

    prefixes = ("/mobile-api/v1/",)


class V1Generator(SchemaGenerator):
    """Makes the document of `/api/v1/`."""

    endpoint_inspector_cls = V1Endpoints
    info = texts.V1_INFO

    def get_schema(self, request: Any = None, public: bool = False) -> Schema:
        """The document. It depends neither on the request nor on the machine: the server is named relatively."""
        with translation.override("en"):
            made = super().get_schema(request, public)
        used = {tag for path in made["paths"].values() for operation in path.values() for tag in operation["tags"]}
        tags = [{"name": about.tag, "description": about.about} for about in RESOURCES.values()]
        tags += [{"name": name, "description": about} for name, about in texts.TAGS.items()]
        return {
            "openapi": made["openapi"],
            "info": self.info,
            "servers": [{"url": "/", "description": "Where this document is served."}],
            # No one need sign in, where an operation does not say otherwise.
            "security": [{}],
            "tags": [tag for tag in tags if tag["name"] in used],
            "paths": mark_retired(_with_any_null(made["paths"])),
            "components": _with_any_null(made["components"]),
        }


class MobileGenerator(V1Generator):
    """Makes the document of `/mobile-api/v1/`."""

    endpoint_inspector_cls = MobileEndpoints
    info = texts.MOBILE_INFO
