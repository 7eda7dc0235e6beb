"""A promotion is never used more often than it is there: many at once, against a server of several processes."""

import itertools
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.conf import settings
from django.core.cache import cache

from harrastuspassi.catalogue.models import Promotion
from tests.factories.catalogue import PromotionFactory
from tests.operations.system import System, database_of_tests, wait_for

# The server is other processes: they see only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
THREADS, PROCESSES = 16, (2, 8)


@pytest.fixture(scope="module", params=PROCESSES)
def server(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """gunicorn with a number of processes over the tests' database."""
    system = System(tmp_path_factory.mktemp("uses"), database_of_tests())
    # Loaded once and forked: eight processes are there as soon as one.
    web = "--preload --config python:harrastuspassi.config.gunicorn harrastuspassi.config.wsgi"
    system.start("python", "-m", "gunicorn", *web.split(), WEB_WORKERS=str(request.param))
    try:
        assert wait_for(system.is_up), system.log.read_text()
        yield system
    finally:
        system.end()


def post_all(server: System, promotion: Promotion, keys: list[str | None]) -> list[httpx.Response]:
    """The answers to a use for each key, from THREADS at a time."""
    cache.clear()
    token = {"Authorization": f"Token {settings.APP_TOKENS[0]}"}
    with httpx.Client(base_url=server.url, headers=token, timeout=60) as client, ThreadPoolExecutor(THREADS) as threads:

        def send(key: str | None) -> httpx.Response:
            sent = {"Idempotency-Key": key} if key else {}
            return client.post("/api/v1/benefits/", json={"promotion": promotion.pk}, headers=sent)

        return list(threads.map(send, keys))


def outcomes(answers: list[httpx.Response]) -> Counter[tuple[int, str]]:
    return Counter((answer.status_code, answer.json().get("code", "")) for answer in answers)


def test_of_two_hundred_at_once_a_hundred_get_what_is_there(server: System) -> None:
    promotion = PromotionFactory(available_count=100)
    found = outcomes(post_all(server, promotion, [None] * 200))
    assert found == {(201, ""): 100, (409, "promotion_used_up"): 100}
    promotion.refresh_from_db()
    assert (promotion.used_count, promotion.benefits.count()) == (100, 100)


@pytest.mark.parametrize("available", [1, 100])
def test_the_same_key_at_once_is_one_use_and_everyone_is_told_of_it(server: System, available: int) -> None:
    promotion = PromotionFactory(available_count=available)
    answers = post_all(server, promotion, ["8d1c7c0e-5a57-4b0e-9f27-0f3f2c1f7a55"] * 48)
    assert outcomes(answers) == {(201, ""): 48}
    assert len({answer.content for answer in answers}) == 1
    promotion.refresh_from_db()
    assert (promotion.used_count, promotion.benefits.count()) == (1, 1)


def test_retries_among_others_take_nothing_twice(server: System) -> None:
    promotion = PromotionFactory(available_count=20)
    keys = [f"phone-{number:030}" for number in range(30)]
    answers = post_all(server, promotion, list(itertools.chain.from_iterable(zip(keys, keys, strict=True))))
    assert outcomes(answers) == {(201, ""): 40, (409, "promotion_used_up"): 20}
    promotion.refresh_from_db()
    assert (promotion.used_count, promotion.benefits.count()) == (20, 20)
