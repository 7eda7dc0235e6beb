"""The way through the public API: a client as its documents ask for one, over HTTP."""

import gzip
import time
from functools import cached_property
from typing import Any

import httpx
import orjson
from django.conf import settings

from harrastuspassi.demo import signins
from harrastuspassi.demo.people import code_now
from harrastuspassi.demo.simulation.acts import (
    AgeAsked,
    Counted,
    Erased,
    FollowedUp,
    Joined,
    Sent,
    SummedUp,
    Used,
    Withdrew,
)
from harrastuspassi.demo.simulation.tally import ACCEPTED

TRIES, LONGEST_WAIT_S, TIMEOUT_S = 6, 120.0, 30.0
"""How often a call is made that fails for the server's sake or the net's, how long is waited at the most in between,
and how long for an answer."""


class NotAnswered(Exception):
    """The server did not answer as an API does, however often it was asked."""


class Calling:
    """Calls the API at an address, at most `rate` times a second.

    It packs batches with gzip, waits for as long as `Retry-After` says after a 429, and sends again what was answered
    with a failure of the server or not at all.
    """

    def __init__(self, url: str, *, rate: float, client: httpx.Client | None = None):
        self._client = client or httpx.Client(timeout=TIMEOUT_S)
        self._url = url.rstrip("/")
        self._pause_s, self._next_at = 1 / rate, time.monotonic()
        self._held: dict[int, str] = {}
        self._version = ""

    # --- acts -------------------------------------------------------------------------------------
    def join(self, act: Joined) -> str:
        """Makes the pass; consents in the words that are shown now, and tells. An address cannot be chosen here."""
        status, made = self._call("POST", "passes/")
        if status != httpx.codes.CREATED:
            return _code(made)
        self._held[act.phone] = f"Pass {made['id']}:{made['secret']}"
        if act.consents:
            consent = {"version": self._wording(), "is_at_least_13": True}
            status, told = self._call("PUT", "passes/me/consents/statistics/", act.phone, consent)
            if status == httpx.codes.OK and act.told:
                status, told = self._call("PATCH", "passes/me/", act.phone, dict(act.told))
            if status != httpx.codes.OK:
                return _code(told)
        return ACCEPTED

    def send(self, act: Sent) -> list[str]:
        """Sends the batch."""
        status, answer = self._call("POST", "participation/batches/", act.phone, act.body(), packed=True)
        if status != httpx.codes.ACCEPTED:
            return [_code(answer)] * len(act.happenings)
        return [_outcome(item) for item in answer["items"]]

    def use(self, act: Used) -> str:
        """Uses the promotion with the pass, or as the installed apps do."""
        path = "passes/me/benefits/" if act.phone in self._held else "benefits/"
        header = {"Idempotency-Key": act.key}
        if act.phone not in self._held:
            header["Authorization"] = f"Token {settings.APP_TOKENS[0] if settings.APP_TOKENS else ''}"
        status, answer = self._call("POST", path, act.phone, {"promotion": act.promotion}, header=header)
        return ACCEPTED if status == httpx.codes.CREATED else _code(answer)

    def say_age(self, act: AgeAsked) -> str:
        """Says the age group again."""
        return self._change("PATCH", "passes/me/", act.phone, {"age_group": act.age_group})

    def follow_up(self, act: FollowedUp) -> str:
        """Answers the follow-up question."""
        return self._change("POST", "passes/me/follow-up/", act.phone, {"answer": act.answer})

    def withdraw(self, act: Withdrew) -> str:
        """Takes consent back."""
        return self._change("DELETE", "passes/me/consents/statistics/", act.phone)

    def erase(self, act: Erased) -> str:
        """Erases the pass."""
        outcome = self._change("DELETE", "passes/me/", act.phone)
        self._held.pop(act.phone, None)
        return outcome

    def count_heads(self, act: Counted) -> str:
        """Counts heads."""
        counts = [{"age_group": age, "gender": gender, "count": count} for (age, gender), count in act.heads.items()]
        return self._enter(f"hobbyevents/{act.event}/head-counts/", {"counts": counts})

    def sum_up(self, act: SummedUp) -> str:
        """Sums up."""
        path = f"hobbies/{act.hobby}/season-totals/{act.season}/"
        return self._enter(path, {"trials": act.trials, "joined": act.joined})

    def _enter(self, path: str, body: dict[str, Any]) -> str:
        """Writes what is counted by hand over whatever stands there, as the demo's operator: hardly any organizer of a
        demo has an account."""
        header = {"Authorization": f"Bearer {self._access}", "If-Match": "*"}
        status, answer = self._call("PUT", path, body=body, header=header)
        return ACCEPTED if status == httpx.codes.OK else _code(answer)

    @cached_property
    def _access(self) -> str:
        who = {"email": signins.OPERATOR.email, "password": signins.PASSWORD, "code": code_now()}
        _, pair = self._call("POST", "token/", body=who, below="auth")
        return str(pair.get("access", ""))

    def _change(self, method: str, path: str, phone: int, body: dict[str, Any] | None = None) -> str:
        status, answer = self._call(method, path, phone, body)
        return ACCEPTED if status in (httpx.codes.OK, httpx.codes.NO_CONTENT) else _code(answer)

    def _wording(self) -> str:
        if not self._version:
            _, consents = self._call("GET", "consents/")
            rows = consents["results"] if isinstance(consents, dict) else consents
            self._version = next(str(row["version"]) for row in rows if row["purpose"] == "statistics")
        return self._version

    # --- HTTP -------------------------------------------------------------------------------------
    def _call(
        self,
        method: str,
        path: str,
        phone: int | None = None,
        body: dict[str, Any] | None = None,
        *,
        header: dict[str, str] | None = None,
        packed: bool = False,
        below: str = "api/v1",
    ) -> tuple[int, Any]:
        """Status and JSON of the answer. Raises NotAnswered."""
        headers = {**(header or {})}
        if phone in self._held:
            headers["Authorization"] = self._held[phone]
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = orjson.dumps(body)
        if content and packed:
            headers["Content-Encoding"] = "gzip"
            content = gzip.compress(content)
        request = self._client.build_request(method, f"{self._url}/{below}/{path}", headers=headers, content=content)
        answer = self._answered(request)
        try:
            return answer.status_code, orjson.loads(answer.content) if answer.content else None
        except ValueError as error:
            raise NotAnswered(f"{path} answered {answer.status_code}, and no JSON") from error

    def _answered(self, request: httpx.Request) -> httpx.Response:
        last = ""
        for tried in range(TRIES):
            self._keep_pace()
            try:
                answer = self._client.send(request)
            except httpx.TransportError as error:
                last, wait_s = f"{type(error).__name__}: {error}", 2.0**tried
            else:
                wait_s = _wait_s(answer, tried)
                if not wait_s:
                    return answer
                last = f"{answer.status_code}"
            time.sleep(min(wait_s, LONGEST_WAIT_S))
        raise NotAnswered(f"{request.url} did not answer in {TRIES} tries: {last}")

    def _keep_pace(self) -> None:
        time.sleep(max(0.0, self._next_at - time.monotonic()))
        self._next_at = max(self._next_at, time.monotonic() - 1) + self._pause_s


def _wait_s(answer: httpx.Response, tried: int) -> float:
    """How long to wait before sending again; 0 for an answer that is one."""
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        told = answer.headers.get("Retry-After", "")
        # Without it the limit is one of the day: tomorrow is not waited for.
        return max(float(told), 0.1) if told.isdecimal() else 0.0
    return 2.0**tried if answer.is_server_error else 0.0


def _outcome(item: dict[str, Any]) -> str:
    if item["status"] == "refused":
        return str(item["errors"][0]["code"])
    return ACCEPTED if item["status"] == "accepted" else str(item["status"])


def _code(answer: Any) -> str:
    return str(answer.get("code", "unknown")) if isinstance(answer, dict) else "unknown"
