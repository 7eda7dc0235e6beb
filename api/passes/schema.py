"""How passes are documented as a way to call. Being loaded is all that it takes."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api.docs import texts


class PassScheme(OpenApiAuthenticationExtension):
    """Documents the credentials of a pass."""

    target_class = "api.passes.authentication.PassAuthentication"
    name = "pass"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": texts.OF_PASSES}
