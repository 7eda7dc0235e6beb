"""What a search finds, best match first, at about the same pace for a club's name as for two letters."""

import datetime as dt
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Subquery, Value, When

from harrastuspassi.catalogue.measuring import Measured
from harrastuspassi.catalogue.models import SearchDocument
from harrastuspassi.catalogue.querysets import HobbyEventQuerySet, HobbyQuerySet
from harrastuspassi.catalogue.search import Search
from harrastuspassi.catalogue.search_conditions import BROAD, TEXTS, ranked_by

SOON = dt.timedelta(days=8)
"""A hobby with weekly events has one that ends within it."""
NEXT = dt.timedelta(days=1)
"""Of many hobbies, a first page and more have an event that starts within it."""
WEEK = dt.timedelta(days=7)
"""Of many hobbies with an event on a weekday, a first page and more have one that starts within it."""
LONGEST_DAY = dt.timedelta(hours=26)
"""No event that ends on the date on which it starts lasts as long, not even where the clock goes back."""


def with_any(hobbies: HobbyQuerySet, events: QuerySet[Any], soon: HobbyEventQuerySet) -> HobbyQuerySet:
    """Those with any of their events, faster for many hobbies: nearly all have one of those that are soon.

    To the others it looks one by one, by a subquery that the database cannot turn into a look at all events.
    """
    found: HobbyQuerySet = hobbies.alias(any_end=Subquery(events.order_by().values("ends_at")[:1])).filter(
        Q(pk__in=soon.values("hobby_id")) | Q(any_end__isnull=False)
    )
    return found


def starting_by(coming: HobbyEventQuerySet, end: Any, over: Any) -> HobbyEventQuerySet:
    """Those of coming events that start by an instant, in a form for which there are indexes.

    `over` is LONGEST_DAY later. Both may be Given.
    """
    found: HobbyEventQuerySet = coming.filter(
        Q(ends_at__lte=over) | Q(end_date__gt=F("start_date")), starts_at__lte=end
    )
    return found


class BestFirst(Measured):
    """Those of some hobbies that a search finds in order of their rank, and within a rank as `arrange` has them.

    Ranks are all words in the name, all in the name and the categories, some elsewhere. Counting tells how
    many there are of each: a page puts only those in order whose ranks are on it. Slices to values of a column.
    """

    def __init__(
        self,
        hobbies: HobbyQuerySet,
        search: Search,
        narrow: Callable[[HobbyQuerySet, bool], HobbyQuerySet],
        arrange: Callable[..., HobbyQuerySet],
        soonest: HobbyEventQuerySet | None,
    ):
        """`narrow` leaves those with a coming event, and is told whether the rows are many.

        `soonest`, where `arrange` is by start, are the coming events that start by some instant.
        """
        self._hobbies = hobbies
        self._search = search
        self._narrow = narrow
        self._arrange = arrange
        self._soonest = soonest
        self._column = "pk"

    def values_list(self, column: str, *, flat: bool) -> "BestFirst":
        """The same rows, slicing to another column."""
        other = copy(self)
        other._column = column
        return other

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """How many hobbies there are by rank, best first."""
        rows = self._narrow(self._hobbies.found_by(self._search), self._search.is_broad)
        ranked = rows.order_by().annotate(match_rank=self._rank(range(len(TEXTS))))
        return dict(sorted(ranked.values_list("match_rank").annotate(Count("pk"))))

    def measure(self) -> dict[int, int]:
        """How many there are by rank."""
        return self._sizes

    def recall(self, measured: dict[int, int]) -> int:
        self._sizes = measured
        return self.count()

    def count(self) -> int:
        """How many hobbies match."""
        return sum(self._sizes.values())

    def __getitem__(self, page: slice) -> list[Any]:
        start = page.start or 0
        stop = self.count() if page.stop is None else min(page.stop, self.count())
        ranks, skipped, seen = [], 0, 0
        for rank, size in self._sizes.items():
            if seen + size <= start:
                skipped += size
            elif seen < stop:
                ranks.append(rank)
            seen += size
        return self._page(ranks, slice(start - skipped, stop - skipped)) if ranks else []

    def _page(self, ranks: Sequence[int], page: slice) -> list[Any]:
        rows = self._of(ranks)
        if len(ranks) > 1:
            return self._values(self._narrow(rows, self._is_broad(ranks)), page, self._rank(ranks))
        if self._soonest is None:
            return self._values(self._narrow(rows, self._is_broad(ranks)), page)
        if self._is_broad(ranks):
            # Who is among those that start by an instant comes before all others.
            soonest = self._values(rows.filter(pk__in=self._soonest.values("hobby_id")), page)
            if len(soonest) == page.stop - page.start:
                return soonest
        # Those without a coming event come last, after as many as were counted.
        return self._values(rows, page)

    def _values(self, rows: HobbyQuerySet, page: slice, *first: Case) -> list[Any]:
        return list(self._arrange(rows, *first).values_list(self._column, flat=True)[page])

    def _is_broad(self, ranks: Sequence[int]) -> bool:
        return sum(self._sizes[rank] for rank in ranks) > BROAD

    def _of(self, ranks: Sequence[int]) -> HobbyQuerySet:
        """The hobbies of ranks that follow each other, with a coming event or without."""
        rows = self._hobbies.found_by(replace(self._search, is_broad=self._is_broad(ranks)), TEXTS[ranks[-1]])
        return rows.filter(~self._has(ranks[0] - 1)) if ranks[0] else rows

    def _rank(self, ranks: Sequence[int]) -> Case:
        """The rank of a hobby that is of one of these, two or more."""
        *better, last = ranks
        return Case(*(When(self._has(rank), then=Value(rank)) for rank in better), default=Value(last))

    def _has(self, rank: int) -> Q:
        """Condition that a hobby that was found is of a rank or a better one."""
        return ranked_by(self._search, SearchDocument.objects.all(), TEXTS[rank])
