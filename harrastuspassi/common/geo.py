"""Distances on the sphere, exact and portable, without a GIS library.

A place is a point on the unit sphere. The straight-line (chord) distance between two such points
grows with the great-circle distance, so ordering and cutting by its square is ordering and cutting
by metres, at the poles and across the antimeridian alike.
"""

import math

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth in metres (IUGG R1)."""


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """x, y, z on the unit sphere of a WGS 84 position in decimal degrees."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def chord_squared(distance_m: float) -> float:
    """Squared chord on the unit sphere of a great-circle distance in metres; 4 from half the globe on."""
    angle = min(max(distance_m, 0.0) / EARTH_RADIUS_M, math.pi)
    return (2 * math.sin(angle / 2)) ** 2


def metres(squared_chord: float) -> float:
    """Great-circle distance in metres of a squared chord on the unit sphere."""
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(max(squared_chord, 0.0)) / 2))
