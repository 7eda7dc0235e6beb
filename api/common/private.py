"""Views that are for someone: their answers are never kept by a cache."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.common.faces import V1, Face
from api.common.operations import DeclaredAutoSchema
from api.common.pagination import paginate
from api.common.queries import PageQuery


class PrivatePageQuery(PageQuery):
    """Paging of what has no texts to choose a language for."""

    lang = None


class PrivateView(APIView):
    """Something of whoever calls. Signed-in accounts only, unless a subclass says otherwise."""

    face: Face = V1
    schema = DeclaredAutoSchema()
    query: type[PageQuery] = PrivatePageQuery
    """The parameters of its list."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Messages of problems are for developers: English.
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def page(self, request: Request, rows: QuerySet[Any], shape: type[serializers.Serializer]) -> Response:
        """A page of rows, which are in order, by the paging parameters of the request."""
        values = self.query.read(request.query_params, strict=True)
        size = values.get("page_size", self.face.page_size)
        found, envelope = paginate(request, rows, number=values.get("page", 1), size=size)
        return Response({**envelope, "results": shape(found.object_list, many=True).data})

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        del answer.headers["Vary"]
        patch_vary_headers(answer, ["Authorization"])
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["Content-Language"] = "en"
        return answer

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})
