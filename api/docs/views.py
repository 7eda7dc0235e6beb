"""The OpenAPI document and its pages."""

from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView


class SchemaView(SpectacularAPIView):
    """The document."""


class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI."""


class RedocView(SpectacularRedocView):
    """Redoc."""
