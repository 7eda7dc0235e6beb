"""Files of whole releases: public ones to everybody, for ever; others to those who read all figures."""

import base64
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from api.common.operations import operation, query
from api.docs import texts
from api.statistics.views import ANYBODY, TAG, TOKENS, StatisticsView
from harrastuspassi.accounts.machines import Credential
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.releases import storage
from harrastuspassi.releases.models import ReleaseFile
from harrastuspassi.releases.whole import FORMATS, name_of, open_release_file

_FOR_EVER = "public, max-age=31536000, immutable"


def _in_path(name: str, schema: dict[str, Any], about: str, example: Any) -> Any:
    parameter = query(name, schema, about, example)
    parameter.location = "path"
    return parameter


PARAMETERS = [
    _in_path("number", {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, "Number of the release.", 3),
    _in_path("language", {"type": "string", "pattern": f"^({'|'.join(LANGUAGES)})$"}, "Of all texts.", "en"),
    _in_path("format", {"type": "string", "pattern": f"^({'|'.join(FORMATS)})$"}, "Kind of file.", "xlsx"),
]


class ReleaseFileView(StatisticsView):
    """A file."""

    @operation(
        "download_statistics_release",
        tag=TAG,
        summary="Download a file of a release",
        description=texts.RELEASE_FILES,
        parameters=PARAMETERS,
        answers={304: (None, None)},
        files=sorted({storage.MEDIA_TYPE[format] for format in FORMATS}),
        problems=[*TOKENS, "not_found", "release_file_gone", "release_file_lost"],
        auth=ANYBODY,
    )
    def get(self, request: Request, number: int, language: str, format: str) -> HttpResponse | FileResponse:
        sent = request.auth
        file, path = open_release_file(
            number=number,
            language=language,
            format=format,
            reader=self.reader,
            user=request.user if request.user.is_authenticated else None,
            machine=sent.service_token_id if isinstance(sent, Credential) else None,
        )
        self.is_public = file.release.published_at is not None
        return _answer(request, file, path)

    is_public = False

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.is_public:
            answer.headers["Cache-Control"] = _FOR_EVER
            del answer.headers["Vary"]
        return answer


def _answer(request: Request, file: ReleaseFile, path: Any) -> HttpResponse | FileResponse:
    tag = f'"{file.sha256}"'
    known = get_conditional_response(request._request, etag=tag)
    if known is not None:
        return known
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=name_of(file), content_type=storage.MEDIA_TYPE[file.format]
    )
    answer.headers["ETag"] = tag
    answer.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:"  # RFC 9530
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
