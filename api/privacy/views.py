"""Privacy, told to whoever asks: what is kept of a pass, and in which words consent is given."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.utils.cache import patch_vary_headers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.common.answers import mark_public
from api.common.operations import PAGING, operation, page_of, query
from api.common.pagination import paginate
from api.common.private import PrivateView
from api.common.schema import ACCEPT_LANGUAGE, ETAG, IF_NONE_MATCH
from api.privacy import examples
from api.privacy.serializers import ConsentWordsSerializer, KeptDataSerializer, PrivacyQuery
from harrastuspassi.common.languages import DEFAULT, Language
from harrastuspassi.passes.consents import CURRENT
from harrastuspassi.passes.privacy import CONTROLLER, KEPT

TAG = "Passes"
LANGUAGE = query("lang", {"allOf": [{"$ref": "#/components/schemas/Language"}]}, "Language of texts.", "sv")
PARAMETERS = [*PAGING, LANGUAGE, ACCEPT_LANGUAGE, IF_NONE_MATCH, ETAG]
PROBLEMS = ["invalid", "page_not_found"]


class PublicListView(PrivateView, ABC):
    """A list of texts, the same for everyone."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    language: Language = DEFAULT

    @abstractmethod
    def texts(self, language: Language) -> Sequence[dict[str, Any]]:
        """All rows, in a language."""

    def listed(self, request: Request) -> Response:
        """A page of them."""
        values = PrivacyQuery.read(request.query_params, strict=True)
        self.language = self.face.language(request.headers.get("Accept-Language", ""), values.get("lang"))
        size = values.get("page_size", self.face.page_size)
        page, envelope = paginate(request, self.texts(self.language), number=values.get("page", 1), size=size)
        return Response({**envelope, "results": page.object_list})

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        del answer.headers["Vary"]
        del answer.headers["Cache-Control"]
        patch_vary_headers(answer, ["Accept-Language"])
        answer.headers["Content-Language"] = "en" if answer.status_code >= 400 else self.language
        mark_public(answer)
        return answer


class PrivacyView(PublicListView):
    """What is kept of a pass."""

    def texts(self, language: Language) -> Sequence[dict[str, Any]]:
        return [
            {
                "table": row.table,
                "columns": list(row.fields),
                "what": row.what[language],
                "why": row.why[language],
                "basis": row.basis.value[language],
                "controller": CONTROLLER[language],
                "kept": row.kept[language],
            }
            for row in KEPT
        ]

    @operation(
        "list_kept_data",
        tag=TAG,
        summary="List what is kept of a pass",
        description="Every field, why, on which legal basis, by whom and for how long. `/privacy/` shows the same.",
        parameters=PARAMETERS,
        answers={200: (page_of(KeptDataSerializer), examples.page(examples.KEPT)), 304: (None, None)},
        problems=PROBLEMS,
        auth=[{}],
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class ConsentsView(PublicListView):
    """The consents that can be given, in their present words."""

    def texts(self, language: Language) -> Sequence[dict[str, Any]]:
        return [
            {"purpose": wording.purpose.value, "version": wording.version, "text": wording.text[language]}
            for wording in CURRENT.values()
        ]

    @operation(
        "list_consents",
        tag=TAG,
        summary="List the words of consents",
        description="What an app shows before it sends a consent, one for each purpose.",
        parameters=PARAMETERS,
        answers={200: (page_of(ConsentWordsSerializer), examples.page(examples.WORDS)), 304: (None, None)},
        problems=PROBLEMS,
        auth=[{}],
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)
