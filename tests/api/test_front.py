"""What is answered before Django is asked, and what processes give one another: nobody may notice but by the time."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from wsgiref.headers import Headers

import orjson
import pytest
import time_machine
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from api.common import sharing
from api.common.answers import AnswersMiddleware, mark_public
from api.common.front import Front
from api.common.kept import STORE
from api.common.sharing import AWAY_S, LARGEST, SHARED, SLOTS, Shared
from harrastuspassi.catalogue.models import Organizer, Promotion
from harrastuspassi.catalogue.publishing import change_state, publishing
from harrastuspassi.catalogue.versions import USES, VERSION
from harrastuspassi.participation.benefits import use_promotion
from tests.api.asking import FACES, MOBILE, V1
from tests.api.callers import bearer
from tests.api.documented import IDS, fill_catalogue
from tests.api.keeping import in_one_minute, keeping
from tests.api.odd import FEW, requests_below_a_face
from tests.factories.accounts import member
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory

pytestmark = pytest.mark.django_db

Answer = tuple[int, bytes, dict[str, str]]


class Django:
    """All behind the front, counted."""

    def __init__(self) -> None:
        self.asked = 0
        self._handler = WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked += 1
        return self._handler(environ, start_response)


@pytest.fixture
def django() -> Iterator[Django]:
    """Leaves the connection of the test open, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Django()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def catalogue(db: None) -> None:
    fill_catalogue()


@pytest.fixture
def kept(catalogue: None) -> Iterator[None]:
    with in_one_minute(), keeping():
        yield


def ask(application: Any, path: str, *, method: str = "GET", **headers: str) -> Answer:
    """What a server would send, but for the order of the security policy's rules, which is django-csp's whim."""
    named = {name.replace("_", "-"): value for name, value in headers.items() if value}
    environ = RequestFactory().generic(method, path, headers=named).environ
    started: list[Any] = []
    response = application(environ, lambda *given: started.extend(given))
    body = b"".join(response)
    getattr(response, "close", lambda: None)()
    sent = dict(Headers(started[1]).items())
    if rules := sent.get("Content-Security-Policy"):
        sent["Content-Security-Policy"] = "; ".join(sorted(rules.split("; ")))
    return int(started[0][:3]), body, sent


def json(answer: Answer) -> Any:
    assert answer[0] == 200, answer
    return orjson.loads(answer[1])


@given(asked=st.lists(st.tuples(st.sampled_from(FACES), requests_below_a_face), min_size=2, max_size=12))
@FEW
def test_an_answer_is_the_one_to_its_own_words(catalogue: None, django: Django, asked: Any) -> None:
    """Whatever was asked before, and however often."""
    requests = [(f"{face}{path}?{'&'.join(query)}", headers) for face, (path, query, headers) in asked]
    front = Front(django)
    with in_one_minute():
        with keeping():
            got = [_shown(ask(front, path, **headers)) for path, headers in requests * 3]
        fresh = [_shown(ask(django, path, **headers)) for path, headers in requests]
    assert got == fresh * 3


def _shown(answer: Answer) -> Any:
    """Of what is not public, without what depends on the random wrapping that Django compresses in."""
    status, _, headers = answer
    if "ETag" in headers and "private" not in headers.get("Cache-Control", ""):
        return answer
    return status, {
        name: value for name, value in headers.items() if name not in ("Content-Length", "Content-Encoding")
    }


@pytest.mark.usefixtures("kept")
def test_the_third_who_asks_in_the_same_words_is_answered_without_django(django: Django) -> None:
    front, path = Front(django), f"{V1}hobbies/?page_size=1"
    tag = ask(front, path)[2]["ETag"]
    for headers in ({}, {"if_none_match": tag}, {"accept_encoding": "gzip"}):
        first, second = (ask(front, path, **headers) for _ in range(2))
        before = django.asked
        assert ask(front, path, **headers) == first == second
        assert django.asked == before
    assert ask(front, path, if_none_match=tag)[:2] == (304, b"")


@pytest.mark.usefixtures("kept")
def test_only_reads_of_nobody_in_particular_are_answered_without_django(django: Django) -> None:
    front, path = Front(django), f"{MOBILE}locations/"
    mine = bearer(member(Organizer.objects.get(pk=IDS["Organizer"])))
    strangers = [ask(front, path) for _ in range(3)]
    for asked in range(1, 4):
        before = django.asked
        own = ask(front, path, **mine)
        head = ask(front, path, method="HEAD")
        assert django.asked == before + 2, asked
        assert own[1] != strangers[0][1]
        assert head[2]["ETag"] == strangers[0][2]["ETag"]
    assert ask(front, path) == strangers[0]


