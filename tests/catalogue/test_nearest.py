"""The nearest first, led by the places: the same rows, in the same order, as if all had been put in order."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from harrastuspassi.catalogue.criteria import ANYWHERE, HobbyCriteria, PlaceCriteria, Position
from harrastuspassi.catalogue.expressions import position_values
from harrastuspassi.catalogue.listing import EventCriteria, Listing, Order, PublicList, hobby_list
from harrastuspassi.catalogue.models import Hobby, Location
from harrastuspassi.catalogue.nearest import Nearest
from harrastuspassi.common import clock
from harrastuspassi.common.prepared import PreparedRows
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, LocationFactory

pytestmark = pytest.mark.django_db

HERE = (0.0, 0.0)
POINTS = [HERE, (0.0, 0.01), (0.0, -0.01), (0.03, 0.0), (-18.0, 179.9), (-18.0, -179.9), (90.0, 0.0)]
"""The second and the third are as far away from the first."""


@pytest.fixture
def hobbies() -> list[Hobby]:
    """At places with many and with none, at two places at one point, at a place nobody knows where, and nowhere."""
    points = [*POINTS, POINTS[3], (None, None), (None, None)]
    places: list[Any] = [LocationFactory(latitude=point[0], longitude=point[1]) for point in points]
    at = [places[number] for number in (3, 0, 7, 8, 2, 1, 2, 1, 4, 5, 9, 3, 0, 0, 7, 6, 1)]
    made = [HobbyFactory(location=place) for place in [None, *at, None]]
    for number, hobby in enumerate(made):
        if number % 5:
            HobbyEventFactory(hobby=hobby)
        if number % 3 == 0:
            Hobby.objects.filter(pk=hobby.pk).update(price_type="paid", price_amount=number)
    return made


_CRITERIA = [
    HobbyCriteria(),
    HobbyCriteria(price_types=("free",)),
    HobbyCriteria(price_types=("annual",)),
    HobbyCriteria(place=PlaceCriteria(max_distance_m=2_000)),
]
_POSITIONS = st.one_of(
    st.sampled_from(POINTS), st.tuples(st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False))
)


def by_order(criteria: HobbyCriteria, position: Position, *, coming_only: bool) -> list[int]:
    """All of them, put in order one and all."""
    rows: Any = hobby_list(
        Hobby.objects.public_list().matching(criteria),
        events=EventCriteria(),
        coming_only=coming_only,
        order=Order(by="nearest", position=position, language="fi"),
        now=clock.now_minute(),
    )
    return list(rows.values_list("pk", flat=True))


def test_pages_are_slices_of_all_in_order(hobbies: list[Hobby]) -> None:
    @settings(max_examples=40, deadline=None)
    @given(_POSITIONS, st.sampled_from(_CRITERIA), st.booleans(), st.integers(0, 22), st.integers(1, 9))
    def check(point: tuple[float, float], criteria: HobbyCriteria, coming_only: bool, start: int, size: int) -> None:
        position = Position(*point)
        place = PlaceCriteria(position=position, max_distance_m=criteria.place.max_distance_m)
        asked = HobbyCriteria(place=place, price_types=criteria.price_types)
        expected = by_order(asked, position, coming_only=coming_only)
        order = Order(by="nearest", position=position, language="fi")
        listing = Listing(hobbies=asked, events=EventCriteria(), coming_only=coming_only, order=order, column="pk")
        now = clock.now_minute()
        if connection.vendor == "postgresql":
            rows = Hobby.objects.public_list().matching(asked)
            arranged: Any = hobby_list(rows, events=EventCriteria(), coming_only=coming_only, order=order, now=now)
            page = Nearest(arranged, "pk", position).page({}, start, max(start, min(start + size, len(expected))))
            assert page == expected[start : start + size]
        found = PublicList(listing, now)
        assert found.count() == len(expected)
        assert list(found[start : start + size]) == expected[start : start + size]

    check()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://...")
@pytest.mark.parametrize("size", [5, 13, 14, 20])
def test_a_first_page_comes_with_its_rows_in_one_query(hobbies: list[Hobby], size: int) -> None:
    position = Position(*HERE)
    rows = PreparedRows(Hobby.objects.all(), ["price_amount", "pk"])
    near = Nearest(Hobby.objects.all(), "pk", position)
    picked = near.first_page({}, size)
    with CaptureQueriesContext(connection) as queries:
        found = rows.fetch_picked(picked)
    assert len(queries) == 1
    expected = near.page({}, 0, size)
    assert [*picked] == expected
    has_place = Hobby.objects.filter(location__z__isnull=False).count()
    assert (found is None) == (size > has_place)
    if found is not None:
        assert [row[-1] for row in found] == expected
        assert [row[0] for row in found] == [Hobby.objects.get(pk=pk).price_amount for pk in expected]


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://...")
def test_hobbies_as_far_away_stand_by_id_across_pages(hobbies: list[Hobby]) -> None:
    position = Position(*HERE)
    near = Nearest(Hobby.objects.all(), "pk", position)
    found = [pk for start in range(0, len(hobbies), 2) for pk in near.page({}, start, start + 2)]
    places = {row.pk: row for row in Location.objects.all()}
    at = {hobby.pk: places.get(hobby.location_id) for hobby in hobbies}
    equally_far = [pk for pk in found if (place := at[pk]) and (place.latitude, place.longitude) in POINTS[1:3]]
    assert len(equally_far) == 5
    assert equally_far == sorted(equally_far)
    assert sorted(found) == sorted(at)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://...")
def test_the_index_leads_to_a_page() -> None:
    LocationFactory.create_batch(300)
    for place in Location.objects.all()[:100]:
        Hobby.objects.bulk_create(Hobby(name_fi="Uinti", location=place) for _ in range(20))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        near = Nearest(Hobby.objects.all(), "pk", ANYWHERE)
        with CaptureQueriesContext(connection) as queries:
            assert len(near.page(position_values(Position(*HERE)), 0, 50)) == 50
        assert len(queries) == 1
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "location_nearest" in plan
