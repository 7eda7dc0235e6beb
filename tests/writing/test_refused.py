"""Tried with a stolen account, and refused on both faces: nothing is changed by it."""

from typing import Any

import pytest
from django.core import serializers

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, HobbyEvent, Location, Organizer, Promotion
from tests.api.asking import MOBILE, V1
from tests.api.callers import call
from tests.factories.accounts import member
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
)

pytestmark = pytest.mark.django_db
FACES = pytest.mark.parametrize("face", [V1, MOBILE], ids=["v1", "mobile"])
MODELS = (Organizer, Location, Hobby, HobbyEvent, Promotion)
TIMES = {"start_date": "2030-03-06", "end_date": "2030-03-06", "start_time": "18:00", "end_time": "19:30"}


@pytest.fixture
def organizer() -> Organizer:
    found: Organizer = OrganizerFactory(is_trusted=True)
    return found


@pytest.fixture
def user(organizer: Organizer) -> User:
    return member(organizer)


def everything() -> str:
    return serializers.serialize("json", [row for model in MODELS for row in model._default_manager.order_by("pk")])


def named(face: str, **fields: Any) -> dict[str, Any]:
    return {**({"translations": {"name": {"fi": "Uusi"}}} if face == V1 else {"name": "Uusi"}), **fields}


def refused(face: str, method: str, path: str, body: Any, user: User) -> tuple[int, dict[str, set[str]] | str]:
    """The status of a refusal, which changes nothing, and on `/api/v1/` its code, or codes by field."""
    before = everything()
    answer = call(method, face + path, body, user=user, If_Match="*")
    assert answer.status_code >= 400, answer.content
    assert everything() == before
    if face == MOBILE:
        return answer.status_code, {name: set() for name in answer.json()}
    problem = answer.json()
    codes: dict[str, set[str]] = {}
    for error in problem["errors"]:
        codes.setdefault(error["field"], set()).add(error["code"])
    return answer.status_code, codes or problem["code"]


def of_field(face: str, field: str, code: str) -> tuple[int, dict[str, set[str]]]:
    """What a wrong field is answered with."""
    return 400, {field: {code} if face == V1 else set()}


# --- another's --------------------------------------------------------------------------------------
@FACES
@pytest.mark.parametrize("method", ["put", "delete"])
@pytest.mark.parametrize("factory", [HobbyFactory, HobbyEventFactory, LocationFactory, PromotionFactory])
def test_what_is_anothers(face: str, method: str, factory: Any, user: User, organizer: Organizer) -> None:
    other = {HobbyEventFactory: {}, LocationFactory: {"organizer": OrganizerFactory()}}.get(factory, {})
    row = factory(**other)
    resource = {"hobby": "hobbies", "hobbyevent": "hobbyevents"}.get(row._meta.model_name, f"{row._meta.model_name}s")
    body = named(face, organizer=organizer.pk, **TIMES, available_count=5)
    status, _ = refused(face, method, f"{resource}/{row.pk}/", body, user)
    assert status == 403


@FACES
def test_an_event_for_anothers_hobby(face: str, user: User) -> None:
    assert refused(face, "post", "hobbyevents/", {**TIMES, "hobby": HobbyFactory().pk}, user)[0] == 403


@FACES
def test_listing_for_another_organizer(face: str, user: User) -> None:
    other = OrganizerFactory()
    assert refused(face, "post", "hobbies/", named(face, organizer=other.pk), user)[0] == 403
    body = named(face, organizer=other.pk, available_count=5, **TIMES)
    assert refused(face, "post", "promotions/", body, user)[0] == 403


@FACES
def test_taking_anothers_organizer_in_a_change(face: str, user: User, organizer: Organizer) -> None:
    hobby = HobbyFactory(organizer=organizer)
    assert refused(face, "put", f"hobbies/{hobby.pk}/", named(face, organizer=OrganizerFactory().pk), user)[0] == 403


@FACES
def test_anothers_place(face: str, user: User, organizer: Organizer) -> None:
    place = LocationFactory(organizer=OrganizerFactory())
    body = named(face, organizer=organizer.pk, location=place.pk)
    assert refused(face, "post", "hobbies/", body, user) == of_field(face, "location", "not_yours")


