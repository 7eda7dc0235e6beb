"""Who sees what: one gate that every route passes, and the states in which a row is seen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from api.common.private import PrivateView
from api.common.shapes import reader
from api.common.views import ReadViewSet, public_rows
from api.common.writing import WriteViewSet
from harrastuspassi.catalogue import listing
from harrastuspassi.catalogue.models import Hobby, HobbyEvent, Organizer, OrganizerState, Promotion, PublicationState
from harrastuspassi.catalogue.querysets import CatalogueQuerySet
from harrastuspassi.common import clock
from tests.api.asking import CLIENT, FACES, get, ids
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.factories.feed import publish_everything

pytestmark = pytest.mark.django_db
each_face = pytest.mark.parametrize("face", FACES)
WITHOUT_ROWS = {
    "": "sends to the documentation",
    "favicon.ico": "leads to the icon",
    "health/": "says whether it works",
    "health/jobs/": "says whether jobs get done",
    "media/<path:name>": "gives pictures",
    "door/<str:token>/": "shows one event to whoever has its link",
    "door/<str:token>/code/": "gives its code of the moment",
    "privacy/": "tells what is kept of a pass",
    "api/v1/schema/": "is the document",
    "api/v1/docs/": "shows it",
    "api/v1/redoc/": "shows it",
    "mobile-api/v1/schema/": "is the document",
}
"""Routes that give no rows of the catalogue, and what they do instead."""


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route and its view."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


ROUTES = {
    route: view
    for route, view in routes(get_resolver().url_patterns)
    if not route.startswith(("accounts/", "console/")) and not issubclass(getattr(view, "cls", object), PrivateView)
}
"""All but those of the accounts and the console: test_permissions.py and tests/console have them."""
READS = {route: view.cls for route, view in ROUTES.items() if issubclass(getattr(view, "cls", object), ReadViewSet)}


@pytest.fixture
def one_of_each(db: None) -> dict[str, int]:
    """The id of a public row by resource."""
    district = DistrictFactory()
    hobby = HobbyFactory(location=LocationFactory(district=district), categories=[HobbyCategoryFactory()])
    return {
        "hobbies": hobby.pk,
        "hobbyevents": HobbyEventFactory(hobby=hobby).pk,
        "hobbycategories": hobby.categories.get().pk,
        "organizers": hobby.organizer.pk,
        "locations": hobby.location.pk,
        "promotions": PromotionFactory(organizer=hobby.organizer, location=hobby.location).pk,
        "municipalities": district.municipality.pk,
        "districts": district.pk,
        "audiences": AudienceFactory().pk,
        "suggestions": hobby.categories.get().pk,
    }


def test_every_route_that_gives_rows_is_a_read_view() -> None:
    assert ROUTES.keys() - READS.keys() == WITHOUT_ROWS.keys()
    lists_and_details, feeds, suggestions = 2 * (9 + 6), 6, 1
    assert len(READS) == lists_and_details + feeds + suggestions


@pytest.mark.parametrize("view", sorted(set(READS.values()), key=lambda view: view.resource))
def test_no_read_view_goes_round_the_gate(view: type[ReadViewSet]) -> None:
    for name in ("get_queryset", "list", "changes", "dispatch"):
        assert getattr(view, name) is getattr(ReadViewSet, name), name
    # What can be written is read with the tag that a change of it has to name.
    assert view.retrieve in (ReadViewSet.retrieve, WriteViewSet.retrieve)


def answers(route: str, one_of_each: dict[str, int]) -> tuple[int, Any]:
    """Status of a route for the row of its resource, and the rows where it lists some."""
    answer = CLIENT.get("/" + route.replace("<int:pk>", str(one_of_each[READS[route].resource])))
    body = answer.json()
    return answer.status_code, body.get("results", []) if isinstance(body, dict) else body


def forget_statements() -> None:
    reader.cache_clear()
    public_rows.cache_clear()
    listing.prepared.cache_clear()


@pytest.mark.parametrize("route", READS)
def test_a_route_shows_rows_and_none_that_the_gate_holds_back(
    route: str, one_of_each: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_detail = route.endswith("<int:pk>/")
    publish_everything()
    status, rows = answers(route, one_of_each)
    assert (status, bool(rows)) == (200, not is_detail)
    asked_for = []

    def nothing(rows: CatalogueQuerySet, user: Any) -> CatalogueQuerySet:
        asked_for.append(user.is_anonymous)
        return rows.filter(pk=0)

    monkeypatch.setattr(CatalogueQuerySet, "visible_to", nothing)
    # Statements ask the gate once, when they are prepared.
    forget_statements()
    try:
        assert answers(route, one_of_each) == ((404, []) if is_detail else (200, []))
    finally:
        forget_statements()
    assert asked_for
    assert all(asked_for)


STATES = {
    # state: (read by id, listed)
    PublicationState.DRAFT: (False, False),
    PublicationState.IN_REVIEW: (False, False),
    PublicationState.REJECTED: (False, False),
    PublicationState.PUBLISHED: (True, True),
    PublicationState.ARCHIVED: (True, False),
}
ORGANIZER_STATES = {
    OrganizerState.PENDING: (False, False),
    OrganizerState.REFUSED: (False, False),
    OrganizerState.SUSPENDED: (False, False),
    OrganizerState.APPROVED: (True, True),
    OrganizerState.ARCHIVED: (True, True),
}


def test_the_tables_have_every_state() -> None:
    assert set(STATES) == set(PublicationState)
    assert set(ORGANIZER_STATES) == set(OrganizerState)


def is_read(face: str, resource: str, pk: int) -> bool:
    """Whether a row is read by its id; a HEAD must agree."""
    status = get(face, f"{resource}/{pk}/").status_code
    assert CLIENT.head(f"{face}{resource}/{pk}/").status_code == status
    assert status in (200, 404)
    return status == 200


@each_face
@pytest.mark.parametrize("state", STATES)
def test_a_hobby_and_its_events_by_state(face: str, state: PublicationState) -> None:
    read, listed = STATES[state]
    event: HobbyEvent = HobbyEventFactory(hobby__state=state)
    shown = [event.hobby_id] if listed else []
    assert is_read(face, "hobbies", event.hobby_id) == is_read(face, "hobbyevents", event.pk) == read
    assert ids(face, "hobbies") == ids(face, "hobbies", {"exclude_past_events": "true"}) == shown
    assert ids(face, "hobbyevents") == ([event.pk] if listed else [])
    # By its hobby, an event is read as it is by its id: phones keep ids of what is archived.
    assert ids(face, "hobbyevents", {"hobby": event.hobby_id}) == ([event.pk] if read else [])


@each_face
@pytest.mark.parametrize("state", STATES)
def test_a_promotion_by_state(face: str, state: PublicationState) -> None:
    read, listed = STATES[state]
    promotion: Promotion = PromotionFactory(state=state)
    assert is_read(face, "promotions", promotion.pk) == read
    assert (
        ids(face, "promotions")
        == ids(face, "promotions", {"usable_only": "true"})
        == ([promotion.pk] if listed else [])
    )


@each_face
@pytest.mark.parametrize("state", ORGANIZER_STATES)
def test_an_organizers_state_goes_for_all_it_has_at_once(face: str, state: OrganizerState) -> None:
    organizer: Organizer = OrganizerFactory()
    place = LocationFactory(organizer=organizer)
    event = HobbyEventFactory(hobby__organizer=organizer, hobby__location=place)
    promotion = PromotionFactory(organizer=organizer, location=place)
    owned = {"locations": place.pk, "hobbies": event.hobby_id, "hobbyevents": event.pk, "promotions": promotion.pk}
    for resource, pk in owned.items():
        assert is_read(face, resource, pk)
        assert ids(face, resource) == [pk]

    Organizer.objects.filter(pk=organizer.pk).update(state=state)

    read, listed = ORGANIZER_STATES[state]
    for resource, pk in owned.items():
        assert is_read(face, resource, pk) == read
        assert ids(face, resource) == ([pk] if listed else [])
    assert ids(face, "hobbyevents", {"hobby": event.hobby_id}) == ([event.pk] if read else [])
    assert ids(face, "hobbies", {"organizer": organizer.pk}) == ([event.hobby_id] if listed else [])
    assert is_read(face, "organizers", organizer.pk) == read
    assert ids(face, "organizers") == ([organizer.pk] if state == OrganizerState.APPROVED else [])


@each_face
def test_what_has_no_organizer_is_seen(face: str) -> None:
    event = HobbyEventFactory(hobby__organizer=None, hobby__location__organizer=None)
    assert is_read(face, "hobbies", event.hobby_id)
    assert ids(face, "hobbyevents") == [event.pk]
    assert ids(face, "locations") == [event.hobby.location_id]


@each_face
def test_an_archived_location_is_read_but_not_listed_and_its_hobbies_stay(face: str) -> None:
    place = LocationFactory(archived_at=clock.now())
    hobby: Hobby = HobbyFactory(location=place)
    assert ids(face, "locations") == []
    assert is_read(face, "locations", place.pk)
    assert ids(face, "hobbies") == [hobby.pk]
    nested = get(face, f"hobbies/{hobby.pk}/", {"include": "location_detail"}).json()["location"]
    assert nested["id"] == place.pk


@each_face
def test_hidden_terms_are_read_but_not_offered(face: str) -> None:
    category = HobbyCategoryFactory(is_hidden=True)
    assert ids(face, "hobbycategories", {"parent": "null"}) == []
    assert is_read(face, "hobbycategories", category.pk)


@each_face
def test_past_and_cancelled_events_and_past_promotions_are_read(face: str) -> None:
    today = clock.local_today()
    past = today.replace(year=today.year - 1, day=1)
    for event in (HobbyEventFactory(start_date=past), HobbyEventFactory(cancelled=True)):
        assert is_read(face, "hobbyevents", event.pk)
    promotion = PromotionFactory(start_date=past, end_date=past)
    assert is_read(face, "promotions", promotion.pk)
    assert ids(face, "promotions") == ids(face, "hobbyevents") == []
