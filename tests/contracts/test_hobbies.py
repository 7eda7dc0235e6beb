"""Contract 2.6, the reading half: hobbies, which only the organizer web asks for."""

import pytest

from tests.contracts import calls, clients
from tests.contracts.conftest import Ask
from tests.contracts.shapes import Shapes
from tests.factories.catalogue import HobbyCategoryFactory, HobbyEventFactory, HobbyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


def test_a_strangers_editable_hobbies_are_an_empty_page(ask: Ask) -> None:
    """Trap 14: the web asks once before it has a token."""
    HobbyFactory.create_batch(2)
    assert ask(calls.WEB_HOBBIES) == {"count": 0, "next": None, "previous": None, "results": []}


def test_the_list_survives_every_shape(ask: Ask, shapes: Shapes) -> None:
    """Without editable_only: everything on offer, with coming events or without, and so at any time of day."""
    hobbies = {event.hobby_id for name, event in shapes.all.items() if name != "archived"}
    for address in ("hobbies/?page_size=50", f"hobbies/?page_size=50&{calls.ANY_TIME}"):
        assert {row["id"] for row in clients.web_hobbies(ask(address))} == hobbies


def test_a_hobby_to_edit_has_ids_instead_of_objects(ask: Ask, shapes: Shapes) -> None:
    for event in shapes.all.values():
        assert clients.web_hobby(ask(f"hobbies/{event.hobby_id}/"))["id"] == event.hobby_id
    hobby = HobbyFactory(categories=HobbyCategoryFactory.create_batch(2))
    answer = ask(f"hobbies/{hobby.pk}/")
    assert answer["organizer"] == hobby.organizer_id
    assert answer["location"] == hobby.location_id
    assert answer["categories"] == sorted(category.pk for category in hobby.categories.all())
    # Trap 6: the edit form dies on save if the key is absent.
    assert answer["cover_image"] is None
    # Trap 18: iOS takes `category` for an id.
    assert "category" not in answer


def test_include_nests_on_request(ask: Ask) -> None:
    hobby = HobbyFactory()
    answer = ask(f"hobbies/{hobby.pk}/?include=location_detail")
    assert answer["location"]["id"] == hobby.location_id
    assert answer["organizer"] == hobby.organizer_id


def test_pages_of_hobbies(ask: Ask) -> None:
    HobbyFactory.create_batch(3)
    answer = ask("hobbies/?page_size=2")
    assert (answer["count"], len(answer["results"])) == (3, 2)
    assert answer["next"].endswith("/mobile-api/v1/hobbies/?page_size=2&page=2")


def test_the_events_of_a_hobby_name_it_by_id(ask: Ask) -> None:
    """Trap 3: without include there are ids for the web."""
    event = HobbyEventFactory()
    (row,) = clients.web_events(ask(calls.web_events_of(event.hobby_id)))
    assert row["hobby"] == event.hobby_id
