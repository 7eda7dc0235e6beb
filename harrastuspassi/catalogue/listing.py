"""Lists of hobbies and of their events: which, and in which order.

A hobby's coming event is always looked for among the coming events that pass the filters, never taken
from a stored one: so it is true at midnight, after an edit, and for a Monday and Wednesday hobby asked
for on Wednesday.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery

from harrastuspassi.catalogue.best_first import LONGEST_DAY, NEXT, SOON, WEEK, BestFirst, starting_by, with_any
from harrastuspassi.catalogue.criteria import ANYWHERE, EventCriteria, HobbyCriteria, Ordering, Position
from harrastuspassi.catalogue.expressions import name_order, nearest_order, position_values
from harrastuspassi.catalogue.measuring import Measured, measure, recall
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.catalogue.nearest import COUNT, PAGE, Nearest, Values
from harrastuspassi.catalogue.querysets import HobbyEventQuerySet, HobbyQuerySet
from harrastuspassi.catalogue.search import NOTHING, Search
from harrastuspassi.common.languages import Language
from harrastuspassi.common.prepared import Given, Picked, PreparedQuery


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

    @property
    def is_by_distance(self) -> bool:
        """Whether the distance decides."""
        return self.by in ("relevance", "nearest") and self.position is not None

    def terms(self, *, place: str, start: str) -> list[Any]:
        """ORDER BY terms, the id aside, for rows whose location is at `place` and whose start is `start`."""
        if self.by == "id":
            return []
        if self.by == "name":
            prefix = place.removesuffix("location__")
            return [name_order(self.language, f"{prefix}name")]
        if self.position and self.is_by_distance:
            return [nearest_order(self.position, place)]
        return [F(start).asc(nulls_last=True)]


def coming_events(criteria: EventCriteria, now: dt.datetime | Given) -> HobbyEventQuerySet:
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
    now: Any,
    search: Search = NOTHING,
) -> "HobbyQuerySet | BestFirst":
    """Those of some hobbies that a search found, in order. Counts and slices.

    Where `events` narrows or `coming_only` is set, only those with a coming event that passes. `now` is an instant, or
    Given where there is no search.
    """
    coming = coming_events(events, now)
    passing = _of_hobby(coming)

    def narrow(rows: HobbyQuerySet, is_broad: bool) -> HobbyQuerySet:
        if not coming_only and events.is_empty:
            return rows
        return (
            with_any(rows, passing, coming.filter(ends_at__lte=now + SOON))
            if is_broad
            else rows.filter(Exists(passing))
        )

    def arrange(rows: HobbyQuerySet, *first: Case) -> HobbyQuerySet:
        if order.is_by_start:
            rows = rows.annotate(coming_start=Subquery(passing.order_by("starts_at").values("starts_at")[:1]))
        return rows.order_by(*first, *order.terms(place="location__", start="coming_start"), "id")

    if order.by == "relevance" and search.words:
        soonest = starting_by(coming, now + NEXT, now + NEXT + LONGEST_DAY) if order.is_by_start else None
        return BestFirst(hobbies, search, narrow, arrange, soonest)
    return arrange(narrow(hobbies.found_by(search), search.is_broad))


def _with_coming(hobbies: HobbyQuerySet, events: EventCriteria, now: dt.datetime | Given) -> HobbyQuerySet:
    """With the id of the earliest coming event that passes as `coming_id`."""
    with_event: HobbyQuerySet = hobbies.annotate(
        coming_id=Subquery(_of_hobby(coming_events(events, now)).values("id")[:1])
    )
    return with_event


class NextEvents(Measured):
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
        with_event = _with_coming(hobbies, events, now)
        self._hobbies = hobby_list(with_event, events=events, coming_only=True, order=order, now=now, search=search)

    def measure(self) -> Any:
        """What counting the hobbies finds out."""
        return measure(self._hobbies)

    def recall(self, measured: Any) -> int:
        return recall(self._hobbies, measured)

    def count(self) -> int:
        """How many hobbies have such an event."""
        return self._hobbies.count()

    def __getitem__(self, page: slice) -> list[int]:
        ids = self._hobbies.values_list("coming_id", flat=True)[page]
        # What was over between counting and now has none.
        return [pk for pk in ids if pk is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of what is public, searches aside: which hobbies, in which order, and which column of them."""

    hobbies: HobbyCriteria
    events: EventCriteria
    coming_only: bool
    order: Order
    column: Literal["pk", "coming_id"]

    @property
    def is_from_somewhere(self) -> bool:
        """Whether which hobbies there are, or their order, depends on where one stands."""
        return self.order.is_by_distance or self.hobbies.place.max_distance_m is not None

    @property
    def anywhere(self) -> "Listing":
        """The same for no position in particular."""
        if self.hobbies.place.position is None:
            return self
        place = replace(self.hobbies.place, position=ANYWHERE)
        return replace(self, hobbies=replace(self.hobbies, place=place), order=replace(self.order, position=ANYWHERE))


