"""Using promotions: what counts, what is refused and why, and what a key does."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.db import IntegrityError

from harrastuspassi.catalogue.models import CatalogueVersion, Organizer, OrganizerState, Promotion
from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput, Refused
from harrastuspassi.participation import benefits
from harrastuspassi.participation.benefits import KEYS_KEPT, forget_keys, use_promotion
from harrastuspassi.participation.models import Benefit, BenefitKey
from tests.factories.catalogue import OrganizerFactory, PromotionFactory

pytestmark = pytest.mark.django_db

KEY = "8d1c7c0e-5a57-4b0e-9f27-0f3f2c1f7a55"
NOON = dt.datetime(2026, 3, 11, 12, 0, tzinfo=clock.HELSINKI)


def used(promotion: Promotion) -> tuple[int, int]:
    """The counter, and how many uses there are."""
    promotion.refresh_from_db()
    return promotion.used_count, promotion.benefits.count()


def refusal(promotion: Promotion, **changes: Any) -> str:
    """The code that a use is refused with; nothing may have been counted."""
    before = used(promotion)
    with pytest.raises(Refused) as refused:
        use_promotion(promotion_id=promotion.pk, **changes)
    assert used(promotion) == before
    return refused.value.code


# --- counting ---------------------------------------------------------------------------------------
def test_a_use_is_counted_and_is_a_row_of_its_time() -> None:
    promotion = PromotionFactory()
    use = use_promotion(promotion_id=promotion.pk)
    assert used(promotion) == (1, 1)
    assert not use.is_repeated
    assert clock.now() - use.benefit.created_at < dt.timedelta(minutes=1)


def test_a_promotion_is_used_as_often_as_it_is_there_and_no_more() -> None:
    promotion = PromotionFactory(available_count=3)
    for _ in range(3):
        use_promotion(promotion_id=promotion.pk)
    assert refusal(promotion) == "promotion_used_up"
    assert used(promotion) == (3, 3)


def test_uses_counted_before_they_were_rows_are_taken_into_account() -> None:
    promotion = PromotionFactory(available_count=12, used_count=11)
    use_promotion(promotion_id=promotion.pk)
    assert refusal(promotion) == "promotion_used_up"
    assert used(promotion) == (12, 1)


def test_another_promotions_uses_are_its_own() -> None:
    first, second = PromotionFactory.create_batch(2, available_count=1)
    use_promotion(promotion_id=first.pk)
    use_promotion(promotion_id=second.pk)
    assert refusal(first) == refusal(second) == "promotion_used_up"


def test_what_is_counted_is_written_or_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise IntegrityError

    promotion = PromotionFactory()
    monkeypatch.setattr(benefits.Benefit.objects, "create", fail)
    with pytest.raises(IntegrityError):
        use_promotion(promotion_id=promotion.pk)
    monkeypatch.undo()
    assert used(promotion) == (0, 0)


def test_a_use_publishes_nothing() -> None:
    """DESIGN.md: participation moves neither the catalogue's version nor the time of a promotion's last change."""
    promotion = PromotionFactory()
    versions, modified_at = list(CatalogueVersion.objects.values()), promotion.modified_at
    use_promotion(promotion_id=promotion.pk)
    promotion.refresh_from_db()
    assert list(CatalogueVersion.objects.values()) == versions
    assert promotion.modified_at == modified_at


def test_a_use_costs_four_writes(django_assert_num_queries: Any) -> None:
    promotion = PromotionFactory()
    # A savepoint, in a test, is what a transaction is elsewhere: two statements of these are its.
    with django_assert_num_queries(6):
        use_promotion(promotion_id=promotion.pk)


# --- when and whose -----------------------------------------------------------------------------------
def test_it_can_be_used_from_its_first_instant_to_its_last() -> None:
    promotion = PromotionFactory(
        start_date=NOON.date(), start_time=dt.time(12), end_date=NOON.date(), end_time=dt.time(14), available_count=9
    )
    for moment, expected in [
        (dt.timedelta(seconds=-1), "promotion_not_begun"),
        (dt.timedelta(), None),
        (dt.timedelta(hours=2, seconds=-1), None),
        (dt.timedelta(hours=2), "promotion_over"),
    ]:
        with time_machine.travel(NOON + moment, tick=False):
            if expected:
                assert refusal(promotion) == expected
            else:
                use_promotion(promotion_id=promotion.pk)
    assert used(promotion) == (2, 2)


def test_all_day_lasts_to_the_midnight_after() -> None:
    midnight = dt.time(0)
    promotion = PromotionFactory(
        start_date=NOON.date(), start_time=midnight, end_date=NOON.date(), end_time=midnight, available_count=9
    )
    with time_machine.travel(NOON.replace(hour=23, minute=59), tick=False):
        use_promotion(promotion_id=promotion.pk)
    with time_machine.travel(NOON.replace(hour=0) + dt.timedelta(days=1), tick=False):
        assert refusal(promotion) == "promotion_over"


def test_an_archived_promotion_is_on_offer_no_more() -> None:
    promotion = PromotionFactory(state="archived", published_at=clock.now())
    assert refusal(promotion) == "promotion_archived"


@pytest.mark.parametrize("state", ["draft", "in_review", "rejected"])
def test_a_promotion_that_is_not_public_is_not_told_from_none(state: str) -> None:
    hidden = PromotionFactory(state=state)
    for pk in (hidden.pk, hidden.pk + 1):
        with pytest.raises(InvalidInput) as refused:
            use_promotion(promotion_id=pk)
        assert (refused.value.code, list(refused.value.fields)) == ("does_not_exist", ["promotion"])
    assert used(hidden) == (0, 0)


@pytest.mark.parametrize("state", [OrganizerState.SUSPENDED, OrganizerState.PENDING])
def test_what_a_suspended_organizer_offers_cannot_be_used(state: OrganizerState) -> None:
    promotion = PromotionFactory(organizer=OrganizerFactory())
    use_promotion(promotion_id=promotion.pk)
    Organizer.objects.filter(pk=promotion.organizer_id).update(state=state)
    with pytest.raises(InvalidInput):
        use_promotion(promotion_id=promotion.pk)
    assert used(promotion) == (1, 1)


# --- idempotency keys -----------------------------------------------------------------------------
def test_the_same_key_twice_is_one_use() -> None:
    promotion = PromotionFactory()
    first, second = (use_promotion(promotion_id=promotion.pk, key=KEY) for _ in range(2))
    assert (first.is_repeated, second.is_repeated) == (False, True)
    assert first.benefit == second.benefit
    assert used(promotion) == (1, 1)


def test_a_key_is_answered_as_before_when_nothing_is_left_or_all_is_over() -> None:
    promotion = PromotionFactory(available_count=1)
    first = use_promotion(promotion_id=promotion.pk, key=KEY)
    assert use_promotion(promotion_id=promotion.pk, key=KEY).benefit == first.benefit
    assert refusal(promotion, key=f"{KEY}-other") == "promotion_used_up"
    Promotion.objects.filter(pk=promotion.pk).update(state="archived")
    assert use_promotion(promotion_id=promotion.pk, key=KEY).benefit == first.benefit


def test_another_key_is_another_use_and_so_is_none() -> None:
    promotion = PromotionFactory()
    for key in (KEY, KEY.upper(), None, None):
        use_promotion(promotion_id=promotion.pk, key=key)
    assert used(promotion) == (4, 4)


def test_a_key_counts_for_one_promotion() -> None:
    first, second = PromotionFactory.create_batch(2)
    for promotion in (first, second):
        use_promotion(promotion_id=promotion.pk, key=KEY)
    assert used(first) == used(second) == (1, 1)


def test_a_refused_use_leaves_its_key_free() -> None:
    promotion = PromotionFactory(available_count=1, used_count=1)
    assert refusal(promotion, key=KEY) == "promotion_used_up"
    Promotion.objects.filter(pk=promotion.pk).update(available_count=2)
    assert not use_promotion(promotion_id=promotion.pk, key=KEY).is_repeated


def test_keys_are_stored_so_that_neither_they_nor_a_phone_can_be_told() -> None:
    first, second = PromotionFactory.create_batch(2)
    for promotion in (first, second):
        use_promotion(promotion_id=promotion.pk, key=KEY)
    assert KEY not in serializers.serialize("json", BenefitKey.objects.all())
    assert len({key.digest for key in BenefitKey.objects.all()}) == 2
    assert {len(row["fields"]) for row in json.loads(serializers.serialize("json", Benefit.objects.all()))} == {2}


def test_keys_are_kept_for_a_week(settings: Any) -> None:
    promotion = PromotionFactory()
    with time_machine.travel(clock.now(), tick=False) as now:
        use_promotion(promotion_id=promotion.pk, key=KEY)
        now.shift(KEYS_KEPT - dt.timedelta(seconds=1))
        assert forget_keys() == 0
        assert use_promotion(promotion_id=promotion.pk, key=KEY).is_repeated
        now.shift(dt.timedelta(seconds=1))
        # Until the night's work has been done, too.
        assert use_promotion(promotion_id=promotion.pk, key=KEY).is_repeated
        assert forget_keys() == 1
        assert not use_promotion(promotion_id=promotion.pk, key=KEY).is_repeated
    assert used(promotion) == (2, 2)


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 15, "x" * 129, "with a space in it", "ääääääääääääääää", "x" * 16 + "\n"]
)
def test_what_is_no_key_is_refused(key: str) -> None:
    promotion = PromotionFactory()
    with pytest.raises(InvalidInput) as refused:
        use_promotion(promotion_id=promotion.pk, key=key)
    assert (refused.value.code, list(refused.value.fields)) == ("idempotency_key_invalid", ["Idempotency-Key"])
    assert used(promotion) == (0, 0)
