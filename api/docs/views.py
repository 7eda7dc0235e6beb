"""The OpenAPI document and its pages."""

from functools import cache
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from drf_spectacular.renderers import OpenApiYamlRenderer, OpenApiYamlRenderer2
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.common.answers import mark_public
from api.common.documents import MobileGenerator, V1Generator
from api.common.rendering import OrjsonRenderer

REDOC_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
)
"""Hashes of the style elements that Redoc makes: empty ones, which it fills through the DOM, and its scroll bar's."""


@cache
def document(generator: type[V1Generator]) -> dict[str, Any]:
    """A generator's document, made once in a process."""
    return generator().get_schema(public=True)


class OpenApiJsonRenderer(OrjsonRenderer):
    """JSON under the name that OpenAPI has for it."""

    media_type = "application/vnd.oai.openapi+json"


class JsonUnlessAsked(DefaultContentNegotiation):
    """What Accept asks for, JSON where it asks for nothing we have."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        try:
            chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], renderers[0].media_type
        return chosen


class SchemaView(APIView):
    """The document, as JSON unless Accept asks for YAML."""

    schema = None
    authentication_classes = ()
    permission_classes = ()
    generator = V1Generator
    content_negotiation_class = JsonUnlessAsked
    renderer_classes = (OrjsonRenderer, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer)

    def get(self, request: Request) -> Response:
        return Response(document(self.generator))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        mark_public(answer)
        return answer


class MobileSchemaView(SchemaView):
    """The document of the mobile face."""

    generator = MobileGenerator


@method_decorator(csp_update({"img-src": [SELF, "data:"]}), name="dispatch")
class SwaggerView(TemplateView):
    """Swagger UI."""

    template_name = "docs/swagger.html"


@method_decorator(
    csp_update({"style-src": [SELF, *REDOC_STYLES], "img-src": [SELF, "data:"], "worker-src": ["blob:"]}),
    name="dispatch",
)
class RedocView(TemplateView):
    """Redoc."""

    template_name = "docs/redoc.html"
