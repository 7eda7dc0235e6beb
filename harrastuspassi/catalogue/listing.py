"""Lists of hobbies and of their events: which, and in which order.

A hobby's coming event is always looked for among the coming events that pass the filters, never taken
from a stored one: so it is true at midnight, after an edit, and for a Monday and Wednesday hobby asked
for on Wednesday.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from harrastuspassi.catalogue.criteria import EventCriteria, Ordering, Position
from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.catalogue.querysets import HobbyEventQuerySet, HobbyQuerySet, name_order, nearest_order
from harrastuspassi.common.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How rows are ordered; every ordering ends in the id. `nearest` without a position is `start_date`."""

    by: Ordering
    position: Position | None
    language: Language

    @property
    def is_by_start(self) -> bool:
        """Whether the start decides."""
        return self.by == "start_date" or (self.by == "nearest" and self.position is None)

    def terms(self, *, place: str, start: str) -> list[Any]:
        """ORDER BY terms, the id aside, for rows whose location is at `place` and whose start is `start`."""
        if self.by == "name":
            prefix = place.removesuffix("location__")
            return [name_order(self.language, f"{prefix}name")]
        if self.by == "nearest" and self.position:
            return [nearest_order(self.position, place)]
        return [F(start).asc(nulls_last=True)]


def coming_events(criteria: EventCriteria, now: dt.datetime) -> HobbyEventQuerySet:
    """Events that take place, have not ended at `now` and meet the criteria."""
    found: HobbyEventQuerySet = HobbyEvent.objects.taking_place().coming(now).matching(criteria)
    return found


def _of_hobby(events: QuerySet[Any]) -> QuerySet[Any]:
    return events.filter(hobby_id=OuterRef("pk")).order_by("starts_at", "id")


def hobby_list(
    hobbies: HobbyQuerySet, *, events: EventCriteria, coming_only: bool, order: Order, now: dt.datetime
) -> HobbyQuerySet:
    """Hobbies, in order; where `events` narrows or `coming_only` is set, those with a coming event that passes."""
    passing = _of_hobby(coming_events(events, now))
    if coming_only or not events.is_empty:
        hobbies = hobbies.filter(Exists(passing))
    if order.is_by_start:
        hobbies = hobbies.annotate(coming_start=Subquery(passing.values("starts_at")[:1]))
    return hobbies.order_by(*order.terms(place="location__", start="coming_start"), "id")


class NextEvents:
    """Each hobby once, as its earliest coming event that passes the filters; counts and slices like a queryset.

    A slice is driven from hobbies, with the event as a correlated subquery: two queries a page.
    """

    def __init__(
        self,
        hobbies: HobbyQuerySet,
        wire: HobbyEventQuerySet,
        *,
        events: EventCriteria,
        order: Order,
        now: dt.datetime,
    ):
        """`wire` gives the events as they are to be shown, with what they need joined."""
        self._passing = _of_hobby(coming_events(events, now))
        self._hobbies = hobbies
        self._wire = wire
        self._order = order

    def count(self) -> int:
        """How many hobbies have such an event."""
        return int(self._hobbies.filter(Exists(self._passing)).count())

    def __getitem__(self, page: slice) -> list[HobbyEvent]:
        hobbies = self._hobbies.filter(Exists(self._passing)).annotate(
            coming_id=Subquery(self._passing.values("id")[:1])
        )
        if self._order.is_by_start:
            hobbies = hobbies.annotate(coming_start=Subquery(self._passing.values("starts_at")[:1]))
        ordered = hobbies.order_by(*self._order.terms(place="location__", start="coming_start"), "id")
        ids = list(ordered.values_list("coming_id", flat=True)[page])
        found = {event.pk: event for event in self._wire.filter(pk__in=ids)}
        # An event deleted between the two queries is left out.
        return [found[pk] for pk in ids if pk in found]


def events_of_hobby(
    events: HobbyEventQuerySet,
    *,
    criteria: EventCriteria,
    coming_only: bool,
    order: Order,
    now: dt.datetime,
    hide_cancelled: bool,
) -> HobbyEventQuerySet:
    """All events in hand, past ones too unless `coming_only`.

    `hide_cancelled` leaves cancelled ones out, unless nothing else of the hobby remains.
    """
    found = events.matching(criteria)
    if coming_only:
        found = found.coming(now)
    if hide_cancelled:
        others = found.taking_place().order_by().filter(hobby_id=OuterRef("hobby_id"))
        found = found.filter(Q(cancelled_at__isnull=True) | ~Exists(others))
    terms = order.terms(place="hobby__location__", start="starts_at")
    return found.order_by(*terms, *([] if order.is_by_start else ["starts_at"]), "id")
