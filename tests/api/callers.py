"""Calling the API as someone: with a person's tokens, or with a machine's."""

from typing import Any

import orjson
from django.http import HttpResponse

from api.accounts.tokens import pair_of
from harrastuspassi.accounts.models import User
from tests.api.asking import CLIENT


def bearer(user: User) -> dict[str, str]:
    """The header that an account's calls carry."""
    return {"Authorization": f"Bearer {pair_of(user)['access']}"}


def call(method: str, path: str, body: Any = None, *, user: User | None = None, **headers: str) -> HttpResponse:
    """The answer to a call, with a JSON body where there is one."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()} | (bearer(user) if user else {})
    given = {} if body is None else {"data": orjson.dumps(body), "content_type": "application/json"}
    answer: HttpResponse = getattr(CLIENT, method)(path, headers=sent, **given)
    return answer


def refusal(answer: Any) -> tuple[int, str]:
    """Status and code of a problem, which must be one."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:harrastuspassi:problem:{body['code']}"
    return answer.status_code, body["code"]
