"""The page on privacy, for whoever is 13 or older and whoever wants every field."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from harrastuspassi.common.languages import DEFAULT, LANGUAGES, Language
from harrastuspassi.passes.privacy import CONTROLLER, KEPT

HEADINGS: dict[Language, dict[str, str]] = {
    "fi": {
        "title": "Mitä passistasi tiedetään",
        "all": "Kaikki, mitä passista tallennetaan",
        "what": "Mitä",
        "why": "Miksi",
        "basis": "Peruste",
        "kept": "Kuinka kauan",
        "fields": "Kentät",
        "controller": "Rekisterinpitäjä",
    },
    "sv": {
        "title": "Vad vi vet om ditt pass",
        "all": "Allt som sparas om passet",
        "what": "Vad",
        "why": "Varför",
        "basis": "Grund",
        "kept": "Hur länge",
        "fields": "Fält",
        "controller": "Personuppgiftsansvarig",
    },
    "en": {
        "title": "What is known of your pass",
        "all": "Everything that is kept of a pass",
        "what": "What",
        "why": "Why",
        "basis": "Basis",
        "kept": "How long",
        "fields": "Fields",
        "controller": "Controller",
    },
}


def _language(request: HttpRequest) -> Language:
    asked = request.GET.get("lang") or translation.get_language_from_request(request)
    return next((language for language in LANGUAGES if language == asked), DEFAULT)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a pass, in the language of `lang` or the reader's."""
    language = _language(request)
    rows = [
        {
            "what": row.what[language],
            "why": row.why[language],
            "basis": row.basis.value[language],
            "kept": row.kept[language],
            "fields": [f"{row.table}.{name}" for name in row.fields],
        }
        for row in KEPT
    ]
    shown = {
        "language": language,
        "languages": LANGUAGES,
        "headings": HEADINGS[language],
        "notice": f"passes/notice.{language}.html",
        "controller": CONTROLLER[language],
        "rows": rows,
    }
    answer = render(request, "passes/privacy.html", shown)
    answer.headers["Content-Language"] = language
    patch_vary_headers(answer, ["Accept-Language"])
    return answer