@FACES
def test_what_waits_is_not_there_for_others(face: str, user: User) -> None:
    hobby = HobbyFactory(state="draft")
    assert refused(face, "put", f"hobbies/{hobby.pk}/", named(face), user)[0] == 404
    waiting = OrganizerFactory(state="pending")
    assert refused(face, "post", "hobbies/", named(face, organizer=waiting.pk), user) == of_field(
        face, "organizer", "does_not_exist"
    )


# --- what is not written ------------------------------------------------------------------------------
GIVEN = {"state": "published", "used_count": 0, "created_by": 1, "is_trusted": True, "published_at": None, "id": 5}


def test_what_is_not_written_is_refused_on_v1(organizer: Organizer) -> None:
    organizer.is_trusted = False
    organizer.save()
    user = member(organizer)
    body = named(V1, organizer=organizer.pk, **GIVEN)
    assert refused(V1, "post", "hobbies/", body, user) == (
        400,
        {
            "state": {"read_only"},
            "published_at": {"read_only"},
            "id": {"read_only"},
            "used_count": {"unknown"},
            "created_by": {"unknown"},
            "is_trusted": {"unknown"},
        },
    )
    used = named(V1, organizer=organizer.pk, **TIMES, available_count=5, used_count=3)
    assert refused(V1, "post", "promotions/", used, user) == of_field(V1, "used_count", "read_only")


def test_what_is_not_written_is_left_out_of_account_by_the_old_face(organizer: Organizer) -> None:
    organizer.is_trusted = False
    organizer.save()
    user = member(organizer)
    answer = call("post", f"{MOBILE}hobbies/", named(MOBILE, organizer=organizer.pk, **GIVEN), user=user)
    hobby = Hobby.objects.get(pk=answer.json()["id"])
    assert (hobby.state, hobby.published_at) == ("in_review", None)
    body = named(MOBILE, organizer=organizer.pk, **TIMES, available_count=5, used_count=3, state="published")
    answer = call("post", f"{MOBILE}promotions/", body, user=user)
    promotion = Promotion.objects.get(pk=answer.json()["id"])
    assert (promotion.state, promotion.used_count) == ("in_review", 0)
    call("put", f"{MOBILE}organizers/{organizer.pk}/", {"name": "Uusi", "is_trusted": True}, user=user)
    organizer.refresh_from_db()
    assert (organizer.name, organizer.is_trusted) == ("Uusi", False)


# --- scripts ------------------------------------------------------------------------------------------
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p style='background:url(javascript:alert(1))'>x</p>",
]


@FACES
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_stored_script(face: str, script: str, user: User, organizer: Organizer) -> None:
    texts = {"name": f"Kerho {script}", "description": f"Tule! {script}"}
    body = {"organizer": organizer.pk, **texts}
    if face == V1:
        body = {"organizer": organizer.pk, "translations": {name: {"fi": text} for name, text in texts.items()}}
    answer = call("post", f"{face}hobbies/", body, user=user)
    assert answer.status_code == 201, answer.content
    for reader in (V1, MOBILE):
        shown = call("get", f"{reader}hobbies/{answer.json()['id']}/").json()
        assert shown["name"].startswith("Kerho")
        assert "<" not in shown["name"]
    stored = Hobby.objects.get().description_fi.lower()
    assert not any(sign in stored for sign in ("<script", "<img", "<svg", "javascript:", "onload=", "style="))


@pytest.mark.parametrize("field", ["registration_link", "web_address"])
@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "http://localhost/", "https://a@b.fi/"])
def test_a_link_that_is_none(field: str, link: str, user: User, organizer: Organizer) -> None:
    body = named(V1, organizer=organizer.pk, **{field: link})
    assert refused(V1, "post", "hobbies/", body, user) == of_field(V1, field, "link")


# --- values -------------------------------------------------------------------------------------------
@FACES
@pytest.mark.parametrize("price", ["-5", "1e3", "5.001", "NaN", "12345678"])
def test_a_price_that_is_none(face: str, price: str, user: User, organizer: Organizer) -> None:
    body = named(face, organizer=organizer.pk, price_type="paid", price_amount=price)
    assert refused(face, "post", "hobbies/", body, user) == of_field(face, "price_amount", "invalid")


def test_something_free_that_costs(user: User, organizer: Organizer) -> None:
    body = named(V1, organizer=organizer.pk, price_type="free", price_amount="5.00")
    assert refused(V1, "post", "hobbies/", body, user) == of_field(V1, "price_amount", "free_costs_nothing")


