"""The parts that keep answers: the middleware by itself, the store, the version's watch, and remembered counts."""

import datetime as dt
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from api.common import kept
from api.common.answers import AnswersMiddleware, mark_public
from api.common.kept import STORE, Store
from harrastuspassi.catalogue import versions
from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.versions import INTERVAL_S, VERSION, Watch
from harrastuspassi.common import clock
from tests.api.asking import CLIENT, MOBILE, V1, ok
from tests.api.keeping import in_one_minute, keeping
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, LocationFactory, PromotionFactory

HERE = {"near_latitude": 60.17, "near_longitude": 24.94}


# --- the middleware -----------------------------------------------------------------------------
class View:
    """A view whose answers a test lets go, and counts."""

    def __init__(self, *, public: bool = True, vary: str = "origin"):
        self.calls = 0
        self.public = public
        self.vary = vary
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            self.calls += 1
        assert self.may_answer.wait(10)
        response = HttpResponse(b"x" * 1000, headers={"Vary": self.vary})
        if self.public:
            mark_public(response)
        return response


@pytest.fixture
def keeps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keeps answers at a version that is known without a database."""
    monkeypatch.setattr(kept, "VERSION", SimpleNamespace(known=lambda: 7))
    with in_one_minute(), keeping():
        yield


def read(**headers: str) -> HttpRequest:
    return RequestFactory().get(f"{V1}hobbies/", headers=headers)


def stampede(middleware: AnswersMiddleware, view: View, number: int) -> list[HttpResponse]:
    """What many get who ask the same before the first of them is answered."""
    view.may_answer.clear()
    waiting = threading.Barrier(number + 1)

    def ask() -> HttpResponse:
        waiting.wait(10)
        return middleware(read())

    with ThreadPoolExecutor(number) as pool:
        asked = [pool.submit(ask) for _ in range(number)]
        waiting.wait(10)
        view.may_answer.set()
        return [answer.result(10) for answer in asked]


@pytest.mark.usefixtures("keeps")
def test_a_stampede_computes_once() -> None:
    view = View()
    answers = stampede(AnswersMiddleware(view), view, 12)
    assert view.calls == 1
    assert {answer.content for answer in answers} == {b"x" * 1000}


@pytest.mark.usefixtures("keeps")
def test_each_of_a_stampede_is_answered_where_the_answer_is_for_one_alone() -> None:
    view = View(public=False)
    answers = stampede(AnswersMiddleware(view), view, 4)
    assert view.calls == 4
    assert all("ETag" not in answer.headers for answer in answers)


@pytest.mark.usefixtures("keeps")
def test_a_view_that_fails_leaves_nobody_waiting() -> None:
    def fail(request: HttpRequest) -> HttpResponse:
        raise ValueError("of the view")

    middleware = AnswersMiddleware(fail)
    for _ in range(2):
        with pytest.raises(ValueError, match="of the view"):
            middleware(read())


@pytest.mark.usefixtures("keeps")
@pytest.mark.parametrize("vary", ["Accept", "Cookie, origin", "*"])
def test_what_varies_by_more_than_a_question_knows_is_tagged_and_not_kept(vary: str) -> None:
    view = View(vary=vary)
    middleware = AnswersMiddleware(view)
    tags = [middleware(read()).headers["ETag"] for _ in range(2)]
    assert (view.calls, len(set(tags)), STORE.bytes) == (2, 1, 0)


@pytest.mark.usefixtures("keeps")
def test_only_reads_of_the_faces_are_kept() -> None:
    view = View()
    middleware = AnswersMiddleware(view)
    factory = RequestFactory()
    for request in (factory.post(f"{V1}hobbies/"), factory.options(f"{V1}hobbies/"), factory.get("/health/")):
        assert "ETag" not in middleware(request).headers
    assert STORE.bytes == 0


def test_while_the_version_cannot_be_read_answers_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise DatabaseError

    monkeypatch.setattr(kept, "VERSION", SimpleNamespace(known=fail))
    view = View()
    with keeping():
        for _ in range(2):
            assert AnswersMiddleware(view)(read()).status_code == 200
    assert view.calls == 2


# --- the store ----------------------------------------------------------------------------------
def test_the_bound_on_memory_is_held_whatever_is_asked(keeps: None) -> None:
    STORE.resize(2**20)
    middleware = AnswersMiddleware(lambda request: _answer(int(request.GET["page"])))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for page in range(3000):
        middleware(RequestFactory().get(f"{V1}hobbies/", {"page": page, "search": "x" * (page % 200)}))
        assert STORE.bytes <= 2**20
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert STORE.bytes > 2**19
    assert taken < 1.5 * 2**20


def _answer(page: int) -> HttpResponse:
    response = HttpResponse(bytes(page % 3000), headers={"Vary": "origin"})
    mark_public(response)
    return response


def test_what_is_asked_for_stays_and_what_is_not_makes_room() -> None:
    store = Store(5_000)
    for name in "abc":
        store.put(name, name, 100)
        store.get("a")
    for name in "defg":
        store.put(name, name, 100)
        store.get("a")
    assert store.get("a") == "a"
    assert store.get("b") is None
    store.put("large", "large", 5_000)
    assert store.get("large") is None
    assert store.get("a") == "a"


# --- the version --------------------------------------------------------------------------------
def test_the_version_is_read_twice_a_second_at_most_and_at_once_where_it_has_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = {"version": 1, "now": 100.0, "reads": 0}

    def read_version() -> int:
        there["reads"] += 1
        return int(there["version"])

    monkeypatch.setattr(versions, "time", SimpleNamespace(monotonic=lambda: there["now"]))
    watch = Watch(read_version)
    assert watch.known() == 1
    there["version"] = 2
    there["now"] += INTERVAL_S - 0.01
    assert [watch.known() for _ in range(50)] == [1] * 50
    there["now"] += 0.01
    assert (watch.known(), there["reads"]) == (2, 2)
    there["version"] = 3
    watch.look_again()
    assert (watch.known(), there["reads"]) == (3, 3)


def test_a_reading_under_way_is_not_taken_for_one_of_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit may come between the database's answer and its being noted."""
    reading, committed = threading.Event(), threading.Event()
    answers = iter([1, 2])

    def read_version() -> int:
        number = next(answers)
        reading.set()
        assert committed.wait(10) or number == 2
        return number

    watch = Watch(read_version)
    with ThreadPoolExecutor(2) as pool:
        early = pool.submit(watch.known)
        assert reading.wait(10)
        told = pool.submit(watch.look_again)
        committed.set()
        assert early.result(10) == 1
        told.result(10)
    assert watch.known() == 2


