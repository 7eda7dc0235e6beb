"""POST benefits/ of `/api/v1/`: refusals by code, keys, and how many calls one address may make."""

from typing import Any

import pytest
import redis
from django.core.cache import cache

from api.benefits.throttling import UsesPerAddress
from harrastuspassi.accounts.machines import LONGEST, issue_token
from harrastuspassi.accounts.models import Scope
from harrastuspassi.catalogue.models import Promotion
from tests.api.asking import CLIENT, MOBILE, V1, ok
from tests.api.callers import bearer, call, refusal
from tests.factories.accounts import operator
from tests.factories.catalogue import PromotionFactory

pytestmark = pytest.mark.django_db
APP = {"Authorization": f"Token {'ab' * 20}"}
KEY = "8d1c7c0e-5a57-4b0e-9f27-0f3f2c1f7a55"


@pytest.fixture(autouse=True)
def app_token(settings: Any) -> None:
    settings.APP_TOKENS = ["ab" * 20]
    cache.clear()


@pytest.fixture
def promotion() -> Promotion:
    made: Promotion = PromotionFactory(available_count=2)
    return made


def use(body: Any, **headers: str) -> Any:
    return call("post", f"{V1}benefits/", body, **{**APP, **headers})


def count(promotion: Promotion) -> int:
    promotion.refresh_from_db()
    return promotion.used_count


def test_a_use_is_answered_with_what_was_noted(promotion: Promotion) -> None:
    answer = use({"promotion": promotion.pk})
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.json() == {
        "id": promotion.benefits.get().pk,
        "promotion": promotion.pk,
        "created_at": answer.json()["created_at"],
    }


def test_the_count_is_right_at_once_wherever_it_is_read(promotion: Promotion) -> None:
    use({"promotion": promotion.pk})
    for path in (f"promotions/{promotion.pk}/", "promotions/"):
        for face in (V1, MOBILE):
            body = ok(face, path)
            (row,) = body["results"] if "results" in body else body if isinstance(body, list) else [body]
            assert row["used_count"] == 1, (face, path)
    use({"promotion": promotion.pk})
    assert ok(V1, "promotions/", {"usable_only": "true"})["results"] == []


def test_each_refusal_has_a_code_and_changes_nothing(promotion: Promotion) -> None:
    Promotion.objects.filter(pk=promotion.pk).update(used_count=2)
    assert refusal(use({"promotion": promotion.pk})) == (409, "promotion_used_up")
    archived = PromotionFactory(state="archived", published_at=promotion.published_at)
    assert refusal(use({"promotion": archived.pk})) == (409, "promotion_archived")
    over = PromotionFactory(end_date=promotion.start_date)
    assert refusal(use({"promotion": over.pk})) == (409, "promotion_over")
    later = PromotionFactory(start_date=promotion.end_date)
    assert refusal(use({"promotion": later.pk})) == (409, "promotion_not_begun")
    assert [count(each) for each in (promotion, archived, over, later)] == [2, 0, 0, 0]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "promotion", "required"),
        ({"promotion": None}, "promotion", "null"),
        ({"promotion": "etu"}, "promotion", "invalid"),
        ({"promotion": [1]}, "promotion", "invalid"),
        ({"promotion": True}, "promotion", "invalid"),
        ({"promotion": 0}, "promotion", "min_value"),
        ({"promotion": 2**31}, "promotion", "max_value"),
        ({"promotion": 999_999}, "promotion", "does_not_exist"),
        ({"promotion": 1, "colour": "blue"}, "colour", "unknown"),
        ([], "non_field_errors", "invalid"),
    ],
)
def test_a_wrong_body_is_refused_by_field(promotion: Promotion, body: Any, field: str, code: str) -> None:
    answer = use(body)
    assert refusal(answer) == (400, "invalid")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert count(promotion) == 0


def test_who_may_not_is_told_why(promotion: Promotion) -> None:
    body = {"promotion": promotion.pk}
    answer = use(body, Authorization="")
    assert refusal(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Token realm="harrastuspassi"'
    assert refusal(use(body, Authorization="Token x")) == (401, "token_invalid")
    # Nobody's account uses promotions, an operator's neither.
    assert refusal(use(body, **bearer(operator()))) == (401, "not_authenticated")
    _, other = issue_token(name="tilastot", scope=Scope.STATISTICS, valid_for=LONGEST)
    assert refusal(use(body, Authorization=f"Token {other}")) == (403, "scope_missing")
    assert count(promotion) == 0
    _, same = issue_token(name="kassa", scope=Scope.BENEFITS, valid_for=LONGEST)
    assert use(body, Authorization=f"Token {same}").status_code == 201


def test_a_key_makes_one_use_of_two_calls(promotion: Promotion) -> None:
    first, second = (use({"promotion": promotion.pk}, Idempotency_Key=KEY) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert count(promotion) == 1


def test_what_is_no_key_is_refused_by_its_name(promotion: Promotion) -> None:
    answer = use({"promotion": promotion.pk}, Idempotency_Key="1")
    assert refusal(answer) == (400, "invalid")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("Idempotency-Key", "idempotency_key_invalid")
    ]


# --- how many -------------------------------------------------------------------------------------
def test_a_classroom_behind_one_address_is_not_slowed() -> None:
    promotion = PromotionFactory(available_count=500)
    assert {use({"promotion": promotion.pk}).status_code for _ in range(90)} == {201}


def test_one_address_is_slowed_others_are_not(promotion: Promotion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UsesPerAddress, "THROTTLE_RATES", {"benefits": "2/minute"})
    body = {"promotion": promotion.pk}
    for _ in range(2):
        assert use(body).status_code == 201
    refused = use(body)
    assert refusal(refused) == (429, "throttled")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    elsewhere = CLIENT.post(
        f"{V1}benefits/", body, content_type="application/json", headers=APP, REMOTE_ADDR="192.0.2.7"
    )
    assert refusal(elsewhere) == (409, "promotion_used_up")


def test_without_the_cache_a_use_is_still_a_use(promotion: Promotion, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(type(UsesPerAddress.cache), "get", fail, raising=False)
    monkeypatch.setattr(UsesPerAddress.cache, "get", fail, raising=False)
    assert use({"promotion": promotion.pk}).status_code == 201
