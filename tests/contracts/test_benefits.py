"""Contract 1.2, 2.5, traps 24 and 28: POST benefits/ as the phones send it."""

from typing import Any

import pytest
from django.test import Client

from harrastuspassi.catalogue.models import Promotion
from tests.contracts.conftest import ROOT
from tests.factories.catalogue import PromotionFactory

pytestmark = pytest.mark.django_db
NEW, OLD = "cd" * 20, "ab" * 20
ADDRESS = f"{ROOT}benefits/"


@pytest.fixture(autouse=True)
def app_tokens(settings: Any) -> None:
    settings.APP_TOKENS = [NEW, OLD]


@pytest.fixture
def promotion() -> Promotion:
    made: Promotion = PromotionFactory(available_count=3)
    return made


def android(client: Client, promotion: Any, token: str = f"Token {OLD}") -> Any:
    """multipart/form-data with one part."""
    return client.post(ADDRESS, {"promotion": str(promotion)}, headers={"Authorization": token})


def ios(client: Client, promotion: Any, token: str = f"Token {OLD}") -> Any:
    """x-www-form-urlencoded."""
    return client.post(
        ADDRESS,
        f"promotion={promotion}",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        headers={"Authorization": token, "Accept": "*/*", "Accept-Language": "sv-FI"},
    )


each_app = pytest.mark.parametrize("post", [android, ios])


def count(promotion: Promotion) -> int:
    promotion.refresh_from_db()
    return promotion.used_count


@each_app
def test_a_slide_in_the_app_is_a_use(client: Client, promotion: Promotion, post: Any) -> None:
    answer = post(client, promotion.pk)
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["promotion"] == promotion.pk
    assert (count(promotion), promotion.benefits.count()) == (1, 1)
    listed = {row["id"]: row["used_count"] for row in client.get(f"{ROOT}promotions/").json()}
    assert listed[promotion.pk] == 1


@each_app
def test_when_it_is_used_up_the_old_refusal_says_so(client: Client, promotion: Promotion, post: Any) -> None:
    assert [post(client, promotion.pk).status_code for _ in range(4)] == [201, 201, 201, 400]
    refused = post(client, promotion.pk)
    assert list(refused.json()) == ["non_field_errors"]
    assert [type(text) for text in refused.json()["non_field_errors"]] == [str]
    assert count(promotion) == 3


@each_app
@pytest.mark.parametrize("token", ["", "Token", "Token x", f"Bearer {OLD}", OLD, f"Token {OLD[:-1]}"])
def test_without_the_apps_token_it_is_401(client: Client, promotion: Promotion, post: Any, token: str) -> None:
    refused = post(client, promotion.pk, token)
    assert refused.status_code == 401
    assert list(refused.json()) == ["detail"]
    assert count(promotion) == 0


def test_apps_with_the_old_token_and_with_the_new_one_are_heard(client: Client, promotion: Promotion) -> None:
    for token in (OLD, NEW):
        assert android(client, promotion.pk, f"Token {token}").status_code == 201


def test_without_a_key_a_retry_is_another_use_and_with_one_it_is_not(client: Client, promotion: Promotion) -> None:
    """The apps that exist send none; the ones to come may."""
    key = {"Authorization": f"Token {OLD}", "Idempotency-Key": "8d1c7c0e-5a57-4b0e-9f27-0f3f2c1f7a55"}
    for _ in range(2):
        assert client.post(ADDRESS, {"promotion": promotion.pk}, headers=key).status_code == 201
    assert count(promotion) == 1
    for _ in range(2):
        android(client, promotion.pk)
    assert count(promotion) == 3


def test_what_else_is_sent_is_left_out_of_account(client: Client, promotion: Promotion) -> None:
    sent = {"promotion": promotion.pk, "id": "x", "used_count": 7}
    for kind in ({}, {"content_type": "application/json"}):
        answer = client.post(ADDRESS, sent, headers={"Authorization": f"Token {OLD}"}, **kind)
        assert answer.status_code == 201
    assert count(promotion) == 2


@pytest.mark.parametrize("wrong", ["", "x", "0", "-1", "1.5", "99999999999", "9" * 2000, "%00", "é"])
@each_app
def test_what_names_no_promotion_is_refused_by_field(client: Client, post: Any, wrong: str) -> None:
    refused = post(client, wrong)
    assert refused.status_code == 400
    assert list(refused.json()) == ["promotion"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", b"no boundary in here"),
        ("multipart/form-data", b"x"),
        ("application/json", b"{"),
        ("application/x-www-form-urlencoded", b"\xff=\xff&promotion"),
        ("text/plain", b"promotion=1"),
        ("nonsense", b""),
    ],
)
def test_what_cannot_be_read_is_refused(client: Client, content_type: str, body: bytes) -> None:
    refused = client.post(ADDRESS, body, content_type=content_type, headers={"Authorization": f"Token {OLD}"})
    assert refused.status_code in (400, 415)
    assert refused.headers["Content-Type"] == "application/json"


def test_uses_are_listed_nowhere(client: Client, promotion: Promotion) -> None:
    """Trap 28: in the old backend they were open to all, and anyone's to delete."""
    pk = android(client, promotion.pk).json()["id"]
    for method in ("get", "put", "patch", "delete"):
        for headers in ({}, {"Authorization": f"Token {OLD}"}):
            assert getattr(client, method)(ADDRESS, headers=headers).status_code in (401, 405)
            assert getattr(client, method)(f"{ADDRESS}{pk}/", headers=headers).status_code == 404
    assert count(promotion) == 1
