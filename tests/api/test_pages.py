"""Pages of lists: how long they are, what lies beyond the last, and how the next is addressed."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from api.common.views import ReadViewSet
from api.urls import SHARED, V1_ONLY
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common import clock
from tests.api.asking import FACES, MOBILE, V1, get, ok, refused
from tests.api.test_paging import POSITION, ROWS, walk
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("ordering", ["nearest", "start_date", "name"])
def test_all_events_of_one_hobby_by_pages(face: str, ordering: str) -> None:
    hobby = HobbyFactory()
    for days in range(ROWS):
        HobbyEventFactory(hobby=hobby, start_date=clock.local_today() + dt.timedelta(days=days // 3))
    found = [
        row["id"]
        for row in walk(face, "hobbyevents", POSITION | {"hobby": hobby.pk, "ordering": ordering, "page_size": 7})
    ]
    assert found == list(hobby.events.order_by("starts_at", "pk").values_list("pk", flat=True))


@pytest.mark.parametrize("view", [*SHARED, *V1_ONLY], ids=lambda view: view.resource)
def test_a_page_beyond_the_last_is_not_found(view: type[ReadViewSet]) -> None:
    for number in (2, 2**31 - 1):
        answer = get(V1, f"{view.resource}/", {"page": number, "page_size": 500})
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "page_not_found"
    empty = ok(V1, f"{view.resource}/", {"page": 1})
    assert empty == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_page_beyond_the_last_on_mobile() -> None:
    answer = get(MOBILE, "hobbies/", {"page": 2})
    assert answer.status_code == 404
    assert list(answer.json()) == ["detail"]


def many(number: int) -> None:
    """So many hobbies, and so many events of the first."""
    hobby = HobbyFactory()
    common = {"state": "published", "published_at": hobby.published_at}
    Hobby.objects.bulk_create(Hobby(name_fi="Uinti", **common) for _ in range(number - 1))
    day = clock.local_today() + dt.timedelta(days=1)
    columns = Period(day, dt.time(18), day, dt.time(19)).event_columns()
    HobbyEvent.objects.bulk_create(HobbyEvent(hobby=hobby, **columns) for _ in range(number))


def sizes(face: str, resource: str, params: dict[str, Any] | None = None) -> tuple[int, int, bool]:
    """Rows on the page, rows in all, and whether there is another page."""
    body = ok(face, f"{resource}/", params)
    return len(body["results"]), body["count"], body["next"] is not None


def test_page_sizes_of_each_face() -> None:
    many(510)
    of_hobby = {"hobby": Hobby.objects.order_by("pk")[0].pk}
    for resource, params in (("hobbies", {}), ("hobbyevents", of_hobby)):
        assert sizes(V1, resource, params) == (50, 510, True)
        assert sizes(V1, resource, params | {"page_size": 500}) == (500, 510, True)
        assert refused(f"{resource}/", params | {"page_size": 501}) == {"page_size"}
        assert sizes(MOBILE, resource, params | {"page_size": 50}) == (50, 510, True)
        assert sizes(MOBILE, resource, params | {"page_size": 500, "page": 2}) == (10, 510, False)
    assert sizes(MOBILE, "hobbies") == sizes(MOBILE, "hobbies", {"page_size": 501}) == (500, 510, True)
    # The apps' detail pages read only the first page: all events of a hobby stand on it.
    assert sizes(MOBILE, "hobbyevents", of_hobby) == (510, 510, False)


def test_the_next_address_keeps_every_filter_percent_encoded() -> None:
    HobbyFactory.create_batch(2, name_fi="Ääkköset & muut")
    params = {"search": "ääkköset &", "price_type": ["free", "paid"], "page_size": 1}
    address = ok(MOBILE, "hobbies/", params)["next"]
    assert address.isascii()
    assert " " not in address
    assert parse_qs(urlsplit(address).query) == {
        "search": ["ääkköset &"],
        "price_type": ["free", "paid"],
        "page_size": ["1"],
        "page": ["2"],
    }
