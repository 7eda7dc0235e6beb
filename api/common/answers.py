"""Whole answers of public reads, in front of everything that makes one: kept, compressed once, and known by a tag.

A view says that an answer is public (`is_public` on the response): it does not depend on who asks, aside from what
its Vary tells. Such an answer is made anew when the catalogue's version or the minute is another, since nothing else
changes it but what its view says (a Proviso), and whoever has it already is told so (RFC 9110, 13.1.2). Nothing else
is kept: no refusal, no failure, nothing that is someone's own.
"""

import gzip
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from api.common.faces import V1, Face
from api.common.kept import STORE, Moment, Proviso, this_moment
from api.common.pagination import canonical
from api.common.sharing import SHARED
from api.common.tags import entity_tag
from api.mobile import MOBILE
from harrastuspassi.catalogue.versions import USES
from harrastuspassi.common.languages import Language

VARIES = frozenset({"accept-language", "accept-encoding", "authorization", "origin"})
"""What a question knows of a request's headers. What varies by others is not kept."""
DESCRIBING = frozenset({"Content-Type", "Content-Length", "Content-Encoding", "Content-Language"})
"""Headers that say what is in a body."""
SHORTEST_PACKED = 200
"""Bytes under which compressing does not pay, as in Django's own middleware."""
PATIENCE_S = 20
"""How long a request waits for another that is making the same answer."""

_GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q\s*=\s*(?:1(?:\.0*)?|0\.0*[1-9][0-9]*)\s*)?(?:,|$)", re.IGNORECASE)


class Question(NamedTuple):
    """All of a request that a public answer depends on."""

    path: str
    query: tuple[tuple[str, ...], ...]
    language: str
    packed: bool
    from_page: bool
    """Whether a page of some origin asks, which then has to be let read the answer."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes may have the answer: not where someone stands, which hardly anyone else asks from,
        and which is to be known nowhere but here."""
        return all(name != "near_latitude" for name, *_ in self.query)


class Key(NamedTuple):
    """Under what an answer is kept."""

    question: Question
    moment: Moment


def question_of(request: HttpRequest) -> Question | None:
    """What a request asks of a face; None where it is no read, or one that is refused before a view is reached."""
    face = _face_at(request.path_info)
    if face is None or request.method not in ("GET", "HEAD"):
        return None
    sent, path = request.META, request.path_info
    try:
        request.get_host()
        parameters, query, language = _asked(
            face, sent.get("QUERY_STRING", ""), request.encoding, sent.get("HTTP_ACCEPT_LANGUAGE", "")
        )
    except SuspiciousOperation:
        return None
    # The same as Django would make of it, which no view then has to take apart again.
    request.GET = parameters  # type: ignore[misc]
    return Question(
        path=path if path.endswith("/") else f"{path}/",
        query=query,
        language=language,
        packed=_GZIP.search(sent.get("HTTP_ACCEPT_ENCODING", "")) is not None,
        from_page=_is_origin(sent.get("HTTP_ORIGIN", "")),
    )


@lru_cache(maxsize=256)
def _asked(
    face: Face, query: str, encoding: str | None, accepted: str
) -> tuple[QueryDict, tuple[tuple[str, ...], ...], Language]:
    """The parameters of a query (request.GET), the same canonically, and the language that they and Accept-Language
    ask for.

    What many ask is taken apart once: that takes longer than all else of an answer that is kept.
    """
    parameters = QueryDict(query.encode("iso-8859-1"), encoding=encoding)
    return parameters, canonical(parameters), face.language(accepted, parameters.get("lang"))


def _face_at(path: str) -> Face | None:
    return next((face for face in (V1, MOBILE) if path.startswith(face.root)), None)


