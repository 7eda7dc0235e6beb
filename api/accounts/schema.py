"""How the ways to sign in are documented. Being loaded is all that it takes."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api.docs import texts


class BearerScheme(OpenApiAuthenticationExtension):
    """Documents the tokens of people."""

    target_class = "api.accounts.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": texts.BEARER}


class SessionScheme(OpenApiAuthenticationExtension):
    """Documents the session of the pages."""

    target_class = "api.accounts.views.SessionOnGet"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": texts.SESSION}


class MachineScheme(OpenApiAuthenticationExtension):
    """Documents the tokens of machines."""

    target_class = "api.accounts.authentication.MachineAuthentication"
    name = "machine"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": texts.MACHINE}
