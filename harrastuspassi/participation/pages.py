"""The door page, on a phone: the code of an event in large, which renews itself, and the heads that are counted there.

A coach opens it by a door link, without an account; the console shows the same page to whoever acts for the organizer.
"""

import re
from collections.abc import Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from harrastuspassi.accounts.models import User
from harrastuspassi.accounts.signin import client_address
from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.common.errors import DomainError, Stale
from harrastuspassi.common.languages import DEFAULT, LANGUAGES, Language, text
from harrastuspassi.participation import headcounts, showing
from harrastuspassi.participation.doors import DoorShut, TooManyDoors, open_door
from harrastuspassi.participation.headcounts import Heads
from harrastuspassi.participation.limits import TooManyWrites, count_door_write
from harrastuspassi.participation.models import DoorLink, HeadCount
from harrastuspassi.participation.models.headcounts import MOST, CountedAge, CountedGender

AGES = {
    CountedAge.UNDER_13: _("Under 13"),
    CountedAge.FROM_13_TO_16: _("13 to 16"),
    CountedAge.FROM_17_TO_19: _("17 to 19"),
    CountedAge.FROM_20: _("20 and over"),
    CountedAge.NOT_KNOWN: _("Age not known"),
}
GENDERS = {
    CountedGender.FEMALE: _("Girls and women"),
    CountedGender.MALE: _("Boys and men"),
    CountedGender.OTHER: _("Other"),
    CountedGender.NOT_KNOWN: _("Not known"),
}
_NUMBER = re.compile("[0-9]{1,5}", re.ASCII)
ASK_AGAIN_S = 30
"""How soon the page asks whether there is a code, where there is none now."""


# --- by a door link -------------------------------------------------------------------------------
def _by_link(page: Any) -> Any:
    """A page in the language of `lang` or the reader's, for whoever has a link that opens it; kept and told nowhere."""

    @csrf_exempt  # no cookie counts here: only whoever knows the address can send anything to it
    @wraps(page)
    def opened(request: Any, token: str) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            try:
                request.auth = open_door(text=token, address=client_address(request) or "")
                answer: HttpResponse = page(request, request.auth)
            except (DoorShut, TooManyDoors) as error:
                answer = _shut(request, error)
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Content-Language"] = language
        patch_vary_headers(answer, ["Accept-Language"])
        return answer

    return opened


def _language(request: HttpRequest) -> Language:
    asked = request.GET.get("lang") or translation.get_language_from_request(request)
    return next((language for language in LANGUAGES if language == asked), DEFAULT)


def _shut(request: HttpRequest, error: DomainError) -> HttpResponse:
    status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, TooManyDoors) else HTTPStatus.NOT_FOUND
    shown = {"code": error.code, "message": gettext(error.message), "languages": LANGUAGES}
    return render(request, "participation/door_shut.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def door(request: HttpRequest, link: DoorLink) -> HttpResponse:
    """The door page of a link's event."""
    return door_page(request, event=link.event, by=link)


@require_safe
@_by_link
def door_code(request: HttpRequest, link: DoorLink) -> HttpResponse:
    """What the page asks for when a slot ends."""
    return JsonResponse(code_of_page(link.event))


# --- for whoever may ------------------------------------------------------------------------------
def code_of_page(event: HobbyEvent) -> dict[str, Any]:
    """The code to show, or why there is none, and in how many seconds to ask again."""
    refusal = showing.why_not_show(event)
    if refusal is not None:
        return {"code": refusal.code, "message": gettext(refusal.message), "lasts_s": ASK_AGAIN_S}
    shown = showing.shown_code(event)
    lasts = (shown.ends_at - clock.now()).total_seconds()
    return {"typable": shown.typable, "svg": showing.svg(shown.qr_text).decode(), "lasts_s": max(lasts, 0)}


def door_page(request: HttpRequest, *, event: HobbyEvent, by: User | DoorLink) -> HttpResponse:
    """The page: GET shows it, POST enters or corrects the head counts on it."""
    wrong, is_too_fast = "", False
    rows = headcounts.head_counts_of(event.pk)
    if request.method == "POST":
        try:
            if isinstance(by, DoorLink):
                count_door_write(link_id=by.pk, address=client_address(request) or "")
            counts = _sent(request)
            rows = headcounts.set_head_counts(
                event_id=event.pk, by=by, counts=counts, seen=[request.POST.get("seen", "")]
            )
        except Stale:
            rows = headcounts.head_counts_of(event.pk)
            wrong = gettext("Someone else has counted meanwhile: this is what it says now.")
        except (DomainError, ValueError) as error:
            wrong = gettext(error.message if isinstance(error, DomainError) else str(error))
            is_too_fast = isinstance(error, TooManyWrites)
        else:
            query = {"lang": _active(), "saved": 1} if "lang" in request.GET else {"saved": 1}
            return HttpResponseRedirect(f"{request.path}?{urlencode(query)}#heads", status=HTTPStatus.SEE_OTHER)
    code = code_of_page(event)
    shown = {
        "event": event,
        "name": text(event.hobby, "name", _active()),
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "code": code | ({"svg": mark_safe(code["svg"])} if "svg" in code else {}),  # noqa: S308 - a picture of our own
        "is_by_link": isinstance(by, DoorLink),
        "languages": LANGUAGES,
        "genders": GENDERS.values(),
        "ages": _table(rows, request.POST if wrong and request.method == "POST" else None),
        "seen": headcounts.version_of(rows),
        "total": sum(row.count for row in rows) if rows else None,
        "why_not_count": _why_not_count(event),
        "wrong": wrong,
        "is_saved": "saved" in request.GET and not wrong,
        "most": MOST,
    }
    refused = HTTPStatus.TOO_MANY_REQUESTS if is_too_fast else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "participation/door.html", shown, status=refused if wrong else HTTPStatus.OK)


def _active() -> Language:
    return next((language for language in LANGUAGES if language == translation.get_language()), DEFAULT)


def _why_not_count(event: HobbyEvent) -> str:
    refusal = headcounts.why_not_count(event)
    return gettext(refusal.message) if refusal else ""


def _sent(request: HttpRequest) -> list[Heads]:
    """The counts of the form: an empty field is no count. Raises ValueError with what to say."""
    found = []
    for age in CountedAge.values:
        for gender in CountedGender.values:
            sent = request.POST.get(f"{age}-{gender}", "").strip()
            if sent and not (_NUMBER.fullmatch(sent) and int(sent) <= MOST):
                raise ValueError("Write whole numbers, none of them above 10,000.")
            if sent:
                found.append(Heads(age, gender, int(sent)))
    return found


def _table(rows: Sequence[HeadCount], sent: Any) -> list[dict[str, Any]]:
    counted = {f"{row.age_group}-{row.gender}": str(row.count) for row in rows}
    return [
        {
            "label": label,
            "cells": [
                {"name": name, "label": of_gender, "value": sent.get(name, "") if sent else counted.get(name, "")}
                for name, of_gender in ((f"{age}-{gender}", GENDERS[gender]) for gender in CountedGender)
            ],
        }
        for age, label in AGES.items()
    ]
