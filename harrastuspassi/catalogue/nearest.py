"""Rows at places, the nearest first, led by PostgreSQL's index of places: those far away are not looked at.

Order is that of distance, then of id; what has no place, or one without coordinates, comes last. Nothing but speed
tells these from `rows.order_by(nearest_order(position), "id")`.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from harrastuspassi.catalogue.criteria import Position
from harrastuspassi.catalogue.expressions import distance_expression
from harrastuspassi.common.prepared import Picked, PreparedQuery

Values = Mapping[str, Any]

PAGE = "%s LIMIT %s OFFSET %s"
COUNT = "SELECT COUNT(*) FROM (%s) AS counted"

_TIED = """
SELECT * FROM (%s FETCH FIRST %s ROWS WITH TIES) AS nearest (chosen, distance, id)
ORDER BY distance, id LIMIT %s OFFSET %s
"""
"""A page of the nearest. The index gives them by distance alone: to ask it for the id as well would be to sort all
there are. So as many as it takes come from it, with all that are as far away as the last of them."""


class Nearest:
    """A column of rows that have a `location`, by page. Made once, for any values that are Given."""

    def __init__(self, rows: QuerySet[Any], column: str, position: Position):
        distance = distance_expression(position, "location__")
        self._column = column
        self._placed = rows.filter(location__z__isnull=False).annotate(distance=distance).order_by("distance")
        self._others = rows.filter(location__z__isnull=True).order_by("id")

    def page(self, given: Values, start: int, stop: int) -> list[Any]:
        """The values of rows from `start` to `stop`."""
        found = [row[0] for row in self._tied.run(given, stop, stop - start, start)]
        if len(found) == stop - start:
            return found
        # The others begin where those end.
        before = 0 if found or not start else max(0, start - self._placed_count.run(given)[0][0])
        rest = self._last.run(given, stop - start - len(found), before)
        return [*found, *(value for (value,) in rest)]

    def first_page(self, given: Values, stop: int) -> Picked:
        """The values of rows up to `stop`."""
        # First pages are asked for far more often than others, and each has a plan of its own.
        return Picked(self._first, given, (stop, stop, 0), stop, lambda: self.page(given, 0, stop))

    @cached_property
    def _tied(self) -> PreparedQuery:
        return PreparedQuery(self._placed, [self._column, "distance", "pk"], around=_TIED)

    @cached_property
    def _first(self) -> PreparedQuery:
        return PreparedQuery(self._placed, [self._column, "distance", "pk"], around=_TIED, planned_once=True)

    @cached_property
    def _placed_count(self) -> PreparedQuery:
        return PreparedQuery(self._placed.order_by(), ["pk"], around=COUNT)

    @cached_property
    def _last(self) -> PreparedQuery:
        return PreparedQuery(self._others, [self._column], around=PAGE)
