"""Exports: files of released figures, for evaluators and for systems with a token for statistics."""

import base64
from typing import Any

from django.http import FileResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.accounts.authentication import BearerAuthentication, MachineAuthentication
from api.common.errors import CODES
from api.common.operations import PAGING, operation, page_of
from api.common.private import PrivateView
from api.docs import texts
from api.exports import examples
from api.exports.authentication import HasTicket, TicketAuthentication
from api.exports.serializers import ExportBody, ExportSerializer
from harrastuspassi.accounts import roles
from harrastuspassi.accounts.machines import Credential
from harrastuspassi.accounts.models import Scope
from harrastuspassi.releases import storage
from harrastuspassi.releases.exporting import Asker, ask_export, export_for, exports_of, file_name, open_file
from harrastuspassi.releases.models import Export

TAG = "Exports"
SIGN_IN = ["not_authenticated", "token_expired", "token_invalid"]
MAY_NOT = [*SIGN_IN, "not_an_evaluator", "second_factor_required", "scope_missing"]
AUTH: list[Any] = [{"bearer": []}, {"machine": []}]
KEY = OpenApiParameter(
    "key",
    {"type": "string", "pattern": "^[0-9a-f]{32}$", "examples": [examples.READY["id"]]},
    OpenApiParameter.PATH,
    description="Id of the export.",
)


class ExportingView(PrivateView):
    """For whoever reads figures that are not public."""

    authentication_classes = (BearerAuthentication, MachineAuthentication)
    permission_classes = (AllowAny,)

    @property
    def asker(self) -> Asker:
        """Who asks. Raises what refuses all others."""
        sent = self.request.auth
        if isinstance(sent, Credential):
            if sent.scope != Scope.STATISTICS:
                raise PermissionDenied(CODES["scope_missing"][1], code="scope_missing")
            return Asker(machine=sent.service_token_id)
        if not self.request.user.is_authenticated:
            raise NotAuthenticated
        roles.require(roles.why_not_read_figures(self.request.user))
        return Asker(user=self.request.user)


class ExportsView(ExportingView):
    """One's exports."""

    @operation(
        "list_exports",
        tag=TAG,
        summary="List one's exports",
        description="What the caller asked for in the last two years, the newest first. Files are there for a week.",
        parameters=PAGING,
        answers={200: (page_of(ExportSerializer), examples.PAGE)},
        problems=["invalid", *MAY_NOT, "page_not_found"],
        auth=AUTH,
    )
    def get(self, request: Request) -> Response:
        return self.page(request, exports_of(self.asker), ExportSerializer)

    @operation(
        "ask_export",
        tag=TAG,
        summary="Ask for a file of tables",
        description=texts.EXPORT_RULES,
        body=(ExportBody, examples.ASKED),
        answers={201: (ExportSerializer, examples.WAITING)},
        problems=["invalid", "parse_error", *MAY_NOT, "no_release", "unsupported_media_type", "too_many_exports"],
        auth=AUTH,
    )
    def post(self, request: Request) -> Response:
        asker, sent = self.asker, ExportBody.read(request)
        export = ask_export(
            asker=asker,
            tables=sent["tables"],
            selection=sent.get("slice", {}),
            language=sent["language"],
            format=sent["format"],
            release=sent.get("release"),
        )
        return Response(ExportSerializer(export).data, status=201)


class ExportView(ExportingView):
    """One of one's exports."""

    @operation(
        "read_export",
        tag=TAG,
        summary="Read an export",
        description="How far it is and, once its file is ready, an address of that.",
        parameters=[KEY],
        answers={200: (ExportSerializer, examples.READY)},
        problems=[*MAY_NOT, "not_found"],
        auth=AUTH,
    )
    def get(self, request: Request, key: str) -> Response:
        return Response(ExportSerializer(export_for(self.asker, key)).data)


class FileView(PrivateView):
    """The file of an export, for whoever has its address."""

    authentication_classes = (TicketAuthentication,)
    permission_classes = (HasTicket,)

    @operation(
        "download_export",
        tag=TAG,
        summary="Download the file of an export",
        description="By an export's `address`, for as long as that is good and its asker may read the figures.",
        parameters=[KEY],
        answers={},
        files=sorted({media_type.partition(";")[0] for media_type in storage.MEDIA_TYPE.values()}),
        problems=["not_authenticated", "not_found", "export_not_ready", "export_failed", "export_gone"],
    )
    def get(self, request: Request, key: str) -> FileResponse:
        export, path = open_file(key=key, ticket=request.auth)
        return _file(export, path.open("rb"))


def _file(export: Export, file: Any) -> FileResponse:
    answer = FileResponse(
        file, as_attachment=True, filename=file_name(export), content_type=storage.MEDIA_TYPE[export.format]
    )
    digest = base64.b64encode(bytes.fromhex(export.sha256)).decode()
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
