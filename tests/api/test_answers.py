"""Tags, 304 and whole answers that are kept: nobody may notice but by the time it takes."""

import datetime as dt
import gzip
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from api.common.kept import STORE
from harrastuspassi.catalogue.models import CatalogueVersion, Hobby, Organizer, Promotion
from harrastuspassi.catalogue.publishing import change_state, publishing
from harrastuspassi.catalogue.versions import VERSION
from harrastuspassi.participation.benefits import use_promotion
from tests.api.asking import CLIENT, FACES, MOBILE, V1
from tests.api.callers import bearer
from tests.api.documented import IDS, fill_catalogue
from tests.api.keeping import forget, in_one_minute, keeping, public_reads
from tests.api.odd import FEW, ORIGIN, requests_below_a_face
from tests.factories.accounts import member
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, PromotionFactory

pytestmark = pytest.mark.django_db

READS = public_reads()


@pytest.fixture
def catalogue(db: None) -> None:
    fill_catalogue()


@pytest.fixture
def kept(catalogue: None) -> Iterator[None]:
    with in_one_minute(), keeping():
        yield


def ask(path: str, **headers: str) -> HttpResponse:
    return CLIENT.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def sent(answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that goes over the wire, but for the order of the security policy's rules, which is django-csp's whim."""
    rules = "; ".join(sorted(answer.headers["Content-Security-Policy"].split("; ")))
    return answer.status_code, answer.content, {**answer.headers, "Content-Security-Policy": rules}


def tag(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.content
    return answer.headers["ETag"]


# --- tags ---------------------------------------------------------------------------------------
def test_reads_of_both_faces_are_found_in_the_router() -> None:
    """Which the tests below go through."""
    assert {
        f"{V1}districts/",
        f"{MOBILE}promotions/",
        f"{V1}hobbies/changes/",
        f"{V1}audiences/{IDS['Audience']}/",
    } <= {*READS}


@pytest.mark.usefixtures("catalogue")
def test_every_public_read_has_a_strong_tag_and_says_when_it_is_still_that() -> None:
    for path, encoding in product(READS, ("", "gzip")):
        _is_tagged(path, encoding)


def _is_tagged(path: str, encoding: str) -> None:
    whole = ask(path, accept_encoding=encoding, origin=ORIGIN)
    assert tag(whole)[0] == tag(whole)[-1] == '"'
    assert whole.headers["Cache-Control"] == "no-cache"
    same = ask(path, accept_encoding=encoding, origin=ORIGIN, if_none_match=tag(whole))
    assert (same.status_code, same.content) == (304, b"")
    described = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Language")
    assert dict(same.headers) == {name: value for name, value in whole.headers.items() if name not in described}
    assert same.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in same.headers["Access-Control-Expose-Headers"]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("known", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", {tag}', 304),
        ('W/"other",W/{tag} , "third"', 304),
        ("*", 304),
        (" * ", 304),
        ('"other"', 200),
        ('"a,b", "*"', 200),
        ("other", 200),
        ("", 200),
        (",", 200),
        ('"', 200),
        ("{gzip}", 200),
    ],
)
def test_tags_are_compared_as_the_rfc_says(known: str, status: int) -> None:
    path = f"{V1}hobbies/"
    tags = {"tag": tag(ask(path)), "gzip": tag(ask(path, accept_encoding="gzip"))}
    for method in (CLIENT.get, CLIENT.head):
        answer = method(path, headers={"If-None-Match": known.format(**tags)})
        assert (answer.status_code, answer.headers["ETag"]) == (status, tags["tag"])


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", ["hobbies/1/", "hobbies/?page=99", "hobbies/?colour=blue", "nothing/"])
def test_what_is_not_there_is_never_known(path: str) -> None:
    answer = ask(f"{V1}{path}", if_none_match="*")
    assert answer.status_code in (400, 404)
    assert "ETag" not in answer.headers


def test_the_tag_changes_if_and_only_if_the_bytes_do(kept: None) -> None:
    first = {path: ask(path) for path in READS}
    with publishing() as changes:
        changes.add(
            HobbyFactory(state="draft", organizer=None, location=None), Promotion.objects.get(pk=IDS["Promotion"])
        )
    VERSION.look_again()
    second = {path: ask(path) for path in READS}
    others = {path for path in READS if tag(first[path]) != tag(second[path])}
    assert others == {path for path in READS if first[path].content != second[path].content}
    # A promotion was published anew, as it was: its feed tells so, and nothing else is another.
    assert others == {f"{V1}promotions/changes/"}


@pytest.mark.usefixtures("catalogue")
def test_each_encoding_and_each_language_has_a_tag_of_its_own() -> None:
    path = f"{V1}hobbies/"
    tags = {
        tag(ask(path, accept_encoding=encoding, accept_language=language))
        for encoding, language in product(("", "gzip"), ("fi", "sv"))
    }
    assert len(tags) == 4


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5, br", True),
        ("br;q=1.0, gzip; q=1", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("x-gzip, br", False),
        ("*", False),
        ("", False),
    ],
)
def test_an_answer_is_compressed_for_those_who_take_it_and_in_the_same_bytes_each_time(
    accepted: str, packed: bool
) -> None:
    plain = ask(f"{V1}hobbies/")
    answer, again = (ask(f"{V1}hobbies/", accept_encoding=accepted) for _ in range(2))
    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(answer.content) if packed else answer.content) == plain.content
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert sent(answer) == sent(again)


# --- what is kept -------------------------------------------------------------------------------
def test_a_304_of_what_is_kept_asks_nothing_of_the_catalogue(kept: None) -> None:
    known = {path: tag(ask(path)) for path in READS}
    with CaptureQueriesContext(connection) as queries:
        for path in READS:
            assert ask(path, if_none_match=known[path]).status_code == 304, path
            assert ask(path).status_code == 200, path
    assert _of_the_catalogue(queries) == []


def _of_the_catalogue(queries: CaptureQueriesContext) -> list[str]:
    """The queries, but for looks at the two numbers that tell of changes: at most two a second each (test_kept.py)."""
    numbers = (CatalogueVersion._meta.db_table, 'SELECT SUM("catalogue_promotion"."used_count")')
    return [query["sql"] for query in queries if not any(number in query["sql"] for number in numbers)]


@pytest.mark.usefixtures("catalogue")
def test_a_kept_answer_is_a_fresh_one_to_the_last_byte_and_header() -> None:
    languages = [("fi", ""), ("sv", ""), ("de", "?lang=en")]
    combined = list(product(READS, languages, [("", ""), ("gzip", ORIGIN), ("gzip", "https://[")]))

    def sweep() -> list[Any]:
        return [
            sent(ask(path + query, accept_language=language, accept_encoding=encoding, origin=origin))
            for path, (language, query), (encoding, origin) in combined
        ]

    fresh = sweep()
    with in_one_minute(), keeping():
        assert sweep() == fresh
        with CaptureQueriesContext(connection) as queries:
            assert sweep() == fresh
    assert _of_the_catalogue(queries) == []


@given(asked=st.lists(st.tuples(st.sampled_from(FACES), requests_below_a_face), min_size=2, max_size=25))
@FEW
def test_whatever_was_asked_before_an_answer_is_the_one_to_its_own_question(catalogue: None, asked: Any) -> None:
    """Nobody can put something into what is kept that others do not expect there."""
    with keeping():
        got = [_shown(_raw(*request)) for request in asked * 2]
    fresh = [_shown(_raw(*request)) for request in asked]
    assert got == fresh * 2


def _shown(answer: HttpResponse) -> Any:
    """All that goes over the wire; of what is not public, without the random wrapping that Django compresses in."""
    status, content, headers = sent(answer)
    if "ETag" not in headers or "private" in headers.get("Cache-Control", ""):
        content = gzip.decompress(content) if headers.pop("Content-Encoding", "") else content
        headers.pop("Content-Length", None)
    return status, content, headers


def _raw(face: str, request: Any) -> HttpResponse:
    path, query, headers = request
    return CLIENT.get(f"{face}{path}?{'&'.join(query)}", headers={k: v for k, v in headers.items() if v})


def test_parameters_in_another_order_are_the_same_question(kept: None) -> None:
    one, other = (f"{V1}hobbies/?page_size=1&ordering=name", f"{V1}hobbies?ordering=name&page_size=1")
    answer = ask(one)
    with CaptureQueriesContext(connection) as queries:
        assert sent(ask(other)) == sent(answer)
    assert not queries
    assert answer.json()["next"].endswith("?ordering=name&page_size=1&page=2")


@pytest.mark.parametrize("path", ["hobbies/1/", "hobbies/?page=99", "hobbies/?colour=blue", "nothing/", "me/"])
def test_a_refusal_is_never_kept(path: str, kept: None) -> None:
    for _ in range(2):
        with CaptureQueriesContext(connection):
            assert ask(f"{V1}{path}").status_code in (400, 401, 404)
    assert STORE.bytes == 0 or path == "hobbies/?page=99"  # of which the count is


def test_a_failure_is_never_kept(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("api.common.views.reader", lambda *shape: 1 / 0)
        broken.setattr(CLIENT, "raise_request_exception", False)
        assert ask(f"{MOBILE}promotions/").status_code == 500
    assert STORE.bytes == 0
    assert ask(f"{MOBILE}promotions/").status_code == 200


def test_nothing_of_someones_own_is_kept_or_given_to_others(kept: None) -> None:
    organizer = Organizer.objects.get(pk=IDS["Organizer"])
    draft = HobbyFactory(organizer=organizer, state="draft", name_fi="Salainen")
    own = bearer(member(organizer))
    for path in (f"{V1}hobbies/?editable_only=true", f"{V1}hobbies/{draft.pk}/", f"{MOBILE}locations/"):
        strangers = ask(path)
        before = STORE.bytes
        mine = ask(path, **own)
        assert mine.status_code == 200
        assert mine.content != strangers.content
        assert mine.headers["Cache-Control"] == "private, no-store"
        assert ask(path, **own, if_none_match="*").status_code == 200
        assert STORE.bytes == before
        assert sent(ask(path)) == sent(strangers)


def test_what_does_not_depend_on_who_asks_is_kept_for_those_who_say_it_too(kept: None) -> None:
    own = bearer(member(Organizer.objects.get(pk=IDS["Organizer"])))
    first = ask(f"{V1}hobbies/", **own)
    with CaptureQueriesContext(connection) as queries:
        assert sent(ask(f"{V1}hobbies/", **own)) == sent(ask(f"{V1}hobbies/")) == sent(first)
    assert not queries


# --- for how long -------------------------------------------------------------------------------
def names(path: str) -> list[str]:
    body = ask(path).json()
    rows = body if isinstance(body, list) else body["results"]
    return [row["hobby"]["name"] if isinstance(row.get("hobby"), dict) else row["name"] for row in rows]


@pytest.mark.django_db(transaction=True)
def test_what_this_process_publishes_is_seen_at_once() -> None:
    hobby = HobbyFactory(name_fi="Uinti")
    with keeping():
        assert names(f"{V1}hobbies/") == ["Uinti"]
        change_state(item=hobby, state="archived")
        assert names(f"{V1}hobbies/") == []
        change_state(item=hobby, state="published")
        assert names(f"{V1}hobbies/") == ["Uinti"]


@pytest.mark.django_db(transaction=True)
def test_a_use_of_a_promotion_is_seen_at_once_and_leaves_all_else_kept() -> None:
    promotion = PromotionFactory(available_count=2)
    usable = f"{V1}promotions/?usable_only=true"
    with in_one_minute(), keeping():
        assert ask(usable).json()["count"] == 1
        ask(f"{V1}organizers/")
        for used in (1, 2):
            use_promotion(promotion_id=promotion.pk)
            for path in (f"{V1}promotions/{promotion.pk}/", f"{MOBILE}promotions/{promotion.pk}/"):
                assert ask(path).json()["used_count"] == used
            assert ask(usable).json()["count"] == 2 - used
        with CaptureQueriesContext(connection) as queries:
            ask(f"{V1}organizers/")
            ask(usable)
        assert _of_the_catalogue(queries) == []


def test_an_event_is_gone_in_the_minute_in_which_it_is_over() -> None:
    with time_machine.travel("2026-06-01T12:00:30+03:00", tick=False) as clock, keeping():
        HobbyEventFactory(
            hobby__name_fi="Uinti",
            start_date=dt.date(2026, 6, 1),
            start_time=dt.time(11, 0),
            end_date=dt.date(2026, 6, 1),
            end_time=dt.time(12, 2),
        )
        path = f"{MOBILE}hobbyevents/?include=hobby_detail"
        assert names(path) == ["Uinti"]
        clock.move_to("2026-06-01T12:01:59+03:00")
        assert names(path) == ["Uinti"]
        clock.move_to("2026-06-01T12:02:00+03:00")
        assert names(path) == []


def test_a_promotion_is_gone_at_midnight() -> None:
    with time_machine.travel("2026-06-01T23:59:59+03:00", tick=False) as clock, keeping():
        PromotionFactory(name_fi="Kaksi yhden hinnalla", start_date=dt.date(2026, 5, 1), end_date=dt.date(2026, 6, 1))
        assert names(f"{MOBILE}promotions/") == ["Kaksi yhden hinnalla"]
        clock.move_to("2026-06-02T00:00:00+03:00")
        assert names(f"{MOBILE}promotions/") == []


def test_a_minute_later_the_same_answer_has_the_same_tag(catalogue: None) -> None:
    with time_machine.travel("2026-06-01T12:00:30+03:00", tick=False) as clock, keeping():
        known = tag(ask(f"{V1}hobbies/"))
        clock.move_to("2026-06-01T12:01:00+03:00")
        forget()
        assert ask(f"{V1}hobbies/", if_none_match=known).status_code == 304
        assert Hobby.objects.exists()
