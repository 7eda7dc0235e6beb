"""Contract 2.4: promotions, a bare array that is kept short by what it contains."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from harrastuspassi.catalogue.models import Promotion
from tests.contracts import calls, clients
from tests.contracts.conftest import Ask
from tests.contracts.shapes import promotion_shapes
from tests.factories.catalogue import LocationFactory, PromotionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

TODAY, TOMORROW, YESTERDAY = (dt.date(2025, 3, day) for day in (12, 13, 11))


def ids(rows: list[Any]) -> list[int]:
    return [row["id"] for row in rows]


def pks(promotions: list[Promotion]) -> list[int]:
    return [promotion.pk for promotion in promotions]


@pytest.mark.parametrize(
    ("address", "decode"),
    [
        (calls.android_promotions, clients.android_promotions),
        (calls.ios_promotions_front, clients.ios_promotions),
        (calls.ios_promotions, clients.ios_promotions),
        (lambda place: "promotions/", clients.web_promotions),
    ],
    ids=["Android", "iOS front", "iOS tab", "web"],
)
def test_each_call_survives_every_shape(
    ask: Ask, address: Callable[[calls.Place], str], decode: Callable[[Any], list[Any]]
) -> None:
    made = promotion_shapes()
    for place in calls.POSITIONS.values():
        found = ids(decode(ask(address(place))))
        if address is not calls.android_promotions or place == calls.NOWHERE:
            assert sorted(found) == sorted(pks(list(made.values())))
        else:
            nowhere = {"without location", "without coordinates"}
            near = [made[name].pk for name in made if place == calls.HELSINKI and name not in nowhere]
            assert sorted(found) == sorted(near), "max_distance=45 leaves what is within 45 km"


def test_a_promotion_as_each_client_reads_it(ask: Ask) -> None:
    promotion = PromotionFactory(available_count=10, used_count=3, name_fi="Etu", description_fi="Kokeile.")
    (for_android,) = ask(calls.android_promotions(calls.HELSINKI))
    assert for_android["location"]["coordinates"]["coordinates"][0] == 24.94
    plain = {
        "id": promotion.pk,
        "name": "Etu",
        "description": "Kokeile.",
        "cover_image": None,
        "organizer": promotion.organizer_id,
        "location": promotion.location_id,
        "municipality": {"id": promotion.location.municipality_id, "code": "091", "name": "Helsinki"},
        "start_date": "2025-03-05",
        "start_time": "00:00:00",
        "end_date": "2025-04-11",
        "end_time": "23:59:00",
        "available_count": 10,
        "used_count": 3,
    }
    assert for_android | {"location": promotion.location_id} == plain
    assert ask("promotions/") == [plain]
    assert clients.web_promotion(ask(f"promotions/{promotion.pk}/")) == plain


def test_the_organizer_is_nested_only_where_include_asks(ask: Ask) -> None:
    """Trap 3: iOS asks, Android does not and needs the id."""
    organizer = PromotionFactory().organizer
    assert ask(calls.android_promotions(calls.HELSINKI))[0]["organizer"] == organizer.pk
    for address in (calls.ios_promotions(), calls.ios_promotions_front()):
        assert ask(address)[0]["organizer"]["id"] == organizer.pk


def test_ordering_twice_is_nearest(ask: Ask) -> None:
    """Trap 15: Android sends it twice."""
    near = PromotionFactory(location=LocationFactory(latitude=60.17, longitude=24.95))
    nearer = PromotionFactory(location=LocationFactory(latitude=60.17, longitude=24.94))
    nowhere = PromotionFactory(location=None)
    assert "ordering=nearest&ordering=nearest" in calls.android_promotions(calls.HELSINKI)
    assert ids(ask(calls.android_promotions(calls.HELSINKI))) == pks([nearer, near])
    assert ids(ask(calls.ios_promotions(calls.HELSINKI))) == pks([nearer, near, nowhere])


def test_within_45_kilometres(ask: Ask) -> None:
    within = PromotionFactory(location=LocationFactory(latitude=60.57, longitude=calls.HELSINKI[1]))
    PromotionFactory(location=LocationFactory(latitude=60.58, longitude=calls.HELSINKI[1]))
    assert ids(ask(calls.android_promotions(calls.HELSINKI))) == [within.pk]
    assert ask(calls.android_promotions(calls.MIDDLE_OF_FINLAND)) == []


def test_without_a_position_nearest_and_max_distance_are_left_out_of_account(ask: Ask) -> None:
    made = PromotionFactory.create_batch(3)
    address = calls.android_promotions(calls.NOWHERE)
    assert "near_" not in address
    assert sorted(ids(ask(address))) == pks(made)


def test_usable_only_leaves_out_what_is_used_up_or_has_not_begun(ask: Ask) -> None:
    usable = PromotionFactory(available_count=10, used_count=9)
    used_up = PromotionFactory(available_count=10, used_count=10)
    later = PromotionFactory(start_date=TOMORROW)
    assert ids(ask(calls.android_promotions(calls.HELSINKI))) == [usable.pk]
    # iOS shows what is used up in grey.
    assert sorted(ids(ask(calls.ios_promotions()))) == pks([usable, used_up, later])


def test_lists_hold_what_ends_today_or_later(ask: Ask, wednesday: time_machine.Traveller) -> None:
    """Trap 30, and DESIGN.md: the array is short by what it contains. The clock alone moves the listing."""
    PromotionFactory(end_date=YESTERDAY)
    over_at_noon = PromotionFactory(end_date=TODAY, end_time=dt.time(12))
    all_day = PromotionFactory(start_time=dt.time(0), end_date=TODAY, end_time=dt.time(0))
    longer = PromotionFactory()
    everywhere = [calls.ios_promotions(), "promotions/"]
    not_over = [calls.ios_promotions_front(), calls.android_promotions(calls.HELSINKI)]
    for address in everywhere:
        assert sorted(ids(ask(address))) == pks([over_at_noon, all_day, longer])
    for address in not_over:
        assert sorted(ids(ask(address))) == pks([all_day, longer])
    wednesday.move_to(dt.datetime(2025, 3, 12, 22, 0, tzinfo=dt.UTC))
    for address in everywhere + not_over:
        assert ids(ask(address)) == [longer.pk]


def test_a_past_promotion_is_read_by_id(ask: Ask) -> None:
    promotion = PromotionFactory(end_date=YESTERDAY)
    assert ask(f"promotions/{promotion.pk}/")["id"] == promotion.pk


def test_search_in_name_and_description(ask: Ask) -> None:
    by_name = PromotionFactory(name_fi="Jäätelö kaupan päälle")
    by_description = PromotionFactory(description_sv="En glass på köpet")
    for text, expected in [("jäätelö", [by_name]), ("glass", [by_description]), ("", [by_name, by_description])]:
        assert sorted(ids(ask(calls.ios_promotions(search=text)))) == pks(expected)
    assert ids(ask(calls.android_promotions(calls.HELSINKI, search="jäätelö kaupan"))) == [by_name.pk]


def test_the_web_list_is_empty_for_a_stranger(ask: Ask) -> None:
    PromotionFactory.create_batch(2)
    assert ask(calls.WEB_PROMOTIONS) == []
