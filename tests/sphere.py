"""Great-circle distances by another road than the code's: Vincenty's formula on the sphere, and positions to try it on.

The formula (T. Vincenty, 1975, for equal axes) is well conditioned everywhere, antipodes and poles included.
"""

import math

from hypothesis import strategies as st

from harrastuspassi.common.geo import EARTH_RADIUS_M

Point = tuple[float, float]
"""Latitude, longitude in decimal degrees."""


def great_circle_m(here: Point, there: Point) -> float:
    """Metres along the sphere between two positions."""
    phi, psi = math.radians(here[0]), math.radians(there[0])
    turn = math.radians(math.remainder(there[1] - here[1], 360))
    east = math.cos(psi) * math.sin(turn)
    north = math.fsum([math.cos(phi) * math.sin(psi), -math.sin(phi) * math.cos(psi) * math.cos(turn)])
    along = math.fsum([math.sin(phi) * math.sin(psi), math.cos(phi) * math.cos(psi) * math.cos(turn)])
    return EARTH_RADIUS_M * math.atan2(math.hypot(east, north), along)


def tolerance_m(distance: float) -> float:
    """What is promised, 1 metre in 100 km, and the millimetre below which a place is a place."""
    return distance * 1e-5 + 1e-3


def _degrees(limit: float) -> st.SearchStrategy[float]:
    """Degrees up to a limit, which itself, its neighbourhood and 0 are met often."""
    edges = [-limit, limit, 0.0, -0.0, limit - 1e-6, 1e-6 - limit, limit - 0.01, 0.01 - limit]
    return st.floats(-limit, limit) | st.sampled_from(edges)


def _near(point: Point) -> st.SearchStrategy[Point]:
    """The point itself, or one up to some kilometres away, round the antimeridian too."""
    step = st.floats(-0.05, 0.05)
    return st.tuples(step, step).map(
        lambda by: (
            max(-90.0, min(90.0, point[0] + by[0])),
            max(-180.0, min(180.0, math.remainder(point[1] + by[1], 360))),
        )
    )


points = st.tuples(_degrees(90), _degrees(180))


def surroundings(point: Point, *, most: int) -> st.SearchStrategy[list[Point]]:
    """Places all over the globe, near a point, opposite it and at it, to a billionth of a degree."""
    opposite = (-point[0], math.remainder(point[1] + 180, 360))
    place = points | _near(point) | _near(opposite) | st.sampled_from([point, opposite])
    rounded = place.map(lambda at: (round(at[0], 9), round(at[1], 9)))
    return st.lists(rounded, min_size=2, max_size=most)
