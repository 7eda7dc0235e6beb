"""Contract 2.1 and 2.2: what each client asks of events, and that it survives and understands the answer."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from harrastuspassi.catalogue.models import HobbyEvent, PriceType
from tests.contracts import calls, clients
from tests.contracts.conftest import Ask
from tests.contracts.shapes import WEEKS, Shapes, make_weekly
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    make_tree,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

Decode = Callable[[Any], list[Any]]
LISTS: dict[str, tuple[Callable[[calls.Place], str], Decode]] = {
    "Android front": (calls.android_front, clients.android_events),
    "Android list": (calls.android_list, clients.android_events),
    "Android map": (calls.android_map, clients.android_events),
    "iOS front": (calls.ios_front, clients.ios_events),
    "iOS list": (calls.ios_list, clients.ios_events),
    "iOS map": (calls.ios_map, clients.ios_events),
    "Android favourites": (lambda place: calls.ANDROID_FAVOURITES, clients.android_events),
    "iOS favourites": (lambda place: calls.IOS_FAVOURITES, clients.ios_events),
}


def ids(rows: list[Any]) -> list[int]:
    return [row["id"] for row in rows]


def hobby_names(answer: Any) -> list[str]:
    return [row["hobby"]["name"] for row in answer["results"]]


def make_event(**hobby: Any) -> HobbyEvent:
    return HobbyEventFactory(hobby=HobbyFactory(**hobby))


# --- every list call, over every shape -------------------------------------------------------------
@pytest.mark.parametrize("listing", LISTS)
def test_each_list_call_survives_every_shape(ask: Ask, shapes: Shapes, listing: str) -> None:
    address, decode = LISTS[listing]
    for place in calls.POSITIONS.values():
        rows = decode(ask(address(place)))
        assert sorted(ids(rows)) == sorted(event.pk for event in shapes.listed.values())


def test_an_event_as_the_apps_read_it(ask: Ask) -> None:
    organizer, location = OrganizerFactory(name="Seura"), LocationFactory(name_fi="Halli", latitude=60.17)
    category = make_tree({"Liikunta": {}})["Liikunta"]
    hobby = HobbyFactory(
        name_fi="Uinti",
        description_fi="Katso https://example.fi",
        organizer=organizer,
        location=location,
        price_type="annual",
        price_amount="12.5",
        categories=[category],
        cover_image="hobbies/uinti.jpg",
    )
    event = HobbyEventFactory(hobby=hobby)
    row = ask(calls.android_event(event.pk))
    municipality = row["hobby"]["municipality"]
    assert municipality == {"id": location.municipality_id, "code": "091", "name": "Helsinki"}
    assert row == {
        "id": event.pk,
        "start_date": "2025-03-13",
        "start_time": "18:00:00",
        "end_date": "2025-03-13",
        "end_time": "19:30:00",
        "start_weekday": 4,
        "data_source": "harrastuspassi",
        "hobby": {
            "id": hobby.pk,
            "name": "Uinti",
            "description": "Katso https://example.fi",
            "cover_image": "http://127.0.0.1:8000/media/hobbies/uinti.jpg",
            "organizer": {"id": organizer.pk, "name": "Seura", "municipality": municipality},
            "location": {
                "id": location.pk,
                "name": "Halli",
                "address": location.address,
                "zip_code": "00100",
                "city": "Helsinki",
                "coordinates": {"type": "Point", "coordinates": [24.94, 60.17]},
                "municipality": municipality,
            },
            "municipality": municipality,
            "categories": [category.pk],
            "price_type": "annual",
            "price_amount": "12.50",
        },
    }


def test_lists_and_detail_give_the_same_event(ask: Ask, shapes: Shapes) -> None:
    listed = {row["id"]: row for row in ask(calls.ANDROID_FAVOURITES)["results"]}
    for event in shapes.listed.values():
        assert ask(calls.android_event(event.pk)) == ask(calls.ios_event(event.pk)) == listed[event.pk]


def test_no_time_of_day_is_midnight_to_midnight_and_never_null(ask: Ask) -> None:
    """Trap 16. The apps hide it, and the dates too where the source is LIPAS."""
    HobbyEventFactory(all_day=True, data_source="lipas", origin_id="505625")
    (row,) = ask(calls.android_list())["results"]
    assert (row["start_time"], row["end_time"], row["data_source"]) == ("00:00:00", "00:00:00", "lipas")


@pytest.mark.parametrize("price_type", PriceType.values)
def test_every_price_type_has_an_amount_with_two_decimals(ask: Ask, price_type: str) -> None:
    event = make_event(price_type=price_type, price_amount=0)
    hobby = clients.android_event(ask(calls.android_event(event.pk)))["hobby"]
    assert (hobby["price_type"], hobby["price_amount"]) == (price_type, "0.00")


# --- the parameters, one by one -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("include", "nested"),
    [
        ("", None),
        ("include=location_detail&include=organizer_detail", None),
        ("include=hobby_detail", (int, int)),
        ("include=hobby_detail&include=location_detail", (dict, int)),
        ("include=hobby_detail&include=organizer_detail", (int, dict)),
        (calls.DETAILS, (dict, dict)),
    ],
)
def test_include_nests_exactly_what_it_names(ask: Ask, include: str, nested: tuple[type, type] | None) -> None:
    event = HobbyEventFactory()
    for address in (f"hobbyevents/?{include}", f"hobbyevents/{event.pk}/?{include}"):
        answer = ask(address)
        hobby = answer.get("results", [answer])[0]["hobby"]
        if nested is None:
            assert hobby == event.hobby_id
        else:
            assert (type(hobby["location"]), type(hobby["organizer"])) == nested


@pytest.mark.parametrize("place", calls.POSITIONS.values(), ids=calls.POSITIONS)
def test_nearest_orders_by_metres_and_puts_places_without_coordinates_last(ask: Ask, place: calls.Place) -> None:
    def at(name: str, latitude: float | None, longitude: float | None) -> None:
        make_event(name_fi=name, location=LocationFactory(latitude=latitude, longitude=longitude))

    at("nowhere", None, None)
    make_event(name_fi="no location", location=None)
    # By degrees the first would be nearer to Helsinki's centre; by metres the second is.
    at("north", calls.HELSINKI[0] + 0.02, calls.HELSINKI[1])
    at("east", calls.HELSINKI[0], calls.HELSINKI[1] + 0.03)
    at("Oulu", 65.01, 25.47)
    expected = {
        calls.NOWHERE: ["east", "north", "Oulu"],
        calls.MIDDLE_OF_FINLAND: ["Oulu", "north", "east"],
        calls.HELSINKI: ["east", "north", "Oulu"],
    }[place]
    for address in (calls.android_list(place), calls.ios_list(place)):
        names = hobby_names(ask(address))
        assert names[:3] == expected
        assert set(names[3:]) == {"nowhere", "no location"}


def test_favourites_are_ordered_by_start(ask: Ask) -> None:
    days = [5, 2, 9, 3]
    events = {day: HobbyEventFactory(start_date=dt.date(2025, 3, 12 + day)) for day in days}
    expected = [events[day].pk for day in sorted(days)]
    assert ids(ask(calls.ANDROID_FAVOURITES)["results"]) == expected
    assert ids(ask(calls.IOS_FAVOURITES)["results"]) == expected


@pytest.mark.parametrize(
    ("address", "size"), [(calls.android_list, 50), (calls.ios_list, 50), (calls.android_map, 500)]
)
def test_page_size(ask: Ask, address: Callable[[], str], size: int) -> None:
    HobbyEventFactory.create_batch(52)
    answer = ask(address())
    assert answer["count"] == 52
    assert len(answer["results"]) == min(size, 52)
    assert (answer["next"] is None) == (size > 52)


def test_without_page_size_500_rows_come_and_no_more(ask: Ask) -> None:
    place = LocationFactory()
    hobbies = HobbyFactory.create_batch(501, organizer=None, location=place)
    HobbyEvent.objects.bulk_create(HobbyEventFactory.build(hobby=hobby) for hobby in hobbies)
    for address in (calls.ios_front(), calls.ANDROID_FAVOURITES, calls.IOS_FAVOURITES, "hobbyevents/?page_size=1000"):
        answer = ask(address)
        assert (answer["count"], len(answer["results"])) == (501, 500)
        assert answer["next"].endswith("page=2")


def test_a_full_day_of_times_lets_every_event_pass(ask: Ask) -> None:
    """Trap 16: Android always sends 00:00 to 23:59."""
    events = [
        HobbyEventFactory(all_day=True),
        HobbyEventFactory(start_time=dt.time(23, 59, 30), end_time=dt.time(1)),
        HobbyEventFactory(start_time=dt.time(0), end_time=dt.time(5)),
    ]
    for address in (calls.android_list(), calls.ios_list()):
        assert sorted(ids(ask(address)["results"])) == sorted(event.pk for event in events)


def test_start_times_between(ask: Ask) -> None:
    def starting(hour: int, minute: int) -> int:
        return HobbyEventFactory(start_time=dt.time(hour, minute), end_time=dt.time(23)).pk

    _, at_16, at_18, _ = starting(15, 59), starting(16, 0), starting(18, 30), starting(18, 31)
    all_day = HobbyEventFactory(all_day=True).pk
    found = ask(f"hobbyevents?{calls.DETAILS}&start_time_from=16:00&start_time_to=18:30&ordering=start_date")
    assert sorted(ids(found["results"])) == sorted([at_16, at_18, all_day])


def test_start_weekday_counts_from_monday_and_repeats(ask: Ask) -> None:
    """Trap 17."""
    monday, tuesday, sunday = (HobbyEventFactory(start_date=dt.date(2025, 3, day)) for day in (17, 18, 23))
    week = HobbyEventFactory(all_day=True, start_date=dt.date(2025, 3, 17), end_date=dt.date(2025, 3, 23))
    for chosen, expected in [
        ("&start_weekday=1", [monday, week]),
        ("&start_weekday=7", [sunday, week]),
        ("&start_weekday=1&start_weekday=2", [monday, tuesday, week]),
        ("&start_weekday=5", [week]),
    ]:
        for address in (calls.android_list(chosen=chosen), calls.ios_list(chosen=chosen)):
            assert sorted(ids(ask(address)["results"])) == sorted(event.pk for event in expected)


def test_the_next_event_is_the_next_that_passes_the_filters(ask: Ask) -> None:
    hobby = HobbyFactory()
    thursday, monday = (HobbyEventFactory(hobby=hobby, start_date=dt.date(2025, 3, day)) for day in (13, 17))
    assert ids(ask(calls.android_list())["results"]) == [thursday.pk]
    assert ids(ask(calls.android_list(chosen="&start_weekday=1"))["results"]) == [monday.pk]


def test_a_category_matches_its_children_and_repeats(ask: Ask) -> None:
    tree = make_tree({"Liikunta": {"Palloilu": {"Jalkapallo": {}}}, "Musiikki": {}, "Käsityö": {}})
    football = make_event(categories=[tree["Jalkapallo"]])
    music = make_event(categories=[tree["Musiikki"], tree["Liikunta"]])
    make_event(categories=[tree["Käsityö"]])
    for names, expected in [
        (["Jalkapallo"], [football]),
        (["Palloilu"], [football]),
        (["Liikunta"], [football, music]),
        (["Palloilu", "Musiikki"], [football, music]),
    ]:
        chosen = "".join(f"&category={tree[name].pk}" for name in names)
        for address in (calls.android_list(chosen=chosen), calls.ios_list(chosen=chosen)):
            assert sorted(ids(ask(address)["results"])) == sorted(event.pk for event in expected)


def test_free_only(ask: Ask) -> None:
    free = make_event(price_type="free")
    make_event(price_type="paid", price_amount=0)
    for address in (calls.android_list(chosen="&price_type=free"), calls.ios_list(chosen="&price_type=free")):
        assert ids(ask(address)["results"]) == [free.pk]


@pytest.mark.parametrize("word", ["pallo", "Pallokerho", "öinen", "simning", "Ball sports", "Bollsport", "liikunta"])
def test_search_looks_in_name_description_and_category_names(ask: Ask, word: str) -> None:
    """In three languages, and in everything below a matching category."""
    tree = make_tree({"Liikunta": {"Palloilu": {}}, "Musiikki": {}})
    sports, balls = tree["Liikunta"], tree["Palloilu"]
    balls.name_en, balls.name_sv = "Ball sports", "Bollsport"
    balls.save()
    by_word = {
        "pallo": [make_event(name_fi="Pallokerho"), make_event(categories=[balls])],
        "öinen": [make_event(name_fi="ÖINEN RETKI")],
        "simning": [make_event(description_sv="Simning för alla")],
        "liikunta": [make_event(categories=[sports])],
    }
    make_event(name_fi="Kuoro", categories=[tree["Musiikki"]])
    in_balls = by_word["pallo"][1:]
    by_word |= {"Pallokerho": by_word["pallo"][:1], "Ball sports": in_balls, "Bollsport": in_balls}
    by_word["liikunta"] += in_balls
    for address in (calls.android_search(word), calls.ios_list(search=word)):
        assert sorted(ids(ask(address)["results"])) == sorted(event.pk for event in by_word[word])


def test_an_empty_search_finds_everything(ask: Ask) -> None:
    events = HobbyEventFactory.create_batch(3)
    for address in (calls.ios_list(search=""), calls.ios_map(), calls.android_search(""), calls.ios_list(search="  ")):
        assert len(ask(address)["results"]) == len(events)


@pytest.mark.parametrize("ordering", ["", "&ordering=start_date"])
def test_max_distance_is_in_kilometres_under_any_ordering(ask: Ask, ordering: str) -> None:
    near = make_event(location=LocationFactory(latitude=60.20, longitude=24.9384))
    make_event(location=LocationFactory(latitude=60.29, longitude=24.9384))
    make_event(location=None)
    assert ids(ask(f"{calls.android_list(calls.HELSINKI)}&max_distance=10{ordering}")["results"]) == [near.pk]


def test_without_hobby_each_hobby_once_with_hobby_all_its_events(ask: Ask) -> None:
    """Trap 5, and trap 26: all of them on the first page."""
    hobby = HobbyFactory()
    past = HobbyEventFactory(hobby=hobby, start_date=dt.date(2025, 3, 5))
    weekly = make_weekly(hobby)
    HobbyEventFactory()
    assert [row["hobby"]["id"] for row in ask(calls.ANDROID_FAVOURITES)["results"]].count(hobby.pk) == 1
    for address, decode, expected in [
        (calls.android_events_of(hobby.pk), clients.android_events, [past, *weekly]),
        (calls.ios_events_of(hobby.pk), clients.ios_events, weekly),
        (calls.web_events_of(hobby.pk), clients.web_events, [past, *weekly]),
    ]:
        answer = ask(address)
        assert ids(decode(answer)) == [event.pk for event in expected]
        assert (answer["count"], answer["next"]) == (len(expected), None)


def test_more_than_500_events_of_a_hobby_fit_on_the_page(ask: Ask) -> None:
    hobby = HobbyFactory()
    make_weekly(hobby, weeks=2 * WEEKS)
    assert len(ask(calls.android_events_of(hobby.pk))["results"]) == 2 * WEEKS


def test_with_a_page_size_the_events_of_a_hobby_are_paged(ask: Ask) -> None:
    hobby = HobbyFactory()
    make_weekly(hobby, weeks=12)
    answer = ask(f"{calls.web_events_of(hobby.pk)}&page_size=5")
    assert (answer["count"], len(answer["results"])) == (12, 5)


# --- 2.2: the detail page --------------------------------------------------------------------------
def test_detail_and_the_hobbys_events_survive_every_shape(ask: Ask, shapes: Shapes) -> None:
    """Android dies here of a missing key and of an empty list; what is past, cancelled or archived is read too."""
    for event in shapes.all.values():
        clients.ios_event(ask(calls.ios_event(event.pk)))
        opened = clients.android_event(ask(calls.android_event(event.pk)))
        assert opened["id"] == event.pk
        assert event.pk in ids(clients.android_events(ask(calls.android_events_of(opened["hobby"]["id"]))))
        clients.ios_events(ask(calls.ios_events_of(event.hobby_id)))
