"""Contract 2.6, the writing half: bodies as the organizer web sends them, and what it reads afterwards."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, HobbyEvent, Location, Organizer, Promotion
from harrastuspassi.common import media
from tests.api.callers import call
from tests.contracts import calls, clients
from tests.contracts.conftest import ROOT
from tests.factories.accounts import UserFactory, member
from tests.factories.catalogue import (
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.factories.pictures import data_uri, png

pytestmark = pytest.mark.django_db
EVENT = {"start_date": "2030-03-06", "end_date": "2030-03-06", "start_time": "18:00", "end_time": "19:30"}
RANDOM_ID = "k3v9x0q1z"


@pytest.fixture
def organizer() -> Organizer:
    found: Organizer = OrganizerFactory(is_trusted=True)
    return found


@pytest.fixture
def user(organizer: Organizer) -> User:
    return member(organizer)


def sent(method: str, path: str, body: Any, user: User | None, status: int) -> Any:
    """What is answered to a call of the UI, which must have this status."""
    answer = call(method, ROOT + path, body, user=user)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def got(path: str, user: User | None) -> Any:
    return sent("get", path, None, user, 200)


def new_hobby(organizer: Organizer, place: Location, **more: Any) -> dict[str, Any]:
    body = {
        "name": "Parkour",
        "location": place.pk,
        "organizer": organizer.pk,
        "categories": [HobbyCategoryFactory().pk],
        "description": "Hyppyjä & tasapainoa\nTule!",
        "cover_image": None,
    }
    return {**body, **more}


# --- hobbies --------------------------------------------------------------------------------------
def test_a_new_hobby_is_saved_and_its_id_drives_the_next_step(user: User, organizer: Organizer) -> None:
    place = LocationFactory(organizer=organizer)
    made = sent("post", "hobbies/", new_hobby(organizer, place), user, 201)
    assert clients.web_hobby(made)["id"] == Hobby.objects.get().pk
    assert made["description"] == "Hyppyjä & tasapainoa\nTule!"
    # The radio was never touched.
    assert (made["price_type"], made["price_amount"]) == ("free", "0.00")
    sent("post", "hobbyevents/", {**EVENT, "id": RANDOM_ID, "hobby": made["id"]}, user, 201)
    assert [row["hobby"] for row in clients.web_events(got(calls.web_events_of(made["id"]), user))] == [made["id"]]
    assert [row["id"] for row in clients.web_hobbies(got(calls.WEB_HOBBIES, user))] == [made["id"]]


@pytest.mark.parametrize(
    ("price_type", "typed", "stored"),
    [
        ("one_time", "12", "12.00"),
        ("annual", "12.5", "12.50"),
        ("seasonal", "12,50", "12.50"),
        ("seasonal", " 1 200 € ", "1200.00"),
        ("paid", 0, "0.00"),
        ("free", 0, "0.00"),
        ("free", "15", "0.00"),
        ("annual", "", "0.00"),
    ],
)
def test_a_price_is_text_as_typed_or_the_number_0(
    user: User, organizer: Organizer, price_type: str, typed: Any, stored: str
) -> None:
    """Traps 10, 11."""
    body = new_hobby(organizer, LocationFactory(organizer=organizer), price_type=price_type, price_amount=typed)
    made = sent("post", "hobbies/", body, user, 201)
    assert (made["price_type"], made["price_amount"]) == (price_type, stored)


def test_the_whole_hobby_comes_back_on_put(user: User, organizer: Organizer) -> None:
    """Traps 8, 9: read-only fields among it, and cover_image left out."""
    hobby = HobbyFactory(
        organizer=organizer,
        location__organizer=organizer,
        cover_image=f"images/3f/3f{'0' * 30}-m.jpg",
        description_fi="<p>Tule <b>nyt</b></p>",
        age_from=13,
        price_type="annual",
        price_amount=40,
        categories=HobbyCategoryFactory.create_batch(2),
    )
    before = Hobby.objects.filter(pk=hobby.pk).exclude(modified_at=None).values().get()
    whole = got(f"hobbies/{hobby.pk}/", user)
    body = {**whole, "permissions": {"can_edit": True}, "municipality": whole["municipality"] or {}, "created_by": 7}
    del body["cover_image"]
    answer = sent("put", f"hobbies/{hobby.pk}/", body, user, 200)
    assert answer == whole
    after = Hobby.objects.filter(pk=hobby.pk).values().get()
    assert {name for name in after if after[name] != before[name]} <= {"modified_at"}


def test_put_leaves_untouched_texts_untouched_in_every_language(user: User, organizer: Organizer) -> None:
    hobby = HobbyFactory(organizer=organizer, description_fi="<p>Tule <b>nyt</b></p>", description_sv="Kom!")
    body = {**got(f"hobbies/{hobby.pk}/", user), "name": "Parkour"}
    sent("put", f"hobbies/{hobby.pk}/", body, user, 200)
    changed = Hobby.objects.get(pk=hobby.pk)
    assert (changed.name_fi, changed.name_sv, changed.name_en) == ("Parkour", hobby.name_sv, hobby.name_en)
    assert (changed.description_fi, changed.description_sv) == ("<p>Tule <b>nyt</b></p>", "Kom!")


def test_what_is_changed_is_the_text_that_was_shown(user: User, organizer: Organizer) -> None:
    hobby = HobbyFactory(organizer=organizer, name_fi="", name_sv="Parkur", name_en="")
    assert sent("put", f"hobbies/{hobby.pk}/", {"name": "Parkour", "organizer": organizer.pk}, user, 200)
    changed = Hobby.objects.get(pk=hobby.pk)
    assert (changed.name_fi, changed.name_sv, changed.name_en) == ("", "Parkour", "")


def test_a_name_that_would_be_too_long_today_can_be_sent_back(user: User, organizer: Organizer) -> None:
    hobby = HobbyFactory(organizer=organizer, name_fi="Hyvin pitkä nimi " * 30)
    sent("put", f"hobbies/{hobby.pk}/", {**got(f"hobbies/{hobby.pk}/", user), "cover_image": None}, user, 200)
    assert Hobby.objects.get(pk=hobby.pk).name_fi == hobby.name_fi


def test_a_picture_is_a_data_uri_and_comes_back_as_a_short_address(user: User, organizer: Organizer) -> None:
    """Trap 7. Later puts leave it out, and it stays; another takes its place."""
    place = LocationFactory(organizer=organizer)
    made = sent("post", "hobbies/", new_hobby(organizer, place, cover_image=data_uri(png())), user, 201)
    assert len(clients.web_hobby(made)["cover_image"]) < clients.LONGEST_ADDRESS
    name = Hobby.objects.get().cover_image
    assert all(Path(settings.MEDIA_ROOT, file).exists() for file in media.size_names(name).values())
    kept = sent("put", f"hobbies/{made['id']}/", {k: v for k, v in made.items() if k != "cover_image"}, user, 200)
    assert kept["cover_image"] == made["cover_image"]
    other = sent("put", f"hobbies/{made['id']}/", {**made, "cover_image": data_uri(png(colour=(9, 9, 9)))}, user, 200)
    assert other["cover_image"] != made["cover_image"]


def test_deleted_hobbies_leave_the_list_of_their_owner(user: User, organizer: Organizer) -> None:
    hobby = HobbyFactory(organizer=organizer)
    assert sent("delete", f"hobbies/{hobby.pk}/", None, user, 204) is None
    assert got(calls.WEB_HOBBIES, user)["results"] == []
    # Phones that hold its id can read it.
    assert got(f"hobbies/{hobby.pk}/", None)["id"] == hobby.pk


def test_put_post_and_delete_leave_all_at_once(user: User, organizer: Organizer) -> None:
    hobby = HobbyFactory(organizer=organizer)
    old = HobbyEventFactory(hobby=hobby)
    sent("put", f"hobbies/{hobby.pk}/", got(f"hobbies/{hobby.pk}/", user), user, 200)
    for _ in range(3):
        sent("post", "hobbyevents/", {**EVENT, "id": RANDOM_ID, "hobby": hobby.pk}, user, 201)
    sent("delete", f"hobbyevents/{old.pk}/", None, user, 204)
    rows = got(calls.web_events_of(hobby.pk), user)["results"]
    assert [row["start_date"] for row in rows] == ["2030-03-06"] * 3


# --- events -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("repeats", "dates"),
    [
        ({}, 1),
        ({"is_recurrent": 0, "recurrency_count": 3}, 1),
        ({"is_recurrent": 1, "recurrency_count": 3}, 4),
        ({"is_recurrent": 1, "recurrency_count": "3"}, 4),
        ({"is_recurrent": True, "recurrency_count": 50}, 51),
        ({"is_recurrent": 1}, 1),
        ({"is_recurrent": 1, "recurrency_count": ""}, 1),
        ({"is_recurrent": None, "recurrency_count": None}, 1),
    ],
)
def test_further_weekly_events(user: User, organizer: Organizer, repeats: dict[str, Any], dates: int) -> None:
    hobby = HobbyFactory(organizer=organizer)
    sent("post", "hobbyevents/", {**EVENT, "id": RANDOM_ID, "hobby": hobby.pk, **repeats}, user, 201)
    rows = clients.web_events(got(calls.web_events_of(hobby.pk), user))
    assert len(rows) == dates
    days = [event.start_date for event in hobby.events.order_by("start_date")]
    assert {(later - day).days for day, later in itertools.pairwise(days)} <= {7}


def test_the_id_of_a_new_event_is_not_the_text_that_was_sent(user: User, organizer: Organizer) -> None:
    """Trap 2. HH:mm comes in and HH:mm:ss goes out."""
    body = {**EVENT, "id": RANDOM_ID, "hobby": HobbyFactory(organizer=organizer).pk}
    made = sent("post", "hobbyevents/", body, user, 201)
    assert made["id"] == HobbyEvent.objects.get().pk
    assert (made["start_time"], made["end_time"]) == ("18:00:00", "19:30:00")


def test_no_time_is_midnight(user: User, organizer: Organizer) -> None:
    body = {**EVENT, "hobby": HobbyFactory(organizer=organizer).pk, "start_time": "", "end_time": None}
    made = sent("post", "hobbyevents/", body, user, 201)
    assert (made["start_time"], made["end_time"]) == ("00:00:00", "00:00:00")


def test_deleted_events_leave_the_list_of_their_owner_even_the_last(user: User, organizer: Organizer) -> None:
    event = HobbyEventFactory(hobby__organizer=organizer)
    sent("delete", f"hobbyevents/{event.pk}/", None, user, 204)
    assert got(calls.web_events_of(event.hobby_id), user)["results"] == []
    # Android dies on an empty list where it opens a favourite.
    assert [row["id"] for row in got(calls.web_events_of(event.hobby_id), None)["results"]] == [event.pk]
    assert got(f"hobbyevents/{event.pk}/", None)["id"] == event.pk


def test_a_single_event_can_be_put_but_not_at_the_address_with_the_capital(user: User, organizer: Organizer) -> None:
    event = HobbyEventFactory(hobby__organizer=organizer)
    body = {**got(f"hobbyevents/{event.pk}/", user), "start_time": "17:00"}
    assert sent("put", f"hobbyevents/{event.pk}/", body, user, 200)["start_time"] == "17:00:00"
    sent("put", f"hobbyEvents/{event.pk}/", body, user, 404)


# --- locations, organizers --------------------------------------------------------------------------
def test_a_new_location_has_empty_texts_and_a_point(user: User, organizer: Organizer) -> None:
    """Trap 29: longitude first, in and out."""
    MunicipalityFactory()
    point = {"type": "Point", "coordinates": [24.9384, 60.1699]}
    body = {"name": "Sali", "address": "", "zip_code": "", "city": "helsinki", "coordinates": point}
    made = sent("post", "locations/", body, user, 201)
    assert made["coordinates"] == point
    place = Location.objects.get()
    assert (place.longitude, place.latitude, place.organizer) == (24.9384, 60.1699, organizer)
    assert place.municipality is not None
    assert place.municipality.code == "091"
    assert [row["id"] for row in clients.web_choices(got("locations/", user))] == [made["id"]]


def test_a_new_location_may_have_no_point(user: User) -> None:
    made = sent("post", "locations/", {"name": "Sali", "address": "", "zip_code": "", "city": ""}, user, 201)
    assert made["coordinates"] is None


def test_a_new_organizer_needs_no_more_than_a_name() -> None:
    user = UserFactory()
    made = sent("post", "organizers/", {"name": "Uusi seura"}, user, 201)
    assert Organizer.objects.get().memberships.get().user == user
    assert [row["id"] for row in clients.web_choices(got("organizers/", user))] == [made["id"]]
    assert made["id"] not in [row["id"] for row in got("organizers/", None)]


# --- promotions -------------------------------------------------------------------------------------
def new_promotion(organizer: Organizer, place: Location, **more: Any) -> dict[str, Any]:
    body = {"name": "Etu", "description": "Kerran", "location": place.pk, "organizer": organizer.pk, **EVENT}
    return {**body, "available_count": "25", "cover_image": None, **more}


def test_a_new_promotion_has_its_number_as_text(user: User, organizer: Organizer) -> None:
    place = LocationFactory(organizer=organizer)
    made = sent("post", "promotions/", new_promotion(organizer, place), user, 201)
    assert (made["available_count"], made["used_count"]) == (25, 0)
    assert [row["id"] for row in clients.web_promotions(got(calls.WEB_PROMOTIONS, user))] == [made["id"]]


def test_the_whole_promotion_comes_back_on_put(user: User, organizer: Organizer) -> None:
    """Trap 9: taking used_count from it would lose uses made meanwhile."""
    promotion = PromotionFactory(organizer=organizer, cover_image=f"images/3f/3f{'0' * 30}-m.jpg", used_count=3)
    whole = got(f"promotions/{promotion.pk}/", user)
    Promotion.objects.filter(pk=promotion.pk).update(used_count=5)
    body = {**whole, "created_by": 1, "created_at": "2020-01-01T00:00:00Z", "name": "Toinen"}
    del body["cover_image"]
    answer = clients.web_promotion(sent("put", f"promotions/{promotion.pk}/", body, user, 200))
    assert answer == {**whole, "name": "Toinen", "used_count": 5}
    assert Promotion.objects.get(pk=promotion.pk).cover_image == promotion.cover_image


def test_deleted_promotions_leave_the_list_of_their_owner(user: User, organizer: Organizer) -> None:
    promotion = PromotionFactory(organizer=organizer)
    assert sent("delete", f"promotions/{promotion.pk}/", None, user, 204) is None
    assert got(calls.WEB_PROMOTIONS, user) == []


# --- refusals ---------------------------------------------------------------------------------------
def test_refusals_have_the_old_shapes(user: User, organizer: Organizer) -> None:
    """1.5."""
    place = LocationFactory(organizer=organizer)
    body = new_hobby(organizer, place, name="", price_amount="-5", categories=["x", "y"])
    wrong = sent("post", "hobbies/", body, user, 400)
    assert {name: [type(text) for text in texts] for name, texts in wrong.items()} == {
        "name": [str],
        "price_amount": [str],
        "categories": [str, str],
    }
    assert set(sent("post", "hobbies/", body, None, 401)) == {"detail"}
    assert set(sent("put", f"hobbies/{HobbyFactory().pk}/", body, user, 403)) == {"detail"}
    assert set(sent("delete", f"hobbies/{place.pk + 10**6}/", None, user, 404)) == {"detail"}
    assert set(sent("delete", f"locations/{HobbyFactory(location=place).location_id}/", None, user, 400)) == {
        "non_field_errors"
    }