# --- counts -------------------------------------------------------------------------------------
COUNT = "SELECT COUNT("


def counted(path: str, params: dict[str, Any]) -> tuple[int, int]:
    """The count on a page, and how many queries counted for it."""
    with CaptureQueriesContext(connection) as queries:
        page = ok(V1, path, params)
    return page["count"], sum(query["sql"].startswith(COUNT) for query in queries)


@pytest.fixture
def hobbies(db: None) -> Iterator[None]:
    place = LocationFactory(latitude=60.17, longitude=24.94)
    for hobby in (HobbyFactory(location=place), HobbyFactory(location=LocationFactory(latitude=61, longitude=24.94))):
        HobbyEventFactory(hobby=hobby)
        PromotionFactory(organizer=hobby.organizer, location=hobby.location)
    with in_one_minute(), keeping():
        yield


@pytest.mark.usefixtures("hobbies")
@pytest.mark.parametrize("path", ["hobbies/", "hobbyevents/", "promotions/", "locations/"])
def test_pages_and_positions_of_one_list_are_counted_once(path: str) -> None:
    assert counted(path, {"page_size": 1}) == (2, 1)
    assert counted(path, {"page_size": 1, "page": 2, "lang": "sv", "ordering": "name"}) == (2, 0)
    assert counted(path, {**HERE, "ordering": "nearest"}) == (2, 0)
    assert counted(path, {**HERE, "near_latitude": 60.5, "ordering": "nearest"}) == (2, 0)


@pytest.mark.usefixtures("hobbies")
def test_each_set_of_filters_is_counted_by_itself_and_a_distance_from_each_position() -> None:
    near = {**HERE, "max_distance": 10}
    assert counted("hobbies/", {}) == (2, 1)
    assert counted("hobbies/", near) == (1, 1)
    assert counted("hobbies/", {**near, "page_size": 7}) == (1, 0)
    assert counted("hobbies/", {**near, "near_latitude": 62}) == (0, 1)
    assert counted("hobbies/", {"price_type": "paid"}) == (0, 1)
    assert counted("hobbies/", {"price_type": ["paid", "free"]}) == (2, 1)
    assert counted("hobbyevents/", {}) == (2, 1)


