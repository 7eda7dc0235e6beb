"""Lists of hobbies and of their events: which, and in which order.

A hobby's coming event is always looked for among the coming events that pass the filters, never taken
from a stored one: so it is true at midnight, after an edit, and for a Monday and Wednesday hobby asked
for on Wednesday.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from harrastuspassi.catalogue.criteria import EventCriteria, Ordering, Position
from harrastuspassi.catalogue.models import HobbyEvent, SearchDocument
from harrastuspassi.catalogue.querysets import HobbyEventQuerySet, HobbyQuerySet, name_order, nearest_order
from harrastuspassi.catalogue.search import NOTHING, Search
from harrastuspassi.catalogue.search_conditions import BROAD, TEXTS, ranked_by
from harrastuspassi.common.languages import Language

SOON = dt.timedelta(days=8)
"""A hobby with weekly events has one that ends within it."""


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
    """Those of some hobbies that a search found, in order. Counts and slices.

    Where `events` narrows or `coming_only` is set, only those with a coming event that passes.
    """
    passing = _of_hobby(coming_events(events, now))
    soon = coming_events(events, now).filter(ends_at__lte=now + SOON)

    def narrow(rows: HobbyQuerySet, is_broad: bool) -> HobbyQuerySet:
        if not coming_only and events.is_empty:
            return rows
        return _with_any(rows, passing, soon) if is_broad else rows.filter(Exists(passing))

    def arrange(rows: HobbyQuerySet, *first: Case) -> HobbyQuerySet:
        if order.is_by_start:
            rows = rows.annotate(coming_start=Subquery(passing.order_by("starts_at").values("starts_at")[:1]))
        return rows.order_by(*first, *order.terms(place="location__", start="coming_start"), "id")

    if order.by == "relevance" and search.words:
        return BestFirst(hobbies, search, narrow, arrange)
    return arrange(narrow(hobbies.found_by(search), search.is_broad))


def _with_any(hobbies: HobbyQuerySet, events: QuerySet[Any], soon: HobbyEventQuerySet) -> HobbyQuerySet:
    """Those with any of their events, faster for many hobbies: nearly all have one of those that are soon.

    To the others it looks one by one, by a subquery that the database cannot turn into a look at all events.
    """
    found: HobbyQuerySet = hobbies.alias(any_end=Subquery(events.order_by().values("ends_at")[:1])).filter(
        Q(pk__in=soon.values("hobby_id")) | Q(any_end__isnull=False)
    )
    return found


class BestFirst:
    """Those of some hobbies that a search finds in order of their rank, and within a rank as `arrange` has them.

    Ranks are all words in the name, all in the name and the categories, some elsewhere. Counting tells how
    many there are of each: a page puts only those in order whose ranks are on it.
    """

    def __init__(
        self,
        hobbies: HobbyQuerySet,
        search: Search,
        narrow: Callable[[HobbyQuerySet, bool], HobbyQuerySet],
        arrange: Callable[..., HobbyQuerySet],
    ):
        """`narrow` is told whether the rows are many."""
        self._hobbies = hobbies
        self._search = search
        self._narrow = narrow
        self._arrange = arrange

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """How many hobbies there are by rank, best first."""
        rows = self._narrow(self._hobbies.found_by(self._search), self._search.is_broad)
        ranked = rows.order_by().annotate(match_rank=self._rank(range(len(TEXTS))))
        return dict(sorted(ranked.values_list("match_rank").annotate(Count("pk"))))

    def count(self) -> int:
        """How many hobbies match."""
        return sum(self._sizes.values())

    def __getitem__(self, page: slice) -> HobbyQuerySet:
        start, stop = page.start or 0, self.count() if page.stop is None else page.stop
        ranks, skipped, seen = [], 0, 0
        for rank, size in self._sizes.items():
            if seen + size <= start:
                skipped += size
            elif seen < stop:
                ranks.append(rank)
            seen += size
        if not ranks:
            return self._hobbies.none()
        first = [self._rank(ranks)] if len(ranks) > 1 else []
        return self._arrange(self._of(ranks), *first)[start - skipped : stop - skipped]

    def _of(self, ranks: Sequence[int]) -> HobbyQuerySet:
        """The hobbies of ranks that follow each other."""
        is_broad = sum(self._sizes[rank] for rank in ranks) > BROAD
        rows = self._hobbies.found_by(replace(self._search, is_broad=is_broad), TEXTS[ranks[-1]])
        if ranks[0]:
            rows = rows.filter(~self._has(ranks[0] - 1))
        return self._narrow(rows, is_broad)

    def _rank(self, ranks: Sequence[int]) -> Case:
        """The rank of a hobby that is of one of these, two or more."""
        *better, last = ranks
        return Case(*(When(self._has(rank), then=Value(rank)) for rank in better), default=Value(last))

    def _has(self, rank: int) -> Q:
        """Condition that a hobby that was found is of a rank or a better one."""
        return ranked_by(self._search, SearchDocument.objects.all(), TEXTS[rank])


class NextEvents:
    """Each hobby once, as its earliest coming event that passes the filters.

    Counts like a queryset, and slices to ids of events: driven from hobbies, the event by a correlated subquery.
    """

    def __init__(
        self,
        hobbies: HobbyQuerySet,
        *,
        events: EventCriteria,
        order: Order,
        now: dt.datetime,
        search: Search = NOTHING,
    ):
        passing = _of_hobby(coming_events(events, now))
        with_event = hobbies.annotate(coming_id=Subquery(passing.values("id")[:1]))
        self._hobbies = hobby_list(with_event, events=events, coming_only=True, order=order, now=now, search=search)

    def count(self) -> int:
        """How many hobbies have such an event."""
        return self._hobbies.count()

    def __getitem__(self, page: slice) -> list[int]:
        return list(self._hobbies[page].values_list("coming_id", flat=True))


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
