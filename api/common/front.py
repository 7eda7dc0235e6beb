"""In front of Django: what was asked in these very words is answered again without it, as it was answered then.

All that an answer is, and whether it is still good, is AnswersMiddleware's to say. This only remembers how it was sent,
headers of every middleware included: to put the same together again would take longer than all else.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from api.common.answers import Key, kept_answer
from api.common.kept import STORE, this_moment

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

FIELDS = (
    "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING",
    "HTTP_ORIGIN", "HTTP_IF_NONE_MATCH", "CONTENT_TYPE", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme",
)  # fmt: skip
"""All of a request that a public answer depends on, as it came."""


class _Sent(NamedTuple):
    """How an answer was sent, and under what its body is kept."""

    key: Key
    status: str
    headers: list[tuple[str, str]]


class Front:
    """A WSGI application (PEP 3333) before another that serves the API."""

    def __init__(self, application: Application):
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
            return self._application(environ, start_response)
        asked = tuple(map(environ.get, FIELDS))
        sent: _Sent | None = STORE.get((asked, moment)) if (moment := this_moment()) else None
        answer = kept_answer(sent.key) if sent else None
        if sent is None or answer is None:
            return self._ask(environ, start_response, asked)
        # A copy, since the server may do with them as it likes.
        start_response(sent.status, sent.headers.copy())
        return [b"" if sent.status.startswith("304") else answer.body]

    def _ask(self, environ: Environ, start_response: StartResponse, asked: tuple[str | None, ...]) -> Iterable[bytes]:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            started[:] = status, headers.copy()
            return start_response(status, headers, *error)

        response = self._application(environ, start)
        key: Key | None = getattr(response, "kept_as", None)
        if key:
            of_asked = sum(len(text) for text in asked if text)
            STORE.put((asked, key.moment), _Sent(key, *started), 2 * of_asked + 4_000)
        return response