@pytest.mark.usefixtures("hobbies")
@pytest.mark.parametrize("asked", ["uinti", "uimti", "maauinti", "seinäkiipeily", "%"])
@pytest.mark.parametrize("path", ["hobbies/", "hobbyevents/"])
def test_a_search_is_counted_once_and_finds_the_same_from_everywhere(path: str, asked: str) -> None:
    """As typed, with a slip, in two words, with nothing to be found."""
    for name in ("Uinti", "Maauinti", "Uintikoulu"):
        event = HobbyEventFactory(hobby__name_fi=name)
        with publishing() as changes:
            changes.add(event.hobby, event)
    VERSION.look_again()
    here = {**HERE, "search": asked}
    for ordering in ("relevance", "nearest"):
        for params in (here, {**here, "near_latitude": 61}, {**here, "page_size": 1, "page": 1}):
            params = {**params, "ordering": ordering}
            ok(V1, path, {**params, "lang": "en"})
            with CaptureQueriesContext(connection) as queries:
                page = ok(V1, path, params)
            assert len(queries) <= 2, [query["sql"] for query in queries]
            with keeping(0):
                assert page == ok(V1, path, params)
            STORE.resize(8 * 2**20)


@pytest.mark.usefixtures("hobbies")
def test_a_count_is_exact_again_once_something_was_published() -> None:
    assert counted("hobbies/", {"page_size": 1}) == (2, 1)
    with publishing() as changes:
        changes.add(HobbyFactory())
    VERSION.look_again()  # as its commit does
    assert counted("hobbies/", {"page_size": 1}) == (3, 1)


def looked_for(path: str, params: dict[str, Any]) -> int:
    """How many queries it took to find out which rows stand on a page, and how many there are."""
    with CaptureQueriesContext(connection) as queries:
        ok(V1, path, params)
    assert queries, "the page itself is made anew"
    return len(queries) - 1


@pytest.mark.usefixtures("hobbies")
@pytest.mark.parametrize("path", ["hobbies/", "hobbyevents/"])
@pytest.mark.parametrize("ordering", ["name", "start_date"])
def test_what_stands_on_a_page_is_found_out_once_wherever_one_stands(path: str, ordering: str) -> None:
    params = {**HERE, "ordering": ordering, "start_weekday": [1, 2, 3, 4, 5, 6, 7], "page_size": 1}
    assert looked_for(path, params) > 0
    assert looked_for(path, {**params, "near_latitude": 60.5}) == 0
    for other in ({"page": 2}, {"page_size": 2}, {"max_distance": 10}, {"max_price": "5.00"}, {"ordering": "nearest"}):
        assert looked_for(path, {**params, **other}) > 0, other
    assert looked_for(path, {**params, "near_latitude": 62, "max_distance": 10}) > 0
    first = ok(V1, path, {**params, "near_latitude": 61})["results"][0]
    hobby = HobbyFactory(name_fi="Aaria")
    event = HobbyEventFactory(hobby=hobby, start_date=clock.local_today(), start_time=dt.time(), end_time=dt.time())
    with publishing() as changes:
        changes.add(hobby, event)
    VERSION.look_again()
    assert ok(V1, path, {**params, "near_latitude": 61})["results"][0]["id"] != first["id"]


@pytest.mark.usefixtures("hobbies")
def test_a_feed_is_counted_once_for_who_reads_it_page_by_page() -> None:
    with publishing() as changes:
        changes.add(HobbyFactory(), *Hobby.objects.all())
    VERSION.look_again()
    found, counts = [], 0
    cursor: str | None = "0.0"
    while cursor:
        with CaptureQueriesContext(connection) as queries:
            page = ok(V1, "hobbies/changes/", {"cursor": cursor, "page_size": 1})
        found.append(page["count"])
        counts += sum(query["sql"].startswith(COUNT) for query in queries)
        cursor = page["cursor"] if page["next"] else None
    assert (found, counts) == ([3, 2, 1], 1)


@pytest.mark.usefixtures("hobbies")
def test_the_faces_count_for_themselves() -> None:
    assert counted("hobbies/", {"page_size": 1}) == (2, 1)
    with CaptureQueriesContext(connection) as queries:
        assert CLIENT.get(f"{MOBILE}hobbies/?page_size=1").json()["count"] == 2
    assert sum(query["sql"].startswith(COUNT) for query in queries) == 1
