"""How both faces behave as HTTP (RFC 9110): headers, methods, compression, other origins, other hosts."""

import gzip
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests.api.asking import FACES, MOBILE, V1, get, ok
from tests.api.documented import fill_catalogue
from tests.shared import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.either("headers, languages and errors")]

PROBLEM = "application/problem+json"
ORIGIN = "https://someone.example"
READABLE = ["hobbies/", "hobbyevents/", "hobbycategories/", "organizers/", "locations/", "promotions/"]


filled = made_once(fill_catalogue)


@pytest.fixture(autouse=True)
def catalogue(filled: object, db: None) -> None:
    """Something of everything."""


def vary(answer: Any) -> set[str]:
    return {name.strip().lower() for name in answer.headers.get("Vary", "").split(",")}


# --- languages ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("face", "path", "accepted", "language"),
    [
        (V1, "hobbies/", "sv-FI, en;q=0.5", "sv"),
        (V1, "hobbies/", "de", "fi"),
        (V1, "hobbies/?lang=en", "sv", "en"),
        (MOBILE, "hobbies/", "sv", "fi"),
    ],
)
def test_an_answer_names_its_language(face: str, path: str, accepted: str, language: str) -> None:
    assert get(face, path, accept_language=accepted).headers["Content-Language"] == language


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("path", ["hobbies/1/", "hobbies/?page=9", "nothing/"])
def test_errors_are_in_english_and_say_so(face: str, path: str) -> None:
    answer = get(face, path, accept_language="sv")
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == "en"


# --- caches -------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", READABLE)
def test_a_cache_keeps_apart_what_differs_and_nothing_else(path: str) -> None:
    # The organizer web is offered only what its user may choose.
    own = {"authorization"} if path in ("organizers/", "locations/") else set()
    assert vary(get(V1, path)) == {"accept-language", "accept-encoding", "origin"}
    assert vary(get(MOBILE, path)) == {"accept-encoding", "origin"} | own


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("path", ["hobbies/", "hobbies/1/", "nothing/", "schema/"])
def test_answers_carry_no_cookie_and_are_not_sniffed(face: str, path: str) -> None:
    answer = get(face, path)
    assert not answer.cookies
    assert "cookie" not in vary(answer)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_public_answers_have_the_security_policy_of_all_others() -> None:
    public, own = get(V1, "hobbies/"), Client().get("/accounts/login/")
    assert public.status_code == 200
    public_rules, own_rules = (set(answer.headers["Content-Security-Policy"].split("; ")) for answer in (public, own))
    assert {rule for rule in own_rules if "nonce" not in rule} <= public_rules


@pytest.mark.parametrize("face", FACES)
def test_long_answers_are_compressed_for_those_who_understand_it(face: str) -> None:
    plain = get(face, "hobbies/")
    assert "Content-Encoding" not in plain.headers
    packed = get(face, "hobbies/", accept_encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content)


# --- methods ------------------------------------------------------------------------------------
@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("path", [*READABLE, "hobbies/1200312/", "hobbies/1/", "hobbies", "nothing/"])
def test_head_is_get_without_the_body(face: str, path: str) -> None:
    head, whole = Client().head(f"{face}{path}"), get(face, path)
    assert head.status_code == whole.status_code
    assert dict(head.headers) == dict(whole.headers)
    assert head.content == b""


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("path", ["hobbycategories/", "hobbycategories/1200312/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused_with_those_that_are_not(face: str, path: str, method: str) -> None:
    answer = getattr(Client(), method)(f"{face}{path}", {}, content_type="application/json")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    if face == V1:
        assert answer.headers["Content-Type"] == PROBLEM
        assert (answer.json()["code"], answer.json()["status"]) == ("method_not_allowed", 405)
    else:
        assert set(answer.json()) == {"detail"}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("path", ["hobbycategories/", "hobbycategories/1200312/"])
def test_options_names_the_methods(face: str, path: str) -> None:
    answer = Client().options(f"{face}{path}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("path", ["hobbies", "hobbyevents", "benefits", "nothing"])
def test_a_post_without_the_slash_is_not_redirected(face: str, path: str) -> None:
    # The phones' HTTP stacks turn a redirected POST into a GET.
    answer = Client().post(f"{face}{path}", {}, content_type="application/json")
    assert answer.status_code == 404
    assert "Location" not in answer.headers


# --- addresses that are not there ---------------------------------------------------------------
@pytest.mark.parametrize("path", ["nothing/", "hobbies/abc/", "hobbies/0/", "hobbies/99999999999999999999/", "", "x"])
def test_an_unknown_address_of_v1_is_a_problem(path: str) -> None:
    answer = get(V1, path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)
    body = answer.json()
    assert (body["type"], body["code"]) == ("urn:harrastuspassi:problem:not_found", "not_found")
    assert (body["title"], body["status"], body["errors"]) == ("Not Found", 404, [])
    assert body["detail"]


@pytest.mark.parametrize("path", ["nothing/", "hobbies/abc/", "hobbies/99999999999999999999/", "municipalities/"])
def test_an_unknown_address_of_the_mobile_face_has_the_old_shape(path: str) -> None:
    answer = get(MOBILE, path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    assert set(answer.json()) == {"detail"}


# --- other origins ------------------------------------------------------------------------------
@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("path", ["hobbies/", "hobbies/1/", "nothing/", "schema/"])
def test_any_page_may_read(face: str, path: str) -> None:
    answer = get(face, path, origin=ORIGIN)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Language" in answer.headers["Access-Control-Expose-Headers"]
    # With credentials allowed, a page could read as whoever is signed in.
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("face", FACES)
def test_a_browser_may_ask_first(face: str) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "content-type"}
    answer = Client().options(f"{face}hobbies/", headers=asked)
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"]
    methods = set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert methods == {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_other_pages_are_not_opened_to_other_origins() -> None:
    assert "Access-Control-Allow-Origin" not in Client().get("/health/", headers={"Origin": ORIGIN}).headers


# --- other hosts --------------------------------------------------------------------------------
@override_settings(ALLOWED_HOSTS=["*"], PUBLIC_URL="https://pass.example")
@pytest.mark.parametrize("face", FACES)
def test_addresses_in_answers_come_from_public_url(face: str) -> None:
    asked = {"page_size": 1, "search": "ä & ö", "include": "location_detail"}
    body = get(face, "hobbies/", {"page_size": 1}, host="evil.example", x_forwarded_host="evil.example").json()
    assert body["next"] == f"https://pass.example{face}hobbies/?page_size=1&page=2"
    pictures = [row["cover_image"] for row in ok(face, "hobbies/")["results"] if row["cover_image"]]
    assert pictures == ["https://pass.example/media/hobbies/p%C3%A4rkour%201.jpg"]
    assert b"evil" not in get(face, "hobbies/", asked, host="evil.example").content


def test_a_host_that_is_not_ours_is_refused() -> None:
    answer = Client().get(f"{V1}hobbies/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["code"] == "invalid"
    assert b"evil" not in answer.content
