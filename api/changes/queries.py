"""Parameters of change feeds, and the cursor."""

import base64
import re
from typing import Any

from rest_framework import serializers

from api.common.queries import Query, include_field
from harrastuspassi.catalogue.feed import Place

_CURSOR = re.compile(r"(-1|[0-9]{1,18})\.([0-9]{1,10})")


def cursor_of(place: Place) -> str:
    """A place in a feed as clients keep it."""
    text = f"{place.version}.{place.object_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class CursorField(serializers.CharField):
    """A cursor that an earlier answer gave, as Place."""

    default_error_messages = {"cursor": "Is no cursor of this feed; leave it out to start from the beginning."}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        text = super().run_validation(data)
        try:
            padded = text + "=" * (-len(text) % 4)
            match = _CURSOR.fullmatch(base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii"))
        except ValueError:
            match = None
        if match is None:
            self.fail("cursor")
        place = Place(int(match[1]), int(match[2]))
        # One spelling of each cursor only, or a changed one might be taken for another.
        if cursor_of(place) != text:
            self.fail("cursor")
        return place


class InstantField(serializers.DateTimeField):
    """An instant (RFC 3339, with its offset)."""

    _shape = re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
    )

    def to_internal_value(self, data: Any) -> Any:
        text = str(data)
        if not self._shape.fullmatch(text):
            self.fail("invalid", format="RFC 3339 with an offset, such as 2026-11-24T12:00:00Z")
        try:
            return super().to_internal_value(text)
        except (ValueError, OverflowError):
            self.fail("overflow", timezone="UTC")


class ChangesQuery(Query):
    """Where to read a change feed from; without either parameter, from the beginning."""

    cursor = CursorField(
        required=False, max_length=60, help_text="`cursor` of the answer that was read last: what changed after it."
    )
    modified_since = InstantField(
        required=False,
        help_text="What changed at this instant or later; a change may come that is up to a minute older. "
        "For the first time only: a cursor is exact.",
    )
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=500, help_text="Changes on a page.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "cursor" in attrs and "modified_since" in attrs:
            raise serializers.ValidationError({"modified_since": "Give a cursor or modified_since, not both."})
        return attrs


class TranslatedChangesQuery(ChangesQuery):
    """The same, for objects with texts in three languages."""

    include = include_field(translations="texts in each language")
