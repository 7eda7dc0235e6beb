"""Errors as HTTP: RFC 9457 problems on `/api/v1/`, the old backend's shapes on `/mobile-api/v1/`."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.settings import api_settings

from api.common.faces import V1, Face
from api.common.rendering import dump
from harrastuspassi.accounts.roles import Refusal
from harrastuspassi.accounts.services import MemberRefusal
from harrastuspassi.accounts.signin import SignInRefusal
from harrastuspassi.catalogue.moderation import ModerationRefusal
from harrastuspassi.catalogue.publishing import StateRefusal
from harrastuspassi.catalogue.registration import RegistrationRefusal
from harrastuspassi.catalogue.reports import ReportRefusal
from harrastuspassi.catalogue.submission import SubmissionRefusal
from harrastuspassi.common import clock
from harrastuspassi.common.errors import DomainError, Forbidden, Missing, Refused, Stale
from harrastuspassi.participation.benefits import BenefitRefusal
from harrastuspassi.participation.doors import DoorShut, TooManyDoors
from harrastuspassi.participation.headcounts import HeadCountRefusal
from harrastuspassi.participation.limits import AN_HOUR_S, TooManyEvents
from harrastuspassi.participation.showing import ShowRefusal
from harrastuspassi.passes.refusals import PassGone, PassRefusal, TooManyPasses
from harrastuspassi.releases.exporting import ExportRefusal, TooManyExports
from harrastuspassi.releases.whole import FileRefusal

PROBLEM = "application/problem+json"
A_MINUTE_S = 60
CODES: dict[str, tuple[int, str]] = {
    "invalid": (400, "A parameter or a field is missing, unknown or not allowed."),
    "parse_error": (400, "The body is not what its media type says."),
    "not_authenticated": (401, "This is for whoever has signed in."),
    **{refusal.code: (429 if refusal is SignInRefusal.TOO_MANY else 401, refusal.message) for refusal in SignInRefusal},
    "token_expired": (401, "The token has expired: get another."),
    "token_invalid": (401, "The token is not valid, or no longer: sign in again."),
    "pass_invalid": (401, "The pass or its secret is unknown, or the pass was erased."),
    "door_link_invalid": (401, "The door link is unknown, or it has expired or was revoked: ask for another."),
    **{refusal.code: (403, refusal.message) for refusal in Refusal},
    "door_link_other_event": (403, "The door link is of another event."),
    "scope_missing": (403, "The token of this machine is good for something else."),
    "not_found": (404, "There is nothing at this address, or it is not public."),
    "page_not_found": (404, "The list has fewer pages."),
    "method_not_allowed": (405, "The address does not know this method; `Allow` names those it does."),
    **{
        refusal.code: (409, refusal.message)
        for refusals in (MemberRefusal, RegistrationRefusal, StateRefusal, SubmissionRefusal, ModerationRefusal)
        for refusal in refusals
    },
    **{refusal.code: (409, refusal.message) for refusal in (*ReportRefusal, *PassRefusal, *BenefitRefusal)},
    **{refusal.code: (409, refusal.message) for refusal in (*ShowRefusal, *HeadCountRefusal)},
    "too_many_door_links": (409, "The event has as many door links as it may have: revoke one."),
    **{refusal.code: (409, refusal.message) for refusal in (*ExportRefusal, *FileRefusal)},
    "in_use": (409, "Something else needs it."),
    "hobby_full": (409, "The hobby has as many coming events as it may have."),
    "stale": (412, "Someone has changed it meanwhile: read it again, and change that."),
    "body_too_large": (413, "The body is larger than a picture can be; it was not read."),
    "unsupported_media_type": (415, "The body is of a type that is not read here."),
    "too_many_events": (429, "A pass or an address has sent as many events as one may in a day: wait until tomorrow."),
    "if_match_required": (428, "Say in `If-Match` what you have read: its `ETag`."),
    "door_link_guessed_too_often": (429, "Too many door links that open nothing: try again in an hour."),
    "throttled": (429, "Too many calls in too short a time: wait for as many seconds as `Retry-After` says."),
    "too_many_exports": (429, "As many exports wait, or were made in a day, as one may have: wait for one of them."),
    "too_many_passes": (429, "This address has made as many passes as one may in a day."),
    "error": (500, "The server failed; it has been noted."),
}
"""Stable codes of problems, with their status and what they mean."""


class PageNotFound(exceptions.NotFound):
    """A page beyond the last."""

    default_code = "page_not_found"


class Conflict(exceptions.APIException):
    """What the present state does not allow."""

    status_code = HTTPStatus.CONFLICT


class PreconditionFailed(exceptions.APIException):
    """A change of something that is not as it was seen."""

    status_code = HTTPStatus.PRECONDITION_FAILED


class BodyTooLarge(exceptions.APIException):
    """A body that is not read."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"
    default_detail = "The body is larger than a picture can be."