def _is_origin(header: str) -> bool:
    """Whether CorsMiddleware answers to an Origin header: not to one that is empty or cannot be read."""
    try:
        urlsplit(header)
    except ValueError:
        return False
    return bool(header)


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """An answer as it is sent, but for what the security middleware adds."""

    body: bytes
    headers: dict[str, str]
    varies: frozenset[str]
    """Names of request headers, in lower case."""
    proviso: Proviso | None

    @classmethod
    def of(cls, response: HttpResponse, *, packed: bool) -> "PublicAnswer":
        """What a view's answer becomes: compressed if that is asked for and pays, and tagged by its bytes."""
        patch_vary_headers(response, ["Accept-Encoding"])
        headers = dict(response.headers.items())
        body: bytes = response.content
        if packed and len(body) >= SHORTEST_PACKED:
            # The same bytes each time, unlike those of Django's middleware: there is no secret here to be guessed
            # from their length.
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        headers["ETag"] = entity_tag(body, getattr(response, "version", ""))
        # To be kept by whoever likes, and asked about each time: what is suspended must vanish at once.
        headers["Cache-Control"] = "no-cache"
        varies = frozenset(name.strip().lower() for name in headers["Vary"].split(","))
        return cls(body, headers, varies, getattr(response, "proviso", None))

    def packed(self) -> bytes:
        """All of it, to be sent to another process."""
        uses = self.proviso.number if self.proviso else None
        return orjson.dumps([self.headers, sorted(self.varies), uses]) + b"\n" + self.body

    @classmethod
    def unpacked(cls, content: bytes) -> "PublicAnswer":
        """What another process has packed."""
        described, _, body = content.partition(b"\n")
        headers, varies, uses = orjson.loads(described)
        return cls(body, headers, frozenset(varies), None if uses is None else Proviso(USES, uses))

    @property
    def is_good(self) -> bool:
        """Whether it holds still what it depends on beside the moment."""
        return self.proviso is None or self.proviso.holds

    @property
    def may_be_kept(self) -> bool:
        """Whether a question holds all that it depends on."""
        return self.varies <= VARIES

    @property
    def is_for_all(self) -> bool:
        """Whether those who say who they are get the same."""
        return "authorization" not in self.varies

    def is_known_to(self, request: HttpRequest) -> bool:
        """Whether the asker has it already: If-None-Match, by weak comparison (RFC 9110, 13.1.2)."""
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if not known:
            return False
        tags = parse_etags(known)
        return tags == ["*"] or self.headers["ETag"] in [tag.removeprefix("W/") for tag in tags]

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request: 304 without what describes the body (RFC 9110, 15.4.5) where it is known."""
        if self.is_known_to(request):
            answer = HttpResponse(status=304, headers={k: v for k, v in self.headers.items() if k not in DESCRIBING})
            del answer.headers["Content-Type"]
            return answer
        return HttpResponse(self.body, headers=self.headers)


class Flights:
    """Answers under way: of all who ask the same at once, the first makes it and the others wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Key, Future[PublicAnswer | None]] = {}

    def join(self, key: Key) -> Future[PublicAnswer | None] | None:
        """The flight to wait for; None for the first, who must land."""
        with self._lock:
            flight = self._under_way.get(key)
            if flight is None:
                self._under_way[key] = Future()
            return flight

    def land(self, key: Key, answer: PublicAnswer | None) -> None:
        """Gives the others what was made; None where that was for the first alone."""
        with self._lock:
            flight = self._under_way.pop(key)
        flight.set_result(answer)


class AnswersMiddleware:
    """Answers public reads with what is kept, makes and keeps what is not, and tags all of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self._flights = Flights()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        question = question_of(request)
        if question is None:
            return self.get_response(request)
        moment = this_moment()
        if moment is None:
            response, _ = self._make(request, question)
            return response
        key = Key(question, moment)
        kept = kept_answer(key)
        if "HTTP_AUTHORIZATION" in request.META:
            if kept is not None and kept.is_for_all:
                return kept.response(request)
            response, made = self._make(request, question)
            _keep(key, made)
            return response
        if kept is None:
            return self._first_or_shared(request, key)
        response = kept.response(request)
        response.kept_as = key  # type: ignore[attr-defined]  # for front.py
        return response

    def _first_or_shared(self, request: HttpRequest, key: Key) -> HttpResponse:
        flight = self._flights.join(key)
        if flight is not None:
            return self._shared(request, key, flight)
        made: PublicAnswer | None = None
        try:
            # Whoever was first before may have landed in between, and another process may have made it.
            made = kept_answer(key) or _of_others(key)
            if made is not None:
                return made.response(request)
            response, made = self._make(request, key.question)
            _keep(key, made)
            if made is not None and key.question.is_shared:
                SHARED.put(str(key), made.packed())
            return response
        finally:
            self._flights.land(key, made)

    def _shared(self, request: HttpRequest, key: Key, flight: Future[PublicAnswer | None]) -> HttpResponse:
        try:
            made = flight.result(PATIENCE_S)
        except TimeoutError:
            made = None
        if made is not None:
            return made.response(request)
        response, _ = self._make(request, key.question)
        return response

    def _make(self, request: HttpRequest, question: Question) -> tuple[HttpResponse, PublicAnswer | None]:
        """The answer to a request; and for all who ask the same, unless it is for this one alone."""
        response = self.get_response(request)
        if not getattr(response, "is_public", False) or response.cookies:
            return response, None
        made = PublicAnswer.of(response, packed=question.packed)
        return made.response(request), made if made.may_be_kept else None


def _keep(key: Key, made: PublicAnswer | None) -> None:
    if made is not None:
        question = key.question
        of_key = len(question.path) + sum(len(text) for values in question.query for text in values)
        STORE.put(key, made, len(made.body) + 4 * of_key)


def kept_answer(key: Key) -> PublicAnswer | None:
    """What is kept and still good."""
    kept: PublicAnswer | None = STORE.get(key)
    return kept if kept is None or kept.is_good else None


def _of_others(key: Key) -> PublicAnswer | None:
    """What another process has made, kept here from now on, if it is still good."""
    content = SHARED.get(str(key)) if key.question.is_shared else None
    if content is None:
        return None
    made = PublicAnswer.unpacked(content)
    _keep(key, made)
    return made if made.is_good else None


def mark_public(response: Any, proviso: Proviso | None = None) -> None:
    """Says of an answer that it is the same for everyone, but for what its Vary tells, and while a proviso holds."""
    response.is_public = response.status_code == 200
    response.proviso = proviso
