"""`nearest` and `max_distance` in the database agree with the great circle, everywhere on the globe."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harrastuspassi.catalogue.criteria import BoundingBox, PlaceCriteria, Position
from harrastuspassi.catalogue.expressions import nearest_order, place_filter
from harrastuspassi.catalogue.models import Location
from tests.sphere import Point, great_circle_m, points, surroundings, tolerance_m

pytestmark = pytest.mark.django_db
HALF_GLOBE_KM = 20_015.2
NO_COORDINATES = "no coordinates"


@contextmanager
def places(positions: list[Point]) -> Iterator[None]:
    """Locations at the positions, and one without, gone afterwards. `address` is the index in the list."""
    with transaction.atomic():
        Location.objects.bulk_create(
            [
                Location(name_fi=NO_COORDINATES, address=NO_COORDINATES),
                *(
                    Location(name_fi="Paikka", address=str(index), latitude=latitude, longitude=longitude)
                    for index, (latitude, longitude) in enumerate(positions)
                ),
            ]
        )
        yield
        transaction.set_rollback(True)


def found(place: PlaceCriteria) -> set[int]:
    """Indexes of the places that meet the criteria."""
    return {int(address) for address in Location.objects.filter(place_filter(place)).values_list("address", flat=True)}


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Point, list[Point]]:
    """A position, and places to order from it."""
    here = draw(points)
    return here, draw(surroundings(here, most=12))


@given(scene=scenes())
@example(scene=((60.1699, 24.9384), [(60.1899, 24.9384), (60.1699, 24.9684)]))
@example(scene=((60.0, 179.999), [(60.0, 179.9), (60.0, -179.999), (60.0, -179.0)]))
@example(scene=((90.0, 0.0), [(89.9, 180.0), (89.95, -90.0), (90.0, 77.0)]))
@example(scene=((5e-324, 1e-200), [(0.0, 0.0), (0.0, 1.0), (90.0, 0.0), (0.0, 180.0)]))
@settings(deadline=None)
def test_nearest_is_the_order_of_the_great_circle_and_unknown_places_are_last(scene: tuple[Point, list[Point]]) -> None:
    here, positions = scene
    with places(positions):
        ordered = Location.objects.order_by(nearest_order(Position(*here)), "id").values_list("address", flat=True)
        *known, last = list(ordered)
    assert last == NO_COORDINATES
    assert sorted(map(int, known)) == list(range(len(positions)))
    for nearer, farther in pairwise(great_circle_m(here, positions[int(index)]) for index in known):
        assert nearer <= farther + tolerance_m(farther) + 0.5 * (farther > 2e7)


@given(scene=scenes(), wanted=st.none() | st.floats(0, HALF_GLOBE_KM * 1000), side=st.sampled_from([-1.1, 1.1]))
@settings(deadline=None)
def test_max_distance_cuts_by_the_great_circle(
    scene: tuple[Point, list[Point]], wanted: float | None, side: float
) -> None:
    """Anywhere, or as close to one of the places as is promised."""
    here, positions = scene
    first = great_circle_m(here, positions[0])
    cut = max(0.0, first + side * tolerance_m(first)) if wanted is None else wanted
    with places(positions):
        within = found(PlaceCriteria(position=Position(*here), max_distance_m=cut))
    for index, position in enumerate(positions):
        distance = great_circle_m(here, position)
        if distance + tolerance_m(distance) <= cut:
            assert index in within
        if distance - tolerance_m(distance) > cut:
            assert index not in within


@given(here=points, positions=st.lists(points.map(lambda at: (round(at[0], 9), round(at[1], 9))), max_size=12))
@example(here=(-14.3083, -146.7237), positions=[(14.3083, 33.2763)])
@settings(deadline=None)
def test_half_the_globe_reaches_every_known_place(here: Point, positions: list[Point]) -> None:
    with places(positions):
        within = found(PlaceCriteria(position=Position(*here), max_distance_m=HALF_GLOBE_KM * 1000))
    assert within == set(range(len(positions)))


@given(position=points.map(lambda at: (round(at[0], 9), round(at[1], 9))))
@settings(deadline=None)
def test_a_place_is_within_0_km_of_itself(position: Point) -> None:
    with places([position]):
        assert found(PlaceCriteria(position=Position(*position), max_distance_m=0)) == {0}


@given(
    positions=st.lists(points, max_size=12),
    west=st.floats(-180, 180),
    east=st.floats(-180, 180),
    parallels=st.tuples(st.floats(-90, 90), st.floats(-90, 90)).map(sorted),
)
@settings(deadline=None)
def test_a_box_holds_what_lies_eastward_from_west_to_east(
    positions: list[Point], west: float, east: float, parallels: list[float]
) -> None:
    south, north = parallels
    positions = [(round(latitude, 9), round(longitude, 9)) for latitude, longitude in positions]
    with places(positions):
        within = found(PlaceCriteria(bbox=BoundingBox(west, south, east, north)))
    for index, (latitude, longitude) in enumerate(positions):
        across = west > east
        between = longitude >= west or longitude <= east if across else west <= longitude <= east
        assert (index in within) == (between and south <= latitude <= north)


def test_a_box_across_the_antimeridian() -> None:
    with places([(-17.7, 178.0), (-13.8, -171.8), (60.17, 24.94)]):
        assert found(PlaceCriteria(bbox=BoundingBox(170, -20, -170, -10))) == {0, 1}
        assert found(PlaceCriteria(bbox=BoundingBox(-170, -90, 170, 90))) == {2}