@pytest.mark.django_db(transaction=True)
def test_what_is_published_or_used_is_seen_before_django_too(django: Django) -> None:
    fill_catalogue()
    front, hobby = Front(django), HobbyFactory(name_fi="Uinti")
    hobbies, promotions = f"{V1}hobbies/", f"{MOBILE}promotions/{IDS['Promotion']}/"
    used = Promotion.objects.get(pk=IDS["Promotion"]).used_count
    with in_one_minute(), keeping():
        for _ in range(3):
            assert "Uinti" in ask(front, hobbies)[1].decode()
            assert json(ask(front, promotions))["used_count"] == used
        change_state(item=hobby, state="archived")
        assert "Uinti" not in ask(front, hobbies)[1].decode()
        use_promotion(promotion_id=IDS["Promotion"])
        assert json(ask(front, promotions))["used_count"] == used + 1


def test_what_is_over_is_gone_before_django_too(django: Django) -> None:
    front, path = Front(django), f"{MOBILE}hobbyevents/"
    with time_machine.travel("2026-06-01T12:00:30+03:00", tick=False) as clock, keeping():
        day = dt.date(2026, 6, 1)
        HobbyEventFactory(start_date=day, start_time=dt.time(11), end_date=day, end_time=dt.time(12, 1))
        assert [json(ask(front, path))["count"] for _ in range(3)] == [1, 1, 1]
        clock.move_to("2026-06-01T12:01:00+03:00")
        assert json(ask(front, path))["count"] == 0


# --- between processes --------------------------------------------------------------------------
with_redis = pytest.mark.skipif(not settings.REDIS_URL, reason="Only with Redis; run with REDIS_URL=redis://...")


class View:
    """Answers that differ, and are counted."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, request: Any) -> Any:
        self.calls += 1
        response = HttpResponse(f"{self.calls}", headers={"Vary": "origin", "Content-Language": "sv"})
        mark_public(response)
        return response


def another_process() -> None:
    """Lets this process know nothing but what is shared."""
    STORE.resize(STORE.max_bytes)


@with_redis
def test_what_one_process_has_made_the_others_need_not(kept: None) -> None:
    view = View()
    middleware, factory = AnswersMiddleware(view), RequestFactory()
    first = middleware(factory.get(f"{V1}hobbies/"))
    another_process()
    second = middleware(factory.get(f"{V1}hobbies"))
    assert (view.calls, second.content, dict(second.headers)) == (1, first.content, dict(first.headers))
    known = factory.get(f"{V1}hobbies/", headers={"if-none-match": first.headers["ETag"]})
    another_process()
    assert middleware(known).status_code == 304
    assert view.calls == 1


@with_redis
@pytest.mark.parametrize("query", ["near_latitude=60.17&near_longitude=24.94", "near_longitude=1&near_latitude=2"])
def test_where_someone_stands_leaves_no_process(kept: None, query: str) -> None:
    view = View()
    middleware = AnswersMiddleware(view)
    for _ in range(2):
        middleware(RequestFactory().get(f"{V1}hobbies/?{query}"))
        another_process()
    assert view.calls == 2


@with_redis
def test_what_others_made_is_dropped_with_the_version_and_the_uses(kept: None, django: Django) -> None:
    path = f"{V1}promotions/{IDS['Promotion']}/"
    first = ask(django, path)
    Promotion.objects.filter(pk=IDS["Promotion"]).update(used_count=1, name_fi="Toinen")
    another_process()
    assert ask(django, path) == first, "nothing was said of it yet"
    USES.look_again()
    another_process()
    second = ask(django, path)
    assert json(second)["used_count"] == 1
    with publishing() as changes:
        changes.add(HobbyFactory())
    Promotion.objects.filter(pk=IDS["Promotion"]).update(name_fi="Kolmas")
    VERSION.look_again()
    another_process()
    assert "Kolmas" in ask(django, path)[1].decode()


@with_redis
def test_only_so_much_is_shared_whatever_is_asked(kept: None) -> None:
    places = {SHARED._place(f"{number}")[0] for number in range(10 * SLOTS)}
    assert len(places) <= SLOTS
    SHARED.put("small", b"x" * LARGEST)
    assert SHARED.get("small") == b"x" * LARGEST
    SHARED.put("large", b"x" * (LARGEST + 1))
    assert SHARED.get("large") is None
    assert Shared(settings.REDIS_URL, of="another database").get("small") is None


def test_without_redis_each_process_makes_its_own_and_asks_seldom_whether_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(sharing.time, "monotonic", lambda: now[0])
    away = Shared("redis://127.0.0.1:1/0", of="nobody")
    tried = []
    monkeypatch.setattr(away._redis, "execute_command", _failing(away._redis, tried))
    for _ in range(3):
        away.put("name", b"content")
        assert away.get("name") is None
    assert len(tried) == 1
    now[0] += AWAY_S
    assert away.get("name") is None
    assert len(tried) == 2


def _failing(client: Any, tried: list[Any]) -> Any:
    really = client.execute_command

    def execute(*command: Any) -> Any:
        tried.append(command)
        return really(*command)

    return execute
