"""Using promotions with a pass: its limit, what is noted of it and for whom, and what is left when it is erased."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from harrastuspassi.catalogue.models import Promotion
from harrastuspassi.common import clock
from harrastuspassi.participation.benefits import event_key, use_promotion
from harrastuspassi.participation.models import Benefit
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.uses import PassUse
from harrastuspassi.participation.retention import USES_KEPT, forget_participation
from tests.api.callers import refusal
from tests.factories.catalogue import PromotionFactory
from tests.factories.passes import MINE, Phone, new_phone

pytestmark = pytest.mark.django_db
USES = f"{MINE}benefits/"
KEY = "8d1c7c0e-5a57-4b0e-9f27-0f3f2c1f7a55"


@pytest.fixture(autouse=True)
def nobody_slowed() -> None:
    cache.clear()


def use(phone: Phone, promotion: Promotion, key: str | None = None) -> Any:
    return phone.call("post", USES, {"promotion": promotion.pk}, **({"Idempotency-Key": key} if key else {}))


def used(promotion: Promotion) -> tuple[int, int, int]:
    """The counter, the uses, and the events that there are of them: all the same, always."""
    promotion.refresh_from_db()
    return promotion.used_count, promotion.benefits.count(), Event.objects.filter(promotion=promotion).count()


def test_a_pass_uses_a_promotion_as_often_as_one_pass_may_and_others_still_can() -> None:
    promotion = PromotionFactory(available_count=4, available_per_pass=2)
    phone, other = new_phone(), new_phone()
    assert [use(phone, promotion).status_code for _ in range(2)] == [201, 201]
    assert refusal(use(phone, promotion)) == (409, "promotion_used_by_pass")
    assert use(other, promotion).status_code == 201
    use_promotion(promotion_id=promotion.pk)
    assert refusal(use(other, promotion)) == (409, "promotion_used_up")
    assert used(promotion) == (4, 4, 4)
    assert sorted(PassUse.objects.values_list("uses", flat=True)) == [1, 2]


def test_without_a_limit_nothing_is_kept_of_which_pass_it_was() -> None:
    promotion, phone = PromotionFactory(), new_phone()
    assert {use(phone, promotion).status_code for _ in range(3)} == {201}
    assert used(promotion) == (3, 3, 3)
    assert not PassUse.objects.exists()
    assert not Event.objects.filter(pass_id__isnull=False).exists()


def test_a_use_is_an_event_of_a_pass_that_has_consented_and_else_of_nobody() -> None:
    promotion, phone = PromotionFactory(), new_phone().consent()
    phone.tell(age_group="age_13_to_16", gender="female", language="sv", has_hobby="no")
    made = use(phone, promotion).json()
    event = Event.objects.get(key=event_key(made["id"]))
    assert (event.kind, event.promotion_id, str(event.pass_id)) == ("benefit_used", promotion.pk, phone.id)
    assert (event.age_group, event.gender, event.language, event.has_hobby) == ("age_13_to_16", "female", "sv", "no")
    assert event.occurred_at == Benefit.objects.get(pk=made["id"]).created_at
    use_promotion(promotion_id=promotion.pk)
    assert Event.objects.filter(pass_id=None, age_group="", gender="").count() == 1


def test_a_key_is_one_use_and_the_passs_own() -> None:
    promotion = PromotionFactory(available_per_pass=1)
    phone, other = new_phone(), new_phone()
    first, again, another = (use(whose, promotion, KEY) for whose in (phone, phone, other))
    assert first.content == again.content
    assert another.json()["id"] != first.json()["id"]
    assert refusal(use(phone, promotion, str(uuid.uuid4()))) == (409, "promotion_used_by_pass")
    assert used(promotion) == (2, 2, 2)


@pytest.mark.parametrize("body", [{}, {"promotion": "x"}, {"promotion": 999_999}, {"promotion": 1, "pass": 2}, []])
def test_a_wrong_body_is_refused(body: Any) -> None:
    assert refusal(new_phone().call("post", USES, body)) == (400, "invalid")


def test_what_is_kept_is_exported_and_goes_with_the_pass() -> None:
    promotion, phone = PromotionFactory(available_per_pass=1), new_phone().consent()
    use(phone, promotion)
    told = phone.ok("get", f"{MINE}export/")
    assert [(row["promotion_id"], row["uses"]) for row in told["uses"]] == [(promotion.pk, 1)]
    assert [row["kind"] for row in told["events"]] == ["benefit_used"]
    # Consent is not what the limit stands on.
    phone.ok("delete", f"{MINE}consents/statistics/")
    assert refusal(use(phone, promotion)) == (409, "promotion_used_by_pass")
    assert phone.call("delete").status_code == 204
    assert not PassUse.objects.exists()
    assert not Event.objects.filter(pass_id__isnull=False).exists()
    assert refusal(use(phone, promotion)) == (401, "pass_invalid")
    assert used(promotion) == (1, 1, 1)


def test_the_count_goes_a_month_after_the_promotion_has_ended() -> None:
    promotion, phone = PromotionFactory(available_per_pass=1), new_phone()
    use(phone, promotion)
    for after, left in ((USES_KEPT - dt.timedelta(minutes=1), 1), (USES_KEPT + dt.timedelta(minutes=1), 0)):
        with time_machine.travel(promotion.ends_at + after, tick=False):
            forget_participation()
        assert PassUse.objects.count() == left


def test_a_pass_and_nobody_cost_the_same_writes_however_often(django_assert_max_num_queries: Any) -> None:
    promotion, phone = PromotionFactory(available_per_pass=50), new_phone().consent()
    use(phone, promotion)
    # The pass, twice; its consents and profiles; the counts of both, the use, its event; and what a transaction takes.
    with django_assert_max_num_queries(16):
        use(phone, promotion)
    assert clock.now() - Event.objects.latest("id").occurred_at < dt.timedelta(minutes=1)