class PublicList(Measured):
    """A list of what everyone sees, at an instant. Counts, and slices to ids; its SQL is put together once."""

    def __init__(self, listing: Listing, now: dt.datetime):
        position = listing.hobbies.place.position
        self._listing = listing
        self._given = {"now": now, **(position_values(position) if position else {})}
        self._prepared = prepared(listing.anywhere)
        self._number: int | None = None

    @property
    def of_everyone(self) -> Listing | None:
        """The list, where it is the same wherever one stands."""
        return None if self._listing.is_from_somewhere else self._listing.anywhere

    def measure(self) -> int:
        """How many there are."""
        return self.count()

    def recall(self, measured: int) -> int:
        self._number = measured
        return measured

    def count(self) -> int:
        """How many there are."""
        if self._number is None:
            self._number = self._prepared.count(self._given)
        return self._number

    def __getitem__(self, page: slice) -> Picked | list[int]:
        number = self.count()
        stop = number if page.stop is None else page.stop
        return self._prepared.page(self._given, page.start or 0, stop, is_long=number >= MANY)


MANY = 1_000
"""Hobbies in a list from which a first page is found by an index, of places or of days, rather than by putting all in
order."""

_SOONEST = "SELECT * FROM (%s) AS soonest (chosen, starts_at, hobby) ORDER BY starts_at, hobby LIMIT %s OFFSET 0"


def _soonest(rows: HobbyQuerySet, listing: Listing) -> PreparedQuery:
    """Of some hobbies those that have an event that passes before an instant, by the first: they come before all
    others."""
    now, soon, over = (Given(name, DateTimeField()) for name in ("now", "soon", "soon_over"))
    coming = coming_events(listing.events, now)
    first = starting_by(coming, soon, over).filter(hobby__in=rows.order_by().values("pk"))
    first = first.order_by("hobby_id", "starts_at", "id").distinct("hobby_id")
    column = "hobby_id" if listing.column == "pk" else "pk"
    return PreparedQuery(first, [column, "starts_at", F("hobby_id")], around=_SOONEST, planned_once=True)


class _Prepared:
    """The SQL of a list."""

    def __init__(self, listing: Listing):
        self._listing = listing
        self._hobbies = Hobby.objects.visible_to(AnonymousUser()).listed().matching(listing.hobbies)

    @cached_property
    def _rows(self) -> Any:
        listing, now, hobbies = self._listing, Given("now", DateTimeField()), self._hobbies
        if listing.column == "coming_id":
            hobbies = _with_coming(hobbies, listing.events, now)
        return hobby_list(hobbies, events=listing.events, coming_only=listing.coming_only, order=listing.order, now=now)

    @cached_property
    def _count(self) -> PreparedQuery:
        return PreparedQuery(self._rows.order_by(), ["pk"], around=COUNT)

    @cached_property
    def _in_order(self) -> PreparedQuery:
        return PreparedQuery(self._rows, [self._listing.column], around=PAGE)

    @cached_property
    def _nearest(self) -> Nearest | None:
        order = self._listing.order
        if not order.position or not order.is_by_distance or connection.vendor != "postgresql":
            return None
        return Nearest(self._rows, self._listing.column, order.position)

    @cached_property
    def _soonest(self) -> PreparedQuery | None:
        listing = self._listing
        has_events = listing.coming_only or not listing.events.is_empty
        if not listing.order.is_by_start or not has_events or connection.vendor != "postgresql":
            return None
        return _soonest(self._hobbies, listing)

    def count(self, given: Values) -> int:
        """How many there are."""
        count: int = self._count.run(given)[0][0]
        return count

    def page(self, given: Values, start: int, stop: int, *, is_long: bool) -> Picked | list[int]:
        """A slice of a list that `is_long`, or not: in a short one the way from place to place is the longer one."""
        if is_long and self._nearest:
            return self._nearest.page(given, start, stop) if start else self._nearest.first_page(given, stop)
        if is_long and not start and self._soonest:
            soon = given["now"] + (WEEK if self._listing.events.weekdays else NEXT)
            within = {**given, "soon": soon, "soon_over": soon + LONGEST_DAY}
            return Picked(self._soonest, within, (stop,), stop, lambda: self._slice(given, start, stop))
        return self._slice(given, start, stop)

    def _slice(self, given: Values, start: int, stop: int) -> list[int]:
        return [value for (value,) in self._in_order.run(given, stop - start, start)]


prepared = lru_cache(maxsize=256)(_Prepared)


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