class FieldErrorSerializer(serializers.Serializer):
    """What is wrong with one parameter or field."""

    field = serializers.CharField(help_text="Parameter or field; `non_field_errors` for a rule across several.")
    code = serializers.CharField(help_text="Stable code of the reason.")
    message = serializers.CharField(help_text="The reason, for developers, in English.")


class ProblemSerializer(serializers.Serializer):
    """A problem (RFC 9457)."""

    type = serializers.CharField(help_text="URN of the kind of problem: `urn:harrastuspassi:problem:` and the code.")
    title = serializers.CharField(help_text="The HTTP status in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What happened, for developers, in English.")
    code = serializers.CharField(help_text="Stable code of the problem.")
    errors = FieldErrorSerializer(many=True, help_text="One entry for each parameter or field that is wrong.")


def problem(status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Body of a problem."""
    return {
        "type": f"urn:harrastuspassi:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or [],
    }


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None for what is not an answer to a client's mistake: that becomes a 500."""
    face: Face = getattr(context.get("view"), "face", V1)
    known = _as_api_exception(error)
    if known is None:
        return None
    if isinstance(error, Refused) and not face.strict:
        # The old backend knew no 409.
        known = exceptions.ValidationError(error.fields or {"non_field_errors": [error.message]}, code=error.code)
    headers = {}
    if getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = known.auth_header
    if getattr(known, "wait", None):
        headers["Retry-After"] = str(known.wait)
    if isinstance(known, exceptions.MethodNotAllowed) and context.get("view"):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
    if not face.strict:
        return Response(_old_shape(known), status=known.status_code, headers=headers)
    errors = list(_field_errors(known.detail)) if isinstance(known, exceptions.ValidationError) else []
    detail = _sentence(errors) if errors else str(known.detail)
    code = error.code if isinstance(error, Forbidden | Refused) else _code(known)
    body = problem(known.status_code, code, detail, errors)
    return Response(body, status=known.status_code, headers=headers, content_type=PROBLEM)


def _code(error: exceptions.APIException) -> str:
    return "invalid" if isinstance(error, exceptions.ValidationError) else str(error.get_codes())


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return BodyTooLarge()
    return _of_domain(error) if isinstance(error, DomainError) else None


def _of_domain(error: DomainError) -> exceptions.APIException:
    if isinstance(error, TooManyPasses | TooManyEvents):
        throttled = exceptions.Throttled(detail=error.message, code=error.code)
        throttled.wait = clock.day_ends_in_s()
        return throttled
    if isinstance(error, TooManyExports):
        throttled = exceptions.Throttled(detail=error.message, code=error.code)
        throttled.wait = A_MINUTE_S
        return throttled
    if isinstance(error, TooManyDoors):
        throttled = exceptions.Throttled(detail=error.message, code=error.code)
        throttled.wait = AN_HOUR_S
        return throttled
    if isinstance(error, PassGone | DoorShut):
        return exceptions.AuthenticationFailed(error.message, code=error.code)
    if isinstance(error, Forbidden):
        return exceptions.PermissionDenied(error.message, code=error.code)
    if isinstance(error, Missing):
        return exceptions.NotFound(error.message)
    if isinstance(error, Stale):
        return PreconditionFailed(error.message, code=error.code)
    if isinstance(error, Refused) and not error.fields:
        return Conflict(error.message, code=error.code)
    known = exceptions.ValidationError(error.fields or {"non_field_errors": [error.message]}, code=error.code)
    if isinstance(error, Refused):
        known.status_code = HTTPStatus.CONFLICT
    return known


def _old_shape(error: exceptions.APIException) -> Any:
    if not isinstance(error, exceptions.ValidationError):
        return {"detail": error.detail}
    texts: dict[str, list[str]] = {}
    for found in _field_errors(error.detail):
        texts.setdefault(found["field"].partition(".")[0], []).append(found["message"])
    return texts


def _field_errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _field_errors(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _field_errors(inner, path)
    else:
        code = getattr(detail, "code", "invalid")
        yield {"field": path or api_settings.NON_FIELD_ERRORS_KEY, "code": code, "message": str(detail)}


def _sentence(errors: list[dict[str, str]]) -> str:
    return " ".join(f"{error['field']}: {error['message']}" for error in errors)


def _plain_answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """An answer where no view was reached. Addresses under the mobile face get the old shape."""
    is_old = request.path.startswith("/mobile-api/")
    return HttpResponse(
        dump({"detail": detail} if is_old else problem(status, code, detail)),
        status=status,
        content_type="application/json" if is_old else PROBLEM,
        headers={"Content-Language": "en"},
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what Django refused before a view."""
    return _plain_answer(request, 400, "invalid", "The request cannot be read.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: no such address."""
    return _plain_answer(request, 404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: our mistake."""
    return _plain_answer(request, 500, "error", "The server failed; it has been noted.")
