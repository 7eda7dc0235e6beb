"""The decoders notice each shape that CONTRACT.md says a client does not survive."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.contracts import clients
from tests.contracts.clients import Broken

GONE = object()
LOCATION = {
    "id": 5,
    "name": "Halli",
    "address": "Katu 1",
    "zip_code": "00100",
    "city": "Helsinki",
    "coordinates": {"type": "Point", "coordinates": [24.94, 60.17]},
}
EVENT = {
    "id": 1_000_001,
    "start_date": "2025-03-12",
    "end_date": "2025-03-12",
    "start_time": "18:00:00",
    "end_time": "19:30:00",
    "start_weekday": 3,
    "data_source": "harrastuspassi",
    "hobby": {
        "id": 7,
        "name": "Uinti",
        "description": "",
        "cover_image": "https://passi.example.fi/media/j%C3%A4%C3%A4.jpg",
        "organizer": {"name": "Seura"},
        "location": LOCATION,
        "price_type": "annual",
        "price_amount": "12.50",
        "categories": [3],
    },
}
CATEGORY = {
    "id": 3,
    "name": "Liikunta",
    "name_fi": "Liikunta",
    "name_sv": "Idrott",
    "name_en": "Sports",
    "parent": None,
    "tree_id": 1,
    "level": 0,
    "child_categories": [],
}
PROMOTION = {
    "id": 9,
    "name": "Etu",
    "description": "",
    "cover_image": None,
    "start_date": "2025-03-01",
    "end_date": "2025-03-31",
    "start_time": "00:00:00",
    "end_time": "23:59:00",
    "available_count": 10,
    "used_count": 0,
    "organizer": 4,
    "municipality": None,
    "location": LOCATION,
}
UUID = "9b2e5f0c-6a55-4b1e-8a3f-0d0a4c6d7b11"


def changed(answer: Any, path: str, value: Any) -> Any:
    """A copy with another value, or GONE, at a dotted path."""
    answer = copy.deepcopy(answer)
    *parents, last = path.split(".")
    owner = answer
    for name in parents:
        owner = owner[name]
    if value is GONE:
        del owner[last]
    else:
        owner[last] = value
    return answer


@pytest.mark.parametrize("decode", [clients.android_event, clients.ios_event])
def test_a_good_event_passes(decode: Callable[[Any], Any]) -> None:
    assert decode(EVENT) == EVENT
    for path in ("hobby.organizer", "hobby.location"):
        decode(changed(EVENT, path, None))
        decode(changed(EVENT, path, GONE))


@pytest.mark.parametrize("decode", [clients.android_event, clients.ios_event])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", UUID),
        ("id", 2**31),
        ("hobby", 7),
        ("hobby", None),
        ("hobby", GONE),
        ("hobby.id", None),
        ("hobby.name", None),
        ("hobby.cover_image", ""),
        ("hobby.cover_image", "/media/a.jpg"),
        ("hobby.cover_image", "https://passi.example.fi/media/jää kiekko.jpg"),
        ("hobby.cover_image", "https://passi.example.fi/media/100%.jpg"),
        ("hobby.organizer", 4),
        ("hobby.location", 5),
        ("hobby.location.coordinates", [24.94, 60.17]),
        ("hobby.location.coordinates", {"lat": 60.17, "lon": 24.94}),
        ("hobby.location.coordinates", {"type": "Point", "coordinates": []}),
        ("hobby.location.coordinates", {"type": "Point", "coordinates": [[24.94, 60.17]]}),
        ("hobby.location.coordinates", {"type": "Point", "coordinates": [60.17, 24.94]}),
        ("start_weekday", 0),
        ("start_weekday", 8),
        ("start_time", "18:00"),
        ("start_date", "12.3.2025"),
    ],
)
def test_both_apps_notice(decode: Callable[[Any], Any], path: str, value: Any) -> None:
    with pytest.raises(Broken):
        decode(changed(EVENT, path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [(name, GONE) for name in ("start_date", "end_time", "start_weekday", "data_source")]
    + [(f"hobby.{name}", GONE) for name in ("cover_image", "description", "price_type", "price_amount")]
    + [(f"hobby.location.{name}", None) for name in ("name", "address", "zip_code", "city")]
    + [("hobby.price_amount", "12,50"), ("hobby.price_amount", None), ("hobby.organizer", {}), ("start_time", None)],
)
def test_android_notices(path: str, value: Any) -> None:
    with pytest.raises(Broken):
        clients.android_event(changed(EVENT, path, value))


@pytest.mark.parametrize("category", [[3], {"id": 3}])
def test_ios_notices_a_category_that_is_no_integer(category: Any) -> None:
    with pytest.raises(Broken):
        clients.ios_event(changed(EVENT, "hobby.category", category))


@pytest.mark.parametrize("decode", [clients.android_events, clients.ios_events])
def test_pages_of_events_are_objects_with_results_and_next(decode: Callable[[Any], Any]) -> None:
    page = {"results": [EVENT], "next": None}
    assert decode(page) == [EVENT]
    for broken in ([EVENT], {"results": [EVENT]}, {"next": None}, changed(page, "next", "/hobbyevents/?page=2")):
        with pytest.raises(Broken):
            decode(broken)


@pytest.mark.parametrize("decode", [clients.android_categories, clients.ios_categories, clients.web_categories])
def test_categories_are_an_array_of_integer_ids(decode: Callable[[Any], Any]) -> None:
    assert decode([CATEGORY]) == [CATEGORY]
    for broken in ({"results": [CATEGORY]}, [changed(CATEGORY, "id", UUID)], [changed(CATEGORY, "name", 5)]):
        with pytest.raises(Broken):
            decode(broken)


@pytest.mark.parametrize("decode", [clients.android_categories, clients.ios_categories])
def test_the_apps_notice_an_empty_name_also_in_children(decode: Callable[[Any], Any]) -> None:
    unnamed = changed(CATEGORY, "name_sv", "")
    for broken in (unnamed, changed(CATEGORY, "child_categories", [unnamed])):
        with pytest.raises(Broken):
            decode([broken])


def test_each_client_reads_its_own_shape_of_promotion() -> None:
    nested = changed(PROMOTION, "organizer", {"id": 4, "name": "Seura"})
    plain = changed(PROMOTION, "location", 5)
    assert clients.android_promotions([PROMOTION]) == [PROMOTION]
    assert clients.ios_promotions([nested]) == [nested]
    assert clients.web_promotions([plain]) == [plain]
    for decode, broken in [
        (clients.android_promotions, nested),
        (clients.android_promotions, plain),
        (clients.android_promotions, changed(PROMOTION, "municipality", GONE)),
        (clients.ios_promotions, plain),
        (clients.ios_promotions, changed(PROMOTION, "start_time", None)),
        (clients.web_promotions, PROMOTION),
        (clients.web_promotions, changed(plain, "cover_image", GONE)),
    ]:
        with pytest.raises(Broken):
            decode([broken])


def test_the_web_form_wants_ids_and_a_short_picture_address() -> None:
    hobby = {
        "id": 7,
        "name": "Uinti",
        "description": "",
        "price_type": "free",
        "price_amount": "0.00",
        "location": 5,
        "organizer": None,
        "categories": [3],
        "cover_image": None,
    }
    event = changed(EVENT, "hobby", 7)
    assert clients.web_hobbies({"results": [hobby], "next": None}) == [hobby]
    assert clients.web_events({"results": [event]}) == [event]
    for path, value in [("organizer", {"id": 4}), ("cover_image", GONE), ("categories", [{"id": 3}])]:
        with pytest.raises(Broken):
            clients.web_hobby(changed(hobby, path, value))
    with pytest.raises(Broken):
        clients.web_hobby(changed(hobby, "cover_image", f"https://passi.example.fi/media/{'a' * 300}.jpg"))
    with pytest.raises(Broken):
        clients.web_events({"results": [EVENT]})
    with pytest.raises(Broken):
        clients.web_choices([{"id": 4, "name": None}])
