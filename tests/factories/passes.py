"""Passes as apps make them, over the API."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from harrastuspassi.passes.models import Pass
from tests.api.callers import call

PASSES = "/api/v1/passes/"
MINE = f"{PASSES}me/"
CONSENT = f"{MINE}consents/statistics/"
WORDS = {"version": "1", "is_at_least_13": True}


@dataclass(frozen=True)
class Phone:
    """A phone that holds a pass."""

    id: str
    secret: str

    @property
    def header(self) -> dict[str, str]:
        return {"Authorization": f"Pass {self.id}:{self.secret}"}

    @property
    def row(self) -> Pass:
        return Pass.objects.get(pk=self.id)

    def call(self, method: str, path: str = MINE, body: Any = None, **headers: str) -> HttpResponse:
        return call(method, path, body, **{**self.header, **headers})

    def ok(self, method: str, path: str = MINE, body: Any = None) -> Any:
        """The body of an answer that must be 200."""
        answer = self.call(method, path, body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def consent(self) -> "Phone":
        self.ok("put", CONSENT, WORDS)
        return self

    def tell(self, **attributes: Any) -> Any:
        return self.ok("patch", MINE, attributes)


def new_phone() -> Phone:
    """A phone with a new pass."""
    answer = call("post", PASSES)
    assert answer.status_code == 201, answer.content
    return Phone(**answer.json())
