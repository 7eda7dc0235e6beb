"""Views that are for someone: their answers are never kept by a cache, and their bodies hold nothing unknown."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.common.faces import V1, Face


class Body(serializers.Serializer):
    """What is sent. A field that is not known is refused, so that a misspelt one is not silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = {name: [_unknown()] for name in data if name not in self.fields}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)

    @classmethod
    def read(cls, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """The values sent. Raises ValidationError naming each field that is wrong."""
        body = cls(data=request.data, partial=partial)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


def _unknown() -> serializers.ErrorDetail:
    return serializers.ErrorDetail("There is no such field.", code="unknown")


class PrivateView(APIView):
    """Something of whoever calls. Signed-in accounts only, unless a subclass says otherwise."""

    face: Face = V1

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Messages of problems are for developers: English.
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        del answer.headers["Vary"]
        patch_vary_headers(answer, ["Authorization"])
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["Content-Language"] = "en"
        return answer

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})
