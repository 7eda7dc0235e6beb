"""A client of a running server that reads, and writes as phones and organizers do. To be used once Django is set up."""

import http.client
from random import Random
from typing import Any

import orjson

from tests.factories.participation import BATCHES, batch, event


class Client:
    """A connection to a port of this machine that is kept open. Raises RuntimeError where an answer is no good one."""

    def __init__(self, port: int):
        self._server = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._rng = Random()

    def get(self, path: str) -> bytes:
        """The body at a path."""
        return self._ask("GET", path)[0]

    def status(self, path: str) -> int:
        """What a path is answered with."""
        self._server.request("GET", path, headers=self._headers())
        answer = self._server.getresponse()
        answer.read()
        return answer.status

    def post_batch(self, hobby: int, events: int) -> None:
        """Sends so many views of a hobby, as a phone somewhere."""
        self._ask("POST", BATCHES, batch(*(event("hobby_viewed", hobby=hobby) for _ in range(events))))

    def rename(self, hobby: int, name: str, headers: dict[str, str]) -> None:
        """Changes the name of a hobby that the headers' sender may edit."""
        path = f"/api/v1/hobbies/{hobby}/?include=translations"
        tag = self._ask("GET", path, headers=headers)[1]["ETag"]
        self._ask(
            "PATCH",
            path.partition("?")[0],
            {"translations": {"name": {"fi": name}}},
            {**headers, "If-Match": tag},
        )

    def close(self) -> None:
        self._server.close()

    def _ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[bytes, dict[str, str]]:
        sent = {"Content-Type": "application/json"} if body is not None else {}
        content = None if body is None else orjson.dumps(body)
        self._server.request(method, path, content, {**self._headers(), **sent, **(headers or {})})
        answer = self._server.getresponse()
        read = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {read[:200]!r}")
        return read, dict(answer.headers.items())

    def _headers(self) -> dict[str, str]:
        """Of somebody else each time, since what one address may send is limited."""
        sender = ".".join(str(self._rng.randint(1, 254)) for _ in range(4))
        return {"X-Forwarded-Proto": "https", "X-Forwarded-For": sender}
