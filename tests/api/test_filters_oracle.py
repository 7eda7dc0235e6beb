"""Random catalogues and random questions: the API answers what a slow and obvious reader would (catalogues.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harrastuspassi.catalogue import models
from harrastuspassi.catalogue.links import refresh_links
from harrastuspassi.catalogue.search_documents import refresh_documents
from harrastuspassi.catalogue.timing import MIDNIGHT, Period
from harrastuspassi.common import clock
from tests.api import catalogues as world
from tests.api.asking import FACES, MOBILE, ids
from tests.factories.catalogue import DistrictFactory, LocationFactory, MunicipalityFactory, OrganizerFactory, make_tree


@dataclass
class Stored:
    """The rows that every catalogue draws on, by the names it uses."""

    categories: dict[str, models.HobbyCategory]
    places: dict[str, models.Location]
    organizers: dict[str, models.Organizer]
    municipalities: dict[str, models.Municipality]


@pytest.fixture
def stored(db: None) -> Stored:
    municipalities = {code: MunicipalityFactory(code=code) for code in ("091", "049")}
    districts = {code: DistrictFactory(code=code) for code in ("301", "302")}
    places = {
        name: LocationFactory(
            latitude=place.at and place.at[0],
            longitude=place.at and place.at[1],
            municipality=place.municipality and municipalities[place.municipality],
            district=place.district and districts[place.district],
            is_accessible=place.is_accessible,
        )
        for name, place in world.PLACES.items()
    }
    organizers = {name: OrganizerFactory(state=state) for name, state in world.ORGANIZER_STATES.items()}
    return Stored(make_tree(world.TREE), places, organizers, municipalities)


@contextmanager
def published(stored: Stored, catalogue: list[world.Hobby]) -> Iterator[None]:
    """The catalogue in the database at its own time, with its ids filled in, gone afterwards."""
    with time_machine.travel(world.NOW, tick=False), transaction.atomic():
        rows = models.Hobby.objects.bulk_create(_hobby_row(stored, hobby) for hobby in catalogue)
        for hobby, row in zip(catalogue, rows, strict=True):
            hobby.id = row.pk
        through = models.Hobby.categories.through
        through.objects.bulk_create(
            through(hobby_id=hobby.id, hobbycategory_id=stored.categories[name].pk)
            for hobby in catalogue
            for name in hobby.categories
        )
        refresh_documents(hobby.id for hobby in catalogue)
        refresh_links(hobby.id for hobby in catalogue)
        events = [(hobby, event) for hobby in catalogue for event in hobby.events]
        event_rows = models.HobbyEvent.objects.bulk_create(_event_row(hobby, event) for hobby, event in events)
        for (_, event), row in zip(events, event_rows, strict=True):
            event.id = row.pk
        yield
        transaction.set_rollback(True)


def _hobby_row(stored: Stored, hobby: world.Hobby) -> models.Hobby:
    return models.Hobby(
        name_fi=hobby.name,
        description_fi=hobby.description,
        location=hobby.place and stored.places[hobby.place],
        municipality=hobby.municipality and stored.municipalities[hobby.municipality],
        organizer=hobby.organizer and stored.organizers[hobby.organizer],
        age_from=hobby.ages[0],
        age_to=hobby.ages[1],
        price_type=hobby.price_type,
        price_amount=hobby.price,
        languages=" ".join(hobby.languages),
        state=hobby.state,
        published_at=clock.now(),
        rejection_reason="Syy." if hobby.state == "rejected" else "",
    )


def _event_row(hobby: world.Hobby, event: world.Event) -> models.HobbyEvent:
    end_time = MIDNIGHT if event.is_all_day else event.end.time()
    period = Period(event.start.date(), event.start.time(), event.last_day, end_time)
    cancelled_at = clock.now() if event.is_cancelled else None
    return models.HobbyEvent(
        hobby_id=hobby.id, access=event.access, cancelled_at=cancelled_at, **period.event_columns()
    )


def parameters(stored: Stored, asked: dict[str, Any], ordering: str) -> dict[str, Any]:
    """The question as query parameters."""
    params = dict(asked) | {"ordering": ordering, "page_size": 500}
    if ordering == "nearest" or "max_distance" in asked:
        params |= {"near_latitude": world.HERE[0], "near_longitude": world.HERE[1]}
    for name, rows in (("category", stored.categories), ("organizer", stored.organizers)):
        if name in params:
            params[name] = [rows[key].pk for key in params[name]]
    if "bbox" in params:
        params["bbox"] = ",".join(map(str, params["bbox"]))
    if "time" in params:
        params["start_time_from"], params["start_time_to"] = params.pop("time")
    if "period" in params:
        params["period_start"], params["period_end"] = params.pop("period")
    return params


ASK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
faces = st.sampled_from(FACES)


@ASK
@given(face=faces, catalogue=world.catalogues, asked=world.questions, ordering=world.orderings)
def test_each_hobby_once_with_its_earliest_coming_event_that_passes_all_filters(
    stored: Stored, face: str, catalogue: list[world.Hobby], asked: dict[str, Any], ordering: str
) -> None:
    with published(stored, catalogue):
        params = parameters(stored, asked, ordering)
        hobbies = world.picked_hobbies(catalogue, asked)
        with_events = world.in_order([hobby for hobby in hobbies if world.coming(hobby, asked)], ordering, asked)
        assert ids(face, "hobbyevents", params) == [world.coming(hobby, asked)[0].id for hobby in with_events]
        assert ids(face, "hobbies", params | {"exclude_past_events": "true"}) == [hobby.id for hobby in with_events]
        expected = with_events if world.asks_when(asked) else world.in_order(hobbies, ordering, asked)
        assert ids(face, "hobbies", params) == [hobby.id for hobby in expected]


@ASK
@given(face=faces, catalogue=world.catalogues, asked=world.questions, coming_only=st.booleans())
def test_all_events_of_one_hobby(
    stored: Stored, face: str, catalogue: list[world.Hobby], asked: dict[str, Any], coming_only: bool
) -> None:
    with published(stored, catalogue):
        hobby = catalogue[0]
        params = parameters(stored, asked, "start_date") | {"hobby": hobby.id}
        if coming_only:
            params["exclude_past_events"] = "true"
        events = [event for event in world.passing(hobby, asked) if not coming_only or event.end > world.NOW]
        if face == MOBILE and not all(event.is_cancelled for event in events):
            events = [event for event in events if not event.is_cancelled]
        passes = hobby.is_readable and world.meets(hobby, asked)
        assert ids(face, "hobbyevents", params) == ([event.id for event in events] if passes else [])
