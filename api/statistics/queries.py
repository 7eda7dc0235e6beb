"""Parameters of released statistics."""

from typing import Any

from rest_framework import serializers

from api.changes.queries import InstantField
from api.common.operations import PAGING, query
from api.common.private import PrivatePageQuery
from api.common.queries import IdField, PatternField, repeated
from api.privacy.serializers import PrivacyQuery
from harrastuspassi.releases.slices import Slice
from harrastuspassi.statistics.tables import DIMENSIONS, TABLES

_PERIOD = "[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?"
_VALUE = "[0-9a-z_-]{1,40}"


class SliceQuery(PrivatePageQuery):
    """A slice of a table."""

    release = IdField(required=False)
    period = repeated(PatternField(_PERIOD), "")
    area = repeated(PatternField(_VALUE), "")
    age_group = repeated(PatternField(_VALUE), "")
    gender = repeated(PatternField(_VALUE), "")
    kind = repeated(PatternField(_VALUE), "")
    category = repeated(PatternField(_VALUE), "")
    language = repeated(PatternField(_VALUE), "")
    at_start = repeated(PatternField(_VALUE), "")
    source = repeated(PatternField(_VALUE), "")
    progress = repeated(PatternField(_VALUE), "")
    place = repeated(PatternField(_VALUE), "")
    counted_age = repeated(PatternField(_VALUE), "")
    counted_gender = repeated(PatternField(_VALUE), "")
    modified_since = InstantField(required=False)
    format = serializers.ChoiceField(choices=["json", "csv"], required=False)


class ReleasesQuery(PrivacyQuery):
    """The list of releases."""

    modified_since = InstantField(required=False)


def slice_of(table: str, values: dict[str, Any]) -> Slice:
    """The slice that a SliceQuery's values ask for. Raises ValidationError for a dimension that the table has not."""
    asked = {name: frozenset(values[name]) for name in DIMENSIONS if name in values}
    wrong = {
        name: [serializers.ErrorDetail("The table is not divided by it.", code="not_a_dimension")]
        for name in asked
        if name not in TABLES[table].dimensions
    }
    if wrong:
        raise serializers.ValidationError(wrong)
    return Slice(
        table,
        release=values.get("release"),
        periods=frozenset(values.get("period", ())),
        values=asked,
        since=values.get("modified_since"),
    )


def _values(name: str, about: str, example: str) -> Any:
    pattern = _PERIOD if name == "period" else _VALUE
    items = {"type": "string", "pattern": f"^{pattern}$"}
    schema = {"type": "array", "items": items, "maxItems": 100}
    return query(name, schema, f"{about} Repeat for alternatives.", [example])


def _since(about: str) -> Any:
    schema = {"type": "string", "format": "date-time"}
    return query("modified_since", schema, about, "2027-05-01T00:00:00Z")


RELEASES = [_since("Only releases made, opened or replaced after this instant."), *PAGING]
_OF = "`all` is the row that sums over it."
PARAMETERS = [
    query(
        "release",
        {"type": "integer", "format": "int32", "minimum": 1, "maximum": 2**31 - 1},
        "As it stood in this release: what was frozen in it or before. The newest one, if absent.",
        3,
    ),
    _values("period", "A year, quarter or month.", "2027-Q1"),
    _values("area", f"Code of a municipality, or with its district's. {_OF}", "091-101"),
    _values("age_group", f"Age group. {_OF}", "age_13_to_16"),
    _values("gender", f"Gender. {_OF}", "all"),
    _values("kind", f"Kind of event. {_OF}", "checked_in"),
    _values("category", f"Id of a root category. {_OF}", "12"),
    _values("language", f"Mother tongue. {_OF}", "sv"),
    _values("at_start", f"Whether there was a hobby at the start. {_OF}", "weekly"),
    _values("source", f"Source of check-ins. {_OF}", "verified"),
    _values("progress", f"How far passes came towards a hobby. {_OF}", "new_to_hobbies"),
    _values("place", f"Where it is held: as `area`. {_OF}", "091-101"),
    _values("counted_age", f"Age group in head counts. {_OF}", "under_13"),
    _values("counted_gender", f"Gender in head counts. {_OF}", "female"),
    _since(
        "Only what was released after this instant: pull the rest once. The list of releases tells what was replaced."
    ),
    query("format", {"type": "string", "pattern": "^(json|csv)$"}, "`csv`: all rows, on no pages.", "csv"),
    *PAGING,
]
