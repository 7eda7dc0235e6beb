"""How tickets of files are documented as a way to call. Being loaded is all that it takes."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api.docs import texts


class TicketScheme(OpenApiAuthenticationExtension):
    """Documents the ticket in the address of a file."""

    target_class = "api.exports.authentication.TicketAuthentication"
    name = "ticket"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "query", "name": "ticket", "description": texts.OF_TICKETS}
