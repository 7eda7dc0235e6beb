"""Parameters of change feeds, and the cursor."""

import datetime as dt
import re
from typing import Any

from rest_framework import serializers

from api.common.queries import PatternField, Query, include_field
from harrastuspassi.catalogue.feed import Place
from harrastuspassi.catalogue.timing import EARLIEST, LATEST

_NUMBER = "(0|[1-9][0-9]{0,%d})"


def cursor_of(place: Place) -> str:
    """A place in a feed as clients keep it."""
    return f"{place.version}.{place.object_id}"


class CursorField(PatternField):
    """A cursor that an earlier answer gave, as Place. Any number is a place, also one that no answer gave."""

    def __init__(self, **kwargs: Any):
        super().__init__(f"{_NUMBER % 17}[.]{_NUMBER % 8}", **kwargs)

    def convert(self, text: str) -> Place:
        version, object_id = map(int, text.split("."))
        return Place(version, object_id)


class InstantField(serializers.DateTimeField):
    """An instant (RFC 3339, with its offset), in UTC; one before or after all that the catalogue knows is its edge."""

    _shape = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")

    def to_internal_value(self, data: Any) -> dt.datetime:
        text = str(data).upper()
        if not self._shape.fullmatch(text):
            self.fail("invalid", format="RFC 3339 with an offset, such as 2026-11-24T12:00:00Z")
        try:
            given = dt.datetime.fromisoformat(text)
        except ValueError:
            self.fail("invalid", format="RFC 3339 with an offset, such as 2026-11-24T12:00:00Z")
        edge = min(max(given.date(), EARLIEST), LATEST)
        return given.astimezone(dt.UTC) if edge == given.date() else dt.datetime.combine(edge, dt.time(), dt.UTC)


class ChangesQuery(Query):
    """Where to read a change feed from; without either parameter, from the beginning."""

    cursor = CursorField(required=False, help_text="`cursor` of the answer that was read last: what changed after it.")
    modified_since = InstantField(
        required=False,
        help_text="What changed at this instant or later; a change may come that is up to a minute older. "
        "For the first time only: a cursor is exact, and counts where both are given.",
    )
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=500, help_text="Changes on a page.")


class TranslatedChangesQuery(ChangesQuery):
    """The same, for objects with texts in three languages."""

    include = include_field(translations="texts in each language")
