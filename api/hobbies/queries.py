"""Parameters of lists of hobbies and events."""

import datetime as dt
from typing import Any

from rest_framework import serializers

from api.common.queries import (
    DayField,
    IdField,
    PatternField,
    PlaceQuery,
    PositionQuery,
    PriceField,
    SearchField,
    TimeOfDayField,
    TrueFalseField,
    WholeNumberField,
    include_field,
    ordering_field,
    place_criteria,
    repeated,
)
from harrastuspassi.catalogue.criteria import EventCriteria, HobbyCriteria, Ordering
from harrastuspassi.catalogue.models import Access, PriceType


class HobbyFilterQuery(PlaceQuery):
    """What, for whom and when. Different filters must all hold; repeats of one are alternatives."""

    search = SearchField(
        "Words, all of which must occur, in any form, language or part of a compound: in the name, the description, a"
        " category or one above it, the organizer or the place. A slip of the finger is forgiven where nothing matches."
    )
    category = repeated(IdField(), "Category by id, with everything below it.")
    organizer = repeated(IdField(), "Organizer by id.")
    price_type = repeated(serializers.ChoiceField(choices=PriceType.choices), "How it is paid for.")
    max_price = PriceField(required=False, help_text="Highest price in euros.")
    age = WholeNumberField(
        required=False, min_value=0, max_value=120, help_text="Suits a person of this age, in years."
    )
    language = repeated(PatternField("[a-z]{2}"), "ISO 639-1 code of a language it is held in.")
    accessible = TrueFalseField(
        required=False, initial=None, help_text="true: places known to be accessible; false: known not to be."
    )
    start_weekday = repeated(
        WholeNumberField(min_value=1, max_value=7),
        "Weekday, 1 is Monday. All-day events count for every day they cover.",
    )
    start_time_from = TimeOfDayField(
        required=False, help_text="Starts at this wall-clock time or later. All-day events always pass."
    )
    start_time_to = TimeOfDayField(
        required=False,
        help_text="Starts at this wall-clock time or earlier; earlier than start_time_from, it spans midnight.",
    )
    period_start = DayField(required=False, help_text="Takes place on this date or later.")
    period_end = DayField(required=False, help_text="Takes place on this date or earlier.")
    access = repeated(serializers.ChoiceField(choices=Access.choices), "Who may come.")
    exclude_past_events = TrueFalseField(required=False, help_text="Only what has an event that is not over.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        start, end = attrs.get("period_start"), attrs.get("period_end")
        if start and end and end < start:
            raise serializers.ValidationError({"period_end": "Must not be before period_start."})
        return attrs


class HobbyQuery(HobbyFilterQuery):
    """Parameters of the list of hobbies."""

    ordering = ordering_field("relevance", "nearest", "start_date", "name", default="name")
    include = include_field(
        location_detail="the location", organizer_detail="the organizer", translations="texts in each language"
    )


class HobbyDetailQuery(PositionQuery):
    """Parameters of a single hobby."""

    include = include_field(
        location_detail="the location", organizer_detail="the organizer", translations="texts in each language"
    )


def ordering(values: dict[str, Any], default: Ordering) -> Ordering:
    """The order to give rows in: by relevance where there is a search and no order is asked."""
    asked: Ordering = values.get("ordering") or ("relevance" if values.get("search", "").strip() else default)
    return asked


def hobby_criteria(values: dict[str, Any]) -> HobbyCriteria:
    """The hobby criteria of a HobbyFilterQuery's values, `search` aside."""
    return HobbyCriteria(
        place=place_criteria(values),
        categories=tuple(values.get("category", ())),
        organizers=tuple(values.get("organizer", ())),
        price_types=tuple(values.get("price_type", ())),
        max_price=values.get("max_price"),
        age=values.get("age"),
        languages=tuple(values.get("language", ())),
        accessible=values.get("accessible"),
    )


def event_criteria(values: dict[str, Any]) -> EventCriteria:
    """The event criteria of a HobbyFilterQuery's values."""
    start, end = values.get("start_time_from"), values.get("start_time_to")
    if start == dt.time(0) and end and (end.hour, end.minute) == (23, 59):
        # Android always sends 00:00 to 23:59, meaning any time.
        start = end = None
    return EventCriteria(
        weekdays=tuple(values.get("start_weekday", ())),
        time_from=start,
        time_to=end,
        period_start=values.get("period_start"),
        period_end=values.get("period_end"),
        access=tuple(values.get("access", ())),
    )