@FACES
def test_an_end_before_its_start(face: str, user: User, organizer: Organizer) -> None:
    body = {**TIMES, "end_date": "2030-03-05", "hobby": HobbyFactory(organizer=organizer).pk}
    assert refused(face, "post", "hobbyevents/", body, user) == of_field(face, "end_date", "invalid")
    body = named(face, organizer=organizer.pk, available_count=5, **TIMES) | {"end_time": "17:00"}
    assert refused(face, "post", "promotions/", body, user) == of_field(face, "end_date", "invalid")


@FACES
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2199-12-31"])
def test_a_recurrence_at_the_end_of_time(face: str, day: str, user: User, organizer: Organizer) -> None:
    """All or nothing: the first event would still have had its place."""
    body = {**TIMES, "start_date": day, "end_date": day, "hobby": HobbyFactory(organizer=organizer).pk}
    again = {"is_recurrent": True, "recurrency_count": 50}
    assert refused(face, "post", "hobbyevents/", {**body, **again}, user) == of_field(face, "start_date", "invalid")


@FACES
@pytest.mark.parametrize(("count", "code"), [(51, "max_value"), (-1, "min_value"), (10**12, "max_value")])
def test_more_weeks_than_a_year_has(face: str, count: int, code: str, user: User, organizer: Organizer) -> None:
    body = {**TIMES, "hobby": HobbyFactory(organizer=organizer).pk, "is_recurrent": True, "recurrency_count": count}
    assert refused(face, "post", "hobbyevents/", body, user) == of_field(face, "recurrency_count", code)


@FACES
@pytest.mark.parametrize(
    "coordinates",
    [
        {"type": "Polygon", "coordinates": [[[24.9, 60.1], [25.0, 60.1], [25.0, 60.2], [24.9, 60.1]]]},
        {"type": "Point", "coordinates": [24.9]},
        {"type": "Point", "coordinates": [24.9, 60.1, 5]},
        {"type": "Point", "coordinates": ["24.9", "60.1"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Point", "coordinates": [200, 60.1]},
        {"type": "Point", "coordinates": [24.9, 91]},
        {"type": "Point", "coordinates": 10**15},
        {"coordinates": [24.9, 60.1]},
        [24.9, 60.1],
        "24.9,60.1",
        [],
    ],
)
def test_coordinates_that_are_no_point(face: str, coordinates: Any, user: User, organizer: Organizer) -> None:
    body = named(face, coordinates=coordinates, **({"organizer": organizer.pk} if face == V1 else {}))
    assert refused(face, "post", "locations/", body, user) == of_field(face, "coordinates", "coordinates")


@FACES
@pytest.mark.parametrize(("count", "code"), [(0, "min_value"), (-1, "min_value"), (1_000_001, "max_value")])
def test_a_number_of_uses_that_is_none(face: str, count: int, code: str, user: User, organizer: Organizer) -> None:
    """iOS reads 0 as "no limit"."""
    body = named(face, organizer=organizer.pk, available_count=count, **TIMES)
    assert refused(face, "post", "promotions/", body, user) == of_field(face, "available_count", code)


@FACES
def test_fewer_uses_than_there_were(face: str, user: User, organizer: Organizer) -> None:
    promotion = PromotionFactory(organizer=organizer, used_count=7)
    body = named(face, organizer=organizer.pk, available_count=6, **TIMES)
    assert refused(face, "put", f"promotions/{promotion.pk}/", body, user) == of_field(
        face, "available_count", "less_than_used"
    )


@FACES
@pytest.mark.parametrize("field", ["categories", "location", "organizer"])
def test_what_there_is_not(face: str, field: str, user: User, organizer: Organizer) -> None:
    value = [2**31 - 1] if field == "categories" else 2**31 - 1
    body = named(face, **{"organizer": organizer.pk, field: value})
    assert refused(face, "post", "hobbies/", body, user) == of_field(face, field, "does_not_exist")


@FACES
def test_more_events_than_stand_on_a_page(
    face: str, user: User, organizer: Organizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harrastuspassi.catalogue.writing.events.MAX_COMING", 3)
    body = {**TIMES, "hobby": HobbyFactory(organizer=organizer).pk, "is_recurrent": True, "recurrency_count": 3}
    status, told = refused(face, "post", "hobbyevents/", body, user)
    assert (status, told) == ((409, "hobby_full") if face == V1 else (400, {"non_field_errors": set()}))
