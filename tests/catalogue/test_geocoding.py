"""An address that comes without coordinates gets them from a geocoder: by a worker, for sure, or not at all."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings as own_settings

from harrastuspassi.accounts.models import User
from harrastuspassi.audit.models import Entry
from harrastuspassi.catalogue import geocoding
from harrastuspassi.catalogue.models import Change, Location
from harrastuspassi.catalogue.writing.locations import change_location, create_location
from harrastuspassi.common import clock, geocoder, jobs
from harrastuspassi.common.geocoder import GeocoderFailed, Position, Question
from harrastuspassi.common.models import Job
from tests.api.asking import MOBILE, V1
from tests.api.callers import call
from tests.catalogue.geocoder_server import AT, Geocoder, feature, found
from tests.catalogue.geocoder_server import geocoding as serving
from tests.factories.accounts import member
from tests.factories.catalogue import LocationFactory, MunicipalityFactory
from workers.tasks import KINDS, run_job

needs_database = pytest.mark.django_db
no_database = pytest.mark.once("asks and judges, and touches no database")
HELSINKI = Question("Hämeentie 3", "00530", "Helsinki", ("Helsinki", "Helsingfors"))
ADDRESS = {"address": "Hämeentie 3", "zip_code": "00530", "city": "Helsinki"}


@pytest.fixture
def server(settings: Any) -> Iterator[Geocoder]:
    with serving() as geocoder_server:
        settings.GEOCODER_URL = geocoder_server.address
        settings.GEOCODER_KEY = "s3cret"
        yield geocoder_server


@pytest.fixture
def owner(db: None) -> User:
    MunicipalityFactory()
    return member()


def do_jobs() -> list[Job]:
    """Does what waits to be asked, and returns all of its jobs, oldest first."""
    for job in Job.objects.filter(kind=geocoding.KIND, state=Job.State.PENDING):
        run_job(job.pk)
    return list(Job.objects.filter(kind=geocoding.KIND).order_by("pk"))


def position(location: Location) -> list[float | None]:
    location.refresh_from_db()
    return [location.longitude, location.latitude]


# --- off, unless it is set --------------------------------------------------------------------------
@needs_database
def test_nobody_is_asked_unless_it_is_set(server: Geocoder, owner: User, settings: Any) -> None:
    settings.GEOCODER_URL = ""
    location = create_location(by=owner, name_fi="Sali", **ADDRESS)
    assert (geocoding.ask_for_positions(), do_jobs()) == (0, [])
    # Nor is what was asked for while it was.
    settings.GEOCODER_URL = server.address
    change_location(location_id=location.pk, by=owner, name_fi="Iso sali")
    settings.GEOCODER_URL = ""
    assert [job.state for job in do_jobs()] == ["done"]
    assert (server.asked, position(location)) == ([], [None, None])


@no_database
def test_it_is_off_by_default() -> None:
    assert own_settings.GEOCODER_URL == ""


# --- what is written --------------------------------------------------------------------------------
@needs_database
@pytest.mark.parametrize("face", [V1, MOBILE], ids=["v1", "mobile"])
def test_a_place_is_found_after_the_request_and_told_of(face: str, server: Geocoder, owner: User) -> None:
    body: dict[str, Any] = {"name": "Sali", **ADDRESS}
    if face == V1:
        organizer = owner.memberships.get().organizer_id
        body = {"translations": {"name": {"fi": "Sali"}}, "organizer": organizer, **ADDRESS}
    made = call("post", f"{face}locations/", body, user=owner)
    assert (made.status_code, made.json()["coordinates"], server.asked) == (201, None, [])
    assert [(job.state, job.error) for job in do_jobs()] == [("done", "")]
    assert server.asked[0]["text"] == "Hämeentie 3, 00530 Helsinki"
    assert server.asked[0]["boundary.country"] == "FIN"
    assert server.headers[0]["digitransit-subscription-key"] == "s3cret"
    shown = call("get", f"{face}locations/{made.json()['id']}/", user=owner).json()
    assert shown["coordinates"] == {"type": "Point", "coordinates": AT}
    entry = Entry.objects.get(kind="location", action="changed")
    assert (entry.actor_kind, entry.actor_name) == ("job", geocoding.KIND)
    assert entry.changes == {"latitude": [None, AT[1]], "longitude": [None, AT[0]]}
    made_at, found_at = Entry.objects.filter(kind="location").order_by("id")
    assert made_at.actor_kind == "user"
    assert found_at.object_id == str(made.json()["id"])
    assert Change.objects.get(resource="locations", object_id=made.json()["id"]).version > 1


@needs_database
def test_what_has_coordinates_or_no_known_town_is_asked_of_nobody(server: Geocoder, owner: User) -> None:
    create_location(by=owner, name_fi="Sali", **ADDRESS, latitude=60.0, longitude=25.0)
    create_location(by=owner, name_fi="Sali", address="Hämeentie 3", city="Atlantis")
    create_location(by=owner, name_fi="Sali", city="Helsinki")
    assert (do_jobs(), server.asked) == ([], [])


@needs_database
def test_each_new_address_is_asked_for_once_also_one_that_comes_back(server: Geocoder, owner: User) -> None:
    server.body = found()
    location = create_location(by=owner, name_fi="Sali", **ADDRESS)
    do_jobs()
    for street in ("Hämeentie 5", "Hämeentie 3"):
        change_location(location_id=location.pk, by=owner, address=street)
        do_jobs()
        do_jobs()
    assert [asked["text"].partition(",")[0] for asked in server.asked] == ["Hämeentie 3", "Hämeentie 5", "Hämeentie 3"]


@needs_database
@pytest.mark.parametrize(
    "meanwhile",
    [{"latitude": 60.5, "longitude": 25.5}, {"address": "Toinen katu 1"}, {"archived_at": clock.now()}],
    ids=lambda columns: next(iter(columns)),
)
def test_what_people_do_meanwhile_stands(
    meanwhile: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GEOCODER_URL = "https://geo.example.org/"
    location = LocationFactory(latitude=None, longitude=None, **ADDRESS)

    def find(question: Question) -> Position:
        Location.objects.filter(pk=location.pk).update(**meanwhile)
        return Position(AT[1], AT[0])

    monkeypatch.setattr(geocoder, "find", find)
    geocoding.find_position(geocoding._key(location))
    assert position(location) == [meanwhile.get("longitude"), meanwhile.get("latitude")]


@needs_database
def test_what_was_there_before_is_asked_for_by_and_by(
    server: Geocoder, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = LocationFactory.create_batch(3, latitude=None, longitude=None, **ADDRESS)
    LocationFactory(latitude=None, longitude=None, data_source="lipas", origin_id="1", **ADDRESS)
    LocationFactory(latitude=None, longitude=None, municipality=None, **ADDRESS)
    monkeypatch.setattr(geocoding, "A_DAY_AT_MOST", 2)
    assert [KINDS["ask_for_positions"]("") for _ in range(3)] == [2, 1, 0]
    assert len(do_jobs()) == len(server.asked) == 3
    assert [position(place) for place in places] == [AT] * 3


# --- what is sure enough ----------------------------------------------------------------------------
@no_database
@pytest.mark.parametrize(
    "features",
    [
        [feature()],
        [feature(localadmin="Helsingfors"), feature(at=[24.9604, 60.185])],
        [feature(localadmin=None, locality="HELSINKI", housenumber="3a")],
        [feature(layer="street", confidence=0.5), feature(postalcode=None)],
        [feature(at=[*AT, 12.5])],
    ],
)
def test_what_is_surely_meant_is_taken(features: list[Any], server: Geocoder) -> None:
    server.body = found(*features)
    assert geocoder.find(HELSINKI) == Position(AT[1], AT[0])


@no_database
@pytest.mark.parametrize(
    "features",
    [
        [],
        [feature(confidence=0.79)],
        [feature(confidence=float("nan"))],
        [feature(confidence="1")],
        [feature(confidence=None)],
        [feature(layer="street")],
        [feature(localadmin="Espoo")],
        [feature(localadmin=None)],
        [feature(housenumber="5")],
        [feature(postalcode="00100")],
        # The same address in two places that were once two towns.
        [feature(), feature(at=[24.97, 60.19])],
        [feature(at=[60.1849, 24.9603])],
        [feature(at=[18.07, 59.33])],
        [feature(at=["24.96", "60.18"])],
        [feature(at=[True, False])],
        [feature(at=[24.96])],
        [feature(at=[float("inf"), 60.0])],
        [feature(at=None)],
        [feature(geometry="Polygon")],
        [{"type": "Feature"}, None, 7, {"properties": [], "geometry": "x"}],
    ],
)
def test_what_is_not_sure_is_left_alone(features: list[Any], server: Geocoder) -> None:
    server.body = found(*features)
    assert geocoder.find(HELSINKI) is None
    assert len(server.asked) == 1


# --- what goes wrong --------------------------------------------------------------------------------
@no_database
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": 500}, "answered 500"),
        ({"status": 401}, "answered 401"),
        ({"status": 429}, "answered 429"),
        ({"body": b"<html>"}, "something else than JSON"),
        ({"body": b"\xff\xfe"}, "something else than JSON"),
        ({"body": b"[" * 100_000}, "something else than JSON"),
        ({"body": b"[]"}, "something else than a FeatureCollection"),
        ({"body": b'{"features": {}}'}, "something else than a FeatureCollection"),
        ({"body": b" " * (geocoder.MAX_BYTES + 1)}, "more than"),
        ({"answer_headers": {"Content-Encoding": "gzip"}, "body": b"\x1f\x8b\x08"}, "something else than JSON"),
        ({"is_silent": True}, "not reached: ReadTimeout"),
    ],
)
def test_a_failure_says_what_it_is(
    changes: dict[str, Any], why: str, server: Geocoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geocoder, "TIMEOUT_S", 0.2 if "is_silent" in changes else 5)
    vars(server).update(changes)
    with pytest.raises(GeocoderFailed, match=why) as raised:
        geocoder.find(HELSINKI)
    assert "s3cret" not in str(raised.value)


@no_database
def test_an_answer_that_drips_is_given_up(server: Geocoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoder, "ANSWER_S", -1.0)
    with pytest.raises(GeocoderFailed, match="did not come to an end"):
        geocoder.find(HELSINKI)


@no_database
def test_nobody_is_led_elsewhere(server: Geocoder) -> None:
    with serving() as elsewhere:
        server.status, server.answer_headers = 302, {"Location": elsewhere.address}
        with pytest.raises(GeocoderFailed, match="answered 302"):
            geocoder.find(HELSINKI)
        assert elsewhere.asked == []


@needs_database
def test_a_failure_is_tried_again_later_and_given_up_in_sight_of_operators(server: Geocoder, owner: User) -> None:
    server.status = 503
    location = create_location(by=owner, name_fi="Sali", **ADDRESS)
    now = clock.now()
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        with time_machine.travel(now + attempt * dt.timedelta(hours=2), tick=False):
            [job] = do_jobs()
            assert (job.attempts, "answered 503" in job.error) == (attempt, True)
            assert job.state == ("pending" if attempt < jobs.MAX_ATTEMPTS else "failed")
            assert job.state == "failed" or job.due_at > clock.now()
    # The console lists such jobs on the operators' first page, and has them done again.
    server.status = 200
    jobs.retry(job_id=job.pk)
    do_jobs()
    assert position(location) == AT
