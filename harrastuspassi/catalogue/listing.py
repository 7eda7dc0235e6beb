"""Lists of hobbies and of their events: which, and in which order.

A hobby's coming event is always looked for among the coming events that pass the filters, never taken
from a stored one: so it is true at midnight, after an edit, and for a Monday and Wednesday hobby asked
for on Wednesday.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from harrastuspassi.catalogue.criteria import EventCriteria, Ordering, Position
from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.catalogue.querysets import HobbyEventQuerySet, HobbyQuerySet, name_order, nearest_order
from harrastuspassi.catalogue.search import NOTHING, Search
from harrastuspassi.catalogue.search_conditions import rank
from harrastuspassi.common.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How rows are ordered; every ordering ends in the id. `nearest` without a position is `start_date`.

    `relevance` puts the best matches of a search first, and those that match alike as `nearest` does.
    """

    by: Ordering
    position: Position | None
    language: Language

    @property
    def is_by_start(self) -> bool:
        """Whether the start decides."""
        return self.by == "start_date" or (self.by in ("relevance", "nearest") and self.position is None)

    def terms(self, *, place: str, start: str) -> list[Any]:
        """ORDER BY terms, the id aside, for rows whose location is at `place` and whose start is `start`."""
        if self.by == "name":
            prefix = place.removesuffix("location__")
            return [name_order(self.language, f"{prefix}name")]
        if self.by in ("relevance", "nearest") and self.position:
            return [nearest_order(self.position, place)]
        return [F(start).asc(nulls_last=True)]


def coming_events(criteria: EventCriteria, now: dt.datetime) -> HobbyEventQuerySet:
    """Events that take place, have not ended at `now` and meet the criteria."""
    found: HobbyEventQuerySet = HobbyEvent.objects.taking_place().coming(now).matching(criteria)
    return found


def _of_hobby(events: QuerySet[Any]) -> QuerySet[Any]:
    return events.filter(hobby_id=OuterRef("pk")).order_by("starts_at", "id")


def hobby_list(
    hobbies: HobbyQuerySet,
    *,
    events: EventCriteria,
    coming_only: bool,
    order: Order,
    now: dt.datetime,
    search: Search = NOTHING,
) -> "HobbyQuerySet | BestFirst":
    """Hobbies, in order; where `events` narrows or `coming_only` is set, those with a coming event that passes.

    `search` is what the hobbies were matched with, for the order by relevance. Counts and slices.
    """
    passing = _of_hobby(coming_events(events, now))
    if coming_only or not events.is_empty:
        hobbies = hobbies.filter(Exists(passing))

    def arrange(rows: HobbyQuerySet, *first: str) -> HobbyQuerySet:
        if order.is_by_start:
            rows = rows.annotate(coming_start=Subquery(passing.values("starts_at")[:1]))
        return rows.order_by(*first, *order.terms(place="location__", start="coming_start"), "id")

    by_rank = order.by == "relevance" and search.words
    return BestFirst(hobbies, search, arrange) if by_rank else arrange(hobbies)


class BestFirst:
    """The hobbies that match a search in order of their rank, and within a rank as `arrange` has them.

    Counting tells how many there are of each rank: a page puts only those in order whose ranks are on it.
    """

    def __init__(self, hobbies: HobbyQuerySet, search: Search, arrange: Callable[..., HobbyQuerySet]):
        self._hobbies = hobbies.annotate(match_rank=rank(search))
        self._arrange = arrange

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """How many hobbies there are by rank, best first."""
        return dict(sorted(self._hobbies.order_by().values_list("match_rank").annotate(Count("pk"))))

    def count(self) -> int:
        """How many hobbies match."""
        return sum(self._sizes.values())

    def __getitem__(self, page: slice) -> HobbyQuerySet:
        start, stop = page.start or 0, self.count() if page.stop is None else page.stop
        ranks, skipped, seen = [], 0, 0
        for match_rank, size in self._sizes.items():
            if seen + size <= start:
                skipped += size
            elif seen < stop:
                ranks.append(match_rank)
            seen += size
        rows = self._arrange(self._hobbies.filter(match_rank__in=ranks), "match_rank")
        return rows[start - skipped : stop - skipped]


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
        search: Search = NOTHING,
    ):
        """`wire` gives the events as they are to be shown, with what they need joined."""
        passing = _of_hobby(coming_events(events, now))
        with_event = hobbies.only("id").annotate(coming_id=Subquery(passing.values("id")[:1]))
        self._hobbies = hobby_list(with_event, events=events, coming_only=True, order=order, now=now, search=search)
        self._wire = wire

    def count(self) -> int:
        """How many hobbies have such an event."""
        return self._hobbies.count()

    def __getitem__(self, page: slice) -> list[HobbyEvent]:
        ids = [hobby.coming_id for hobby in self._hobbies[page]]
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
