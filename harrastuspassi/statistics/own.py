"""Who did something at each hobby in a week, and at all of an organizer's: exact, before protection.

Whoever has a pass that consented is counted once; an event of nobody by itself, since nobody can say whose it is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce

from harrastuspassi.common import clock
from harrastuspassi.participation.models.events import CheckIn, Event, EventKind
from harrastuspassi.participation.models.own import Measure
from harrastuspassi.statistics.aggregation import KEYS_BELOW
from harrastuspassi.statistics.weeks import A_WEEK, monday_of, year_of

RecordKeysOf = Callable[[int, UUID], tuple[int, int]]


class Subject(NamedTuple):
    """What a figure is of: a `hobby_id`, or the `organizer_id` of all its hobbies."""

    column: str
    pk: int
    measure: str


class Summed(NamedTuple):
    """How many there are, and the sum of their record keys mod 2^32."""

    people: int
    key_sum: int


def count_week(week: str, keys_of: RecordKeysOf) -> dict[Subject, Summed]:
    """Everyone of a week, by what they did where; nobody who did nothing. The raw events of the week must live."""
    year = year_of(week)
    found: dict[Subject, Summed] = defaultdict(lambda: Summed(0, 0))
    for column, path in (("hobby_id", "hobby_id"), ("organizer_id", "hobby__organizer_id")):
        rows = _events(week).values_list(path, "measure", "record").order_by().distinct()
        for pk, measure, record in rows.iterator():
            subject, key = Subject(column, pk, measure), keys_of(year, record)[0]
            people, key_sum = found[subject]
            found[subject] = Summed(people + 1, (key_sum + key) % KEYS_BELOW)
    return dict(found)


def _events(week: str) -> QuerySet[Any]:
    first = monday_of(week)
    begins, ends = (clock.instant(day, dt.time()) for day in (first, first + A_WEEK))
    verified = When(checkin__in=[CheckIn.VERIFIED, CheckIn.VERIFIED_LATE], then=Value(Measure.VERIFIED.value))
    reported = When(checkin=CheckIn.SELF_REPORTED, then=Value(Measure.SELF_REPORTED.value))
    return Event.objects.filter(
        kind__in=[EventKind.HOBBY_VIEWED, EventKind.CHECKED_IN],
        occurred_at__gte=begins,
        occurred_at__lt=ends,
        is_left_out=False,
        hobby__organizer_id__isnull=False,
    ).annotate(measure=Case(verified, reported, default=Value(Measure.VIEWS.value)), record=Coalesce("pass_id", "key"))
