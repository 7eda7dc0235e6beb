"""What the tables that are not about passes count when a period is frozen: exact, before small counts are folded.

Everything is read as it stands then: the catalogue, and what organizers counted.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum

from harrastuspassi.catalogue.models import Access, Hobby, PriceType, Promotion, PublicationState
from harrastuspassi.catalogue.timing import MIDNIGHT
from harrastuspassi.common import clock
from harrastuspassi.common.planner import joining_wholes
from harrastuspassi.participation.models import Benefit, HeadCount, SeasonTotal
from harrastuspassi.participation.models.events import Event, EventKind
from harrastuspassi.statistics import dimensions, folding, periods
from harrastuspassi.statistics.dimensions import Areas, Parents, with_all_above
from harrastuspassi.statistics.models import Period
from harrastuspassi.statistics.rollups import group_name
from harrastuspassi.statistics.sessions import PLACE, PLACE_OF_SESSION, held, place_of
from harrastuspassi.statistics.tables import Table

COVERAGE = "months_of_coverage"
Numbers = Mapping[str, float]
"""Exact numbers by name: those of measures, and those that shares are made of."""


@dataclass(frozen=True)
class Fact:
    """Something to count: its smallest values of each dimension, amounts that add up, and things of which each counts
    once in a group, however many facts name it."""

    values: Mapping[str, Iterable[str]]
    amounts: Numbers = field(default_factory=dict)
    things: Mapping[str, Hashable] = field(default_factory=dict)


def can_count(table: Table, period: Period) -> bool:
    """Whether all that a table is counted from is still there: check-ins are not kept for long."""
    return table.name != COVERAGE or folding.has_all_events(periods.months_of(period.name)[0])


def count(table: Table, period: Period) -> dict[str, Numbers]:
    """The numbers of every group of a table that has any, by the name of the group. In a transaction."""
    amounts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    things: dict[str, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    with joining_wholes():
        facts = list(FACTS[table.name](period.name, dimensions.areas()))
    for fact in facts:
        for group in _groups(table, fact, period.dimensions):
            for name, amount in fact.amounts.items():
                amounts[group][name] += amount
            for name, thing in fact.things.items():
                things[group][name].add(thing)
    return {
        group: {**amounts[group], **{name: len(found) for name, found in things[group].items()}}
        for group in {**amounts, **things}
    }


def _groups(table: Table, fact: Fact, parents: Mapping[str, Parents]) -> Iterator[str]:
    """Every group that a fact is in, each once. A value that the period does not know is in the margin alone."""
    choices = []
    for name in table.dimensions:
        known = [value for value in fact.values[name] if value in parents[name]]
        found = dict.fromkeys(above for value in known for above in with_all_above(value, parents[name]))
        choices.append([(name, value) for value in (found or (None,))])
    for chosen in product(*choices):
        yield group_name({name: value for name, value in chosen if value is not None})


def _days(period: str) -> tuple[dt.date, dt.date]:
    """The first day of a period, and the first after it."""
    return periods.months_of(period)[0], periods.end_of(period)


# --- the tables -------------------------------------------------------------------------------------
def _heads(period: str, places: Areas) -> Iterator[Fact]:
    columns = [f"event__{column}" for column in PLACE_OF_SESSION]
    rows = HeadCount.objects.filter(event__in=held(*_days(period))).order_by()
    for *place, age, gender, heads in rows.values_list(*columns, "age_group", "gender").annotate(heads=Sum("count")):
        values = {"place": [place_of(places, place)], "counted_age": [age], "counted_gender": [gender]}
        yield Fact(values, {"heads": heads})


_LASTS = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
_IS_TIMED = ~Q(start_time=MIDNIGHT, end_time=MIDNIGHT) & Q(ends_at__lte=F("starts_at") + dt.timedelta(days=1))
"""Of other sessions nobody can say how many hours they have."""


def _supply(period: str, places: Areas) -> Iterator[Fact]:
    roots = dimensions.roots()
    of_hobby = ("hobby", "hobby__organizer", "hobby__price_type", "hobby__category_ids", *PLACE_OF_SESSION)
    rows = (
        held(*_days(period))
        .values_list(*of_hobby)
        .annotate(
            held=Count("id"), trials=Count("id", filter=Q(access=Access.TRIAL)), lasting=Sum(_LASTS, filter=_IS_TIMED)
        )
    )
    for hobby, organizer, price, categories, *place, sessions, trials, lasting in rows:
        ids = map(int, categories.split())
        yield Fact(
            {"place": [place_of(places, place)], "category": [roots[pk] for pk in ids if pk in roots]},
            {"held": sessions, "trials": trials, "seconds": lasting.total_seconds() if lasting else 0},
            _known(hobbies=hobby, organizers=organizer, free=hobby if price == PriceType.FREE else None),
        )


def _known(**things: int | None) -> dict[str, int]:
    return {name: thing for name, thing in things.items() if thing is not None}


def _coverage(period: str, places: Areas) -> Iterator[Fact]:
    first, end = _days(period)
    # From the day before on: one checks in half an hour before a session that begins at midnight.
    since = clock.instant(first - dt.timedelta(days=1), dt.time())
    checked_in = Event.objects.filter(kind=EventKind.CHECKED_IN, is_left_out=False, occurred_at__gte=since)
    is_counted = Q(pk__in=HeadCount.objects.values("event")) | Q(pk__in=checked_in.values("event"))
    rows = held(first, end).values_list(*PLACE_OF_SESSION)
    for *place, sessions, counted in rows.annotate(held=Count("id"), counted=Count("id", filter=is_counted)):
        yield Fact({"place": [place_of(places, place)]}, {"held": sessions, "counted": counted})


def _benefits(period: str, places: Areas) -> Iterator[Fact]:
    begins, ends = (clock.instant(day, dt.time()) for day in _days(period))
    was_listed = Q(state=PublicationState.PUBLISHED) | Q(modified_at__gt=begins)
    offered = Promotion.objects.visible_to(AnonymousUser()).filter(
        was_listed, starts_at__lt=ends, ends_at__gt=begins, published_at__lt=ends
    )
    for place in offered.values_list(*PLACE):
        yield Fact({"place": [place_of(places, place)]}, {"offered": 1})
    uses = Benefit.objects.filter(created_at__gte=begins, created_at__lt=ends).order_by()
    columns = [f"promotion__{column}" for column in PLACE]
    for *place, used in uses.values_list(*columns).annotate(used=Count("id")):
        yield Fact({"place": [place_of(places, place)]}, {"used": used})


def _year(year: str, places: Areas) -> Iterator[Fact]:
    lasting = _lasting_organizers(int(year))
    held_by = held(*_days(year)).values_list("hobby__organizer", *PLACE_OF_SESSION).distinct()
    for organizer, *place in held_by:
        things = _known(organizers=organizer, lasting_organizers=organizer if organizer in lasting else None)
        yield Fact({"place": [place_of(places, place)]}, things=things)
    public = Hobby.objects.visible_to(AnonymousUser())
    totals = SeasonTotal.objects.filter(hobby__in=public, season__in=[f"{year}-H1", f"{year}-H2"]).order_by()
    for *place, tried, joined in totals.values_list(*PLACE_OF_SESSION).annotate(
        tried=Sum("trials"), stayed=Sum("joined")
    ):
        yield Fact({"place": [place_of(places, place)]}, {"season_trials": tried, "season_joined": joined})
    yield from _heads(year, places)


def _lasting_organizers(year: int) -> set[int]:
    """Those that held sessions, wherever, in two half-years running of which the later is in the year."""
    begins = [dt.date(year - 1, 7, 1), dt.date(year, 1, 1), dt.date(year, 7, 1), dt.date(year + 1, 1, 1)]
    halves = [
        set(held(first, end).values_list("hobby__organizer", flat=True).distinct()) for first, end in pairwise(begins)
    ]
    return (halves[0] & halves[1]) | (halves[1] & halves[2])


FACTS: Mapping[str, Callable[[str, Areas], Iterator[Fact]]] = {
    "quarters_of_head_counts": _heads,
    "quarters_of_supply": _supply,
    "quarters_of_benefits": _benefits,
    COVERAGE: _coverage,
    "years_by_place": _year,
}
