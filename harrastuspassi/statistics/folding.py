"""Folding a month's events into what each pass did in it: once for each change, while its raw events live."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.common import clock
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.months import ActiveMonth, MonthlyDeeds
from harrastuspassi.participation.retention import EVENTS_KEPT
from harrastuspassi.statistics import dimensions, periods

ROWS_AT_ONCE = 2_000


class Home(NamedTuple):
    """The attributes of a pass that tables ask about."""

    age_group: str
    gender: str
    municipality_id: int | None
    district_id: int | None


@dataclass
class Folded:
    """What one pass did in a month: its last attributes and when they were seen, its events by kind and by root."""

    home: Home
    seen_at: tuple[dt.datetime, int]
    kinds: dict[str, int]
    roots: dict[int, int]


def has_all_events(month: dt.date) -> bool:
    """Whether the raw events of a month are still there, from its first instant on."""
    return clock.instant(month, dt.time()) >= clock.now() - EVENTS_KEPT


def events_of(month: dt.date) -> QuerySet[Event]:
    """The events of passes in a month that count."""
    until = clock.instant(periods.next_month(month), dt.time())
    within = Event.objects.filter(occurred_at__gte=clock.instant(month, dt.time()), occurred_at__lt=until)
    return within.filter(pass_id__isnull=False, is_left_out=False)


def fold(month: dt.date) -> None:
    """Puts what each pass did in the place of what stood there of the month. In the caller's transaction."""
    folded = _by_pass(month)
    for model in (ActiveMonth, MonthlyDeeds):
        model.objects.filter(month=month).delete()
    ActiveMonth.objects.bulk_create(
        (ActiveMonth(month=month, pass_id=pass_id, **did.home._asdict()) for pass_id, did in folded.items()),
        batch_size=ROWS_AT_ONCE,
    )
    MonthlyDeeds.objects.bulk_create(_deeds(month, folded), batch_size=ROWS_AT_ONCE)


def drop_unlinked(month: dt.date) -> None:
    """After the commit of `fold`: takes out passes that were erased, or took consent back, while it read."""
    linked = events_of(month).values("pass_id")
    for model in (ActiveMonth, MonthlyDeeds):
        model.objects.filter(month=month).exclude(pass_id__in=linked).delete()


def _by_pass(month: dt.date) -> dict[UUID, Folded]:
    roots = dimensions.roots()
    of_hobbies = _roots_of_hobbies(roots)
    found: dict[UUID, Folded] = {}
    columns = ("pass_id", "kind", "hobby_id", "categories", *Home._fields)
    # One row for all events that are alike: phones repeat themselves.
    rows = events_of(month).values_list(*columns).annotate(Count("id"), Max("occurred_at"), Max("id"))
    for pass_id, kind, hobby, categories, *home, count, last, last_id in rows.order_by().iterator():
        did = found.setdefault(pass_id, Folded(Home(*home), (last, last_id), {}, {}))
        if (last, last_id) >= did.seen_at:
            did.home, did.seen_at = Home(*home), (last, last_id)
        did.kinds[kind] = did.kinds.get(kind, 0) + count
        for root in of_hobbies[hobby] if hobby else _roots_of(categories, roots):
            did.roots[root] = did.roots.get(root, 0) + count
    return found


def _roots_of_hobbies(roots: Mapping[int, str]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    links = Hobby.categories.through.objects.values_list("hobby_id", "hobbycategory_id")
    for hobby, category in links.iterator():
        if category in roots:
            found[hobby].add(int(roots[category]))
    return found


def _roots_of(categories: str, roots: Mapping[int, str]) -> set[int]:
    return {int(roots[int(pk)]) for pk in categories.split() if int(pk) in roots}


def _deeds(month: dt.date, folded: Mapping[UUID, Folded]) -> Iterator[MonthlyDeeds]:
    for pass_id, did in folded.items():
        yield from _rows(month, pass_id, ({"kind": kind, "events": count} for kind, count in did.kinds.items()))
        yield from _rows(month, pass_id, ({"root_id": root, "events": count} for root, count in did.roots.items()))


def _rows(month: dt.date, pass_id: UUID, deeds: Iterable[Mapping[str, str | int]]) -> Iterator[MonthlyDeeds]:
    for did in deeds:
        yield MonthlyDeeds(month=month, pass_id=pass_id, **did)
