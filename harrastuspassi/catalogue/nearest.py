"""Rows at places, the nearest first: led by the places, so that those far away are not looked at.

Order is that of distance, then of id; what has no place, or one without coordinates, comes last. Nothing but speed
tells these from `rows.order_by(nearest_order(position), "id")`.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Field, Q, QuerySet

from harrastuspassi.catalogue.criteria import Position
from harrastuspassi.catalogue.models import Location
from harrastuspassi.catalogue.querysets import distance_expression
from harrastuspassi.common.prepared import Given, PreparedQuery, as_parameter

Values = Mapping[str, Any]

PAGE = "%s LIMIT %s OFFSET %s"
COUNT = "SELECT COUNT(*) FROM (%s) AS counted"

_TIED = """
SELECT * FROM (%s FETCH FIRST %s ROWS WITH TIES) AS nearest (chosen, distance, id)
ORDER BY distance, id LIMIT %s OFFSET %s
"""
"""A page of the nearest on PostgreSQL. The index gives them by distance alone: to ask it for the id as well would be to
sort all there are. So as many as it takes come from it, with all that are as far away as the last of them."""


class Nearest:
    """A column of rows that have a `location`, by page. Made once, for any values that are Given."""

    def __init__(self, rows: QuerySet[Any], column: str, position: Position):
        distance = distance_expression(position, "location__")
        self._position, self._column = position, column
        self._placed = rows.filter(location__z__isnull=False).annotate(distance=distance).order_by("distance")
        self._others = rows.filter(location__z__isnull=True).order_by("id")

    def page(self, given: Values, start: int, stop: int) -> list[Any]:
        """The values of rows from `start` to `stop`."""
        found = self._nearest(given, start, stop)
        if len(found) == stop - start:
            return found
        # The others begin where those end.
        before = 0 if found or not start else max(0, start - self._placed_count.run(given)[0][0])
        rest = self._last.run(given, stop - start - len(found), before)
        return [*found, *(value for (value,) in rest)]

    def _nearest(self, given: Values, start: int, stop: int) -> list[Any]:
        if connection.vendor == "postgresql":
            return [row[0] for row in self._tied.run(given, stop, stop - start, start)]
        return self._around(given, start, stop)

    def _around(self, given: Values, start: int, stop: int) -> list[Any]:
        """The rows at the nearest places, at four times as many where those have too few."""
        places = self._places.run(given)
        reach = stop
        while True:
            farthest = places[min(reach, len(places)) - 1][1] if places else 0
            within = [pk for pk, distance in places if distance <= farthest]
            found = self._at_places.run({**given, "places": as_parameter(within)}, stop - start, start)
            if len(found) == stop - start or len(within) == len(places):
                return [value for (value,) in found]
            reach *= 4

    @cached_property
    def _tied(self) -> PreparedQuery:
        return PreparedQuery(self._placed, [self._column, "distance", "pk"], around=_TIED)

    @cached_property
    def _places(self) -> PreparedQuery:
        distance = distance_expression(self._position)
        places = Location.objects.filter(z__isnull=False).annotate(distance=distance).order_by("distance")
        return PreparedQuery(places, ["pk", "distance"])

    @cached_property
    def _at_places(self) -> PreparedQuery:
        chosen = Q(location__id__one_of=Given("places", Field()))
        return PreparedQuery(self._placed.filter(chosen).order_by("distance", "id"), [self._column], around=PAGE)

    @cached_property
    def _placed_count(self) -> PreparedQuery:
        return PreparedQuery(self._placed.order_by(), ["pk"], around=COUNT)

    @cached_property
    def _last(self) -> PreparedQuery:
        return PreparedQuery(self._others, [self._column], around=PAGE)
