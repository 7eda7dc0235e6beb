"""How far passes came towards a hobby: new to hobbies, from trial to regular, and what they answered a season later.

What counts in a month looks back on 90 days before it, of which some may be gone when the month is counted again. What
was found before stays, then: no event that comes makes it untrue, and a pass that goes takes it along.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from harrastuspassi.catalogue.models import Access, HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.common.planner import joining_wholes
from harrastuspassi.participation.models.events import Event, EventKind
from harrastuspassi.participation.models.months import ActiveMonth, Progress
from harrastuspassi.passes.models import HasHobby, Pass
from harrastuspassi.statistics import periods

WITHIN = dt.timedelta(days=90)
"""From saying that there is no hobby to the first check-in, and from a trial to the fourth date."""
REGULAR_DATES = 4
MONTHS_AFTER = 3
"""How many months' progress a change in a month may move."""
ROWS_AT_ONCE = 1_000
Found = Mapping[UUID, Mapping[str, int]]
"""Events by pass and progress."""


class Attendance(NamedTuple):
    """A check-in of a pass. `is_new`: it is of one that said it had no hobby, and soon enough after that."""

    day: dt.date
    hobby: int | None
    is_trial: bool
    is_new: bool


def fold(month: dt.date) -> bool:
    """Writes how far passes came in a month. In the caller's transaction. Returns whether anything changed."""
    months = ActiveMonth.objects.filter(month=month)
    before: Found = dict(months.exclude(progress={}).values_list("pass_id", "progress"))
    moved = {}
    for pass_id, found in _found(month).items():
        stood = before.get(pass_id, {})
        after = {progress: max(found.get(progress, 0), stood.get(progress, 0)) for progress in {**stood, **found}}
        if after != stood:
            moved[pass_id] = after
    rows = [ActiveMonth(pk=pk, progress=moved[pass_id]) for pk, pass_id in _ids(months, list(moved))]
    ActiveMonth.objects.bulk_update(rows, ["progress"], batch_size=ROWS_AT_ONCE)
    return bool(rows)


def _ids(months: QuerySet[ActiveMonth], pass_ids: Sequence[UUID]) -> Iterator[tuple[int, UUID]]:
    for first in range(0, len(pass_ids), ROWS_AT_ONCE):
        some = pass_ids[first : first + ROWS_AT_ONCE]
        yield from months.filter(pass_id__in=some).values_list("pk", "pass_id")


def fold_after(month: dt.date) -> list[dt.date]:
    """The same for the months whose progress a change in this one may move. Returns those where it did."""
    moved = []
    for _ in range(MONTHS_AFTER):
        month = periods.next_month(month)
        if ActiveMonth.objects.filter(month=month).exists() and fold(month):
            moved.append(month)
    return moved


def _found(month: dt.date) -> Found:
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    with joining_wholes():
        those = _attendances(month)
    for pass_id, attendances in those.items():
        for progress in _of_one(attendances, month):
            found[pass_id][progress] += 1
    answers = Pass.objects.filter(follow_up_on__gte=month, follow_up_on__lt=periods.next_month(month))
    active = ActiveMonth.objects.filter(month=month).values("pass_id")
    for pass_id, answer in answers.filter(id__in=active).values_list("id", "follow_up"):
        found[pass_id][f"later_{answer}"] = 1
    return found


def _of_one(attendances: Sequence[Attendance], month: dt.date) -> Iterator[str]:
    """What each check-in of a pass in the month brought it to."""
    trials = {there.day for there in attendances if there.is_trial}
    dates: dict[int, set[dt.date]] = defaultdict(set)
    for there in attendances:
        if there.hobby is not None:
            dates[there.hobby].add(there.day)
    for there in attendances:
        if there.day < month:
            continue
        if there.is_new:
            yield Progress.NEW_TO_HOBBIES
        if there.is_trial:
            yield Progress.TRIED
        if there.hobby is not None and _is_regular(there.day, dates[there.hobby], trials):
            yield Progress.REGULAR


def _is_regular(day: dt.date, dates: set[dt.date], trials: set[dt.date]) -> bool:
    # From the first trial that is recent enough: from a later one there are no more dates.
    since = min((trial for trial in trials if day - WITHIN <= trial <= day), default=None)
    return since is not None and sum(since <= date <= day for date in dates) >= REGULAR_DATES


def _attendances(month: dt.date) -> Mapping[Any, list[Attendance]]:
    """The check-ins of passes that checked in in the month, and those of the 90 days before it: of those passes among
    them that said they had no hobby, or tried one, as no other comes any further."""
    since, until = month - WITHIN, periods.next_month(month)
    rows = Event.objects.filter(kind=EventKind.CHECKED_IN, pass_id__isnull=False, is_left_out=False)
    rows = rows.filter(occurred_at__lt=clock.instant(until, dt.time()))
    those = rows.filter(occurred_at__gte=clock.instant(month, dt.time()))
    rows = rows.filter(occurred_at__gte=clock.instant(since, dt.time()))
    trials = HobbyEvent.objects.filter(access=Access.TRIAL)
    moved = rows.filter(Q(has_hobby=HasHobby.NO) | Q(event__in=trials))
    rows = rows.filter(pass_id__in=those.values("pass_id")).filter(pass_id__in=moved.values("pass_id"))
    said_on = Pass.objects.filter(id=OuterRef("pass_id")).values("has_hobby_on")
    found: dict[Any, list[Attendance]] = defaultdict(list)
    for pass_id, occurred_at, hobby, access, answer, said in rows.values_list(
        "pass_id", "occurred_at", "hobby_id", "event__access", "has_hobby", Subquery(said_on)
    ):
        day = clock.local_date(occurred_at)
        is_new = answer == HasHobby.NO and said is not None and said <= day <= said + WITHIN
        found[pass_id].append(Attendance(day, hobby, access == Access.TRIAL, is_new))
    return found
