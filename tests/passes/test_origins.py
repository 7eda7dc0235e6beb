"""Addresses that make many passes: a class is let through, a script is limited and left out, no address is kept."""

import pytest
import time_machine
from django.core import serializers
from django.test import Client

from harrastuspassi.passes import origins
from harrastuspassi.passes.models import Pass, PassOrigin
from harrastuspassi.passes.services import create_pass
from tests.api.callers import refusal
from tests.factories.passes import PASSES

pytestmark = pytest.mark.django_db
ADDRESS = "198.51.100.7"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule as it is, with smaller numbers."""
    monkeypatch.setattr(origins, "LEFT_OUT_ABOVE", 3)
    monkeypatch.setattr(origins, "AT_MOST", 5)


def test_a_school_behind_one_address_is_no_abnormal_number() -> None:
    assert origins.LEFT_OUT_ABOVE >= 300
    assert origins.AT_MOST >= 1000


def test_what_an_address_makes_beyond_the_rule_is_left_out_from_the_first_one_on(few: None) -> None:
    for _ in range(3):
        create_pass(address=ADDRESS)
    other, _ = create_pass(address="198.51.100.8")
    assert not Pass.objects.filter(is_left_out=True).exists()
    create_pass(address=ADDRESS)
    assert set(Pass.objects.filter(is_left_out=False)) == {other}
    create_pass(address=ADDRESS)
    assert Pass.objects.filter(is_left_out=True).count() == 5


def test_an_address_that_made_too_many_waits_until_tomorrow(few: None) -> None:
    with time_machine.travel("2027-02-03 20:00:00+00:00", tick=False) as now:
        for _ in range(5):
            create_pass(address=ADDRESS)
        answer = Client().post(PASSES, REMOTE_ADDR=ADDRESS)
        assert refusal(answer) == (429, "too_many_passes")
        assert 7200 <= int(answer.headers["Retry-After"]) <= 7202
        assert Pass.objects.count() == 5
        now.move_to("2027-02-03 22:00:01+00:00")
        assert Client().post(PASSES, REMOTE_ADDR=ADDRESS).status_code == 201


def test_the_count_does_not_go_down_by_erasing(few: None) -> None:
    for _ in range(5):
        create_pass(address=ADDRESS)
        Pass.objects.all().delete()
    assert Client().post(PASSES, REMOTE_ADDR=ADDRESS).status_code == 429


def test_no_address_is_kept_and_tomorrow_its_hash_is_another() -> None:
    with time_machine.travel("2027-02-03 12:00:00+00:00", tick=False) as now:
        create_pass(address=ADDRESS)
        first = origins.digest_of(ADDRESS)
        now.move_to("2027-02-04 12:00:00+00:00")
        assert origins.digest_of(ADDRESS) != first
    kept = serializers.serialize("json", [*Pass.objects.all(), *PassOrigin.objects.all()])
    assert ADDRESS not in kept


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("198.51.100.7", "198.51.100.8", False),
        ("", "unknown", True),
    ],
)
def test_an_address_is_what_one_subscriber_has(one: str, other: str, is_same: bool) -> None:
    assert (origins.digest_of(one) == origins.digest_of(other)) is is_same
