"""How door links are documented as a way to call. Being loaded is all that it takes."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api.docs import texts


class DoorScheme(OpenApiAuthenticationExtension):
    """Documents the credentials of a door link."""

    target_class = "api.doors.authentication.DoorAuthentication"
    name = "door"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": texts.OF_DOORS}
