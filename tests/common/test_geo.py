"""Distances agree with another formula."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harrastuspassi.common import geo
from tests.sphere import Point, great_circle_m, points, tolerance_m

HALF_GLOBE_M = math.pi * geo.EARTH_RADIUS_M


def measured(here: Point, there: Point) -> float:
    """Metres between two positions, by way of the chord."""
    return geo.metres(math.dist(geo.unit_vector(*here), geo.unit_vector(*there)) ** 2)


@given(here=points, there=points)
@example(here=(90.0, 0.0), there=(90.0, 123.0))
@example(here=(0.0, 180.0), there=(0.0, -180.0))
@example(here=(60.0, 179.999), there=(60.0, -179.999))
@example(here=(60.0, 25.0), there=(-60.0, -155.0))
def test_metres_are_those_of_the_great_circle(here: Point, there: Point) -> None:
    expected = great_circle_m(here, there)
    # Next to the antipode a double cannot tell chords apart any better than this.
    assert measured(here, there) == pytest.approx(expected, abs=tolerance_m(expected) + 0.5 * (expected > 2e7))


@given(distance=st.floats(0, HALF_GLOBE_M))
def test_a_distance_becomes_its_chord_and_back(distance: float) -> None:
    assert geo.metres(geo.chord_squared(distance)) == pytest.approx(
        distance, abs=tolerance_m(distance) + 0.5 * (distance > 2e7)
    )


@given(shorter=st.floats(0, HALF_GLOBE_M), longer=st.floats(0, HALF_GLOBE_M))
def test_longer_distances_have_longer_chords(shorter: float, longer: float) -> None:
    if shorter <= longer:
        assert geo.chord_squared(shorter) <= geo.chord_squared(longer)


def test_beyond_half_the_globe_is_everywhere() -> None:
    assert geo.chord_squared(HALF_GLOBE_M * 2) == geo.chord_squared(HALF_GLOBE_M) == pytest.approx(4)


def test_helsinki_to_tampere() -> None:
    assert measured((60.1699, 24.9384), (61.4978, 23.7610)) == pytest.approx(160_800, abs=500)


def test_0_03_degrees_east_of_helsinki_is_nearer_than_0_02_north() -> None:
    centre = (60.1699, 24.9384)
    assert measured(centre, (60.1699, 24.9684)) < measured(centre, (60.1899, 24.9384))
