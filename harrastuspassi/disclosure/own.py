"""An organizer's own figures, by week: the other door out of statistics, besides releases (rules 4 to 7 and 11).

Noise alone would not do here. An organizer can come back every minute and can add passes of its own, so that it would
see one small group with fresh noise as often as it likes. So a week is counted and protected once, when it is a week
over, and never again: what arrives later, or is erased, changes nothing of it. The noise is that of releases, under the
same keys, so that the same group shows the same figure there and here; figures of all hobbies are perturbed from their
own set, and there are none over several weeks.

Heads that organizers counted themselves are not about passes: as entered, "0-4" where below 5.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from harrastuspassi.catalogue.models import Hobby, Organizer
from harrastuspassi.common import clock
from harrastuspassi.disclosure.cellkey import noisy_count, shown
from harrastuspassi.disclosure.keys import record_keys_of
from harrastuspassi.participation.models import HeadCount, OwnFigure, OwnWeek
from harrastuspassi.statistics.own import count_week
from harrastuspassi.statistics.weeks import A_WEEK, monday_of, week_of

SETTLES = dt.timedelta(weeks=1)
"""How long after its end a week is frozen, at the earliest. What phones send later is not in it."""
WEEKS_COUNTED = 14
"""So many weeks back the raw events of all of a week live for sure (participation/retention.py)."""


Cell = tuple[str, Hobby | None]
"""A frozen week and a hobby; None for all hobbies of an organizer together."""


@dataclass(frozen=True, kw_only=True)
class OwnCounts:
    """A week of a hobby, or of all of an organizer's hobbies (`hobby` None).

    `figures`: by Measure, None for "0-4". `heads`: None for "0-4", where `is_counted`; it is told of hobbies alone.
    """

    week: str
    hobby: Hobby | None
    figures: Mapping[str, int | None]
    heads: int | None
    is_counted: bool


def freeze_weeks() -> list[str]:
    """Counts, protects and freezes every week that is due. Returns their names. Raises Missing where a year has no key.

    A week whose raw events are partly gone already is not made up.
    """
    today = clock.local_today()
    due = [week_of(today - number * A_WEEK) for number in range(WEEKS_COUNTED, 0, -1)]
    due = [week for week in due if _settled_at(week) <= clock.now()]
    frozen = set(OwnWeek.objects.filter(name__in=due).values_list("name", flat=True))
    new = [week for week in due if week not in frozen]
    for week in new:
        _freeze(week)
    return new


def _settled_at(week: str) -> dt.datetime:
    return clock.instant(monday_of(week) + A_WEEK + SETTLES, dt.time())


@transaction.atomic
def _freeze(week: str) -> None:
    # First, so that of two who would both draw noise one fails.
    row = OwnWeek.objects.create(name=week, frozen_at=clock.now())
    counted = count_week(week, record_keys_of)
    figures = {subject: shown(noisy_count(*summed)) for subject, summed in counted.items()}
    OwnFigure.objects.bulk_create(
        OwnFigure(week=row, measure=subject.measure, figure=figure, **{subject.column: subject.pk})
        for subject, figure in figures.items()
        if figure is not None
    )


def own_cells(organizer: Organizer) -> list[Cell]:
    """All cells of an organizer, the latest week first, in each all hobbies together before each by itself."""
    weeks = OwnWeek.objects.order_by("-name").values_list("name", flat=True)
    hobbies = [None, *Hobby.objects.filter(organizer=organizer).order_by("id")]
    return [(week, hobby) for week in weeks for hobby in hobbies]


def own_counts(organizer: Organizer, cells: Sequence[Cell]) -> list[OwnCounts]:
    """The counts of these cells, whose weeks are frozen and whose hobbies are the organizer's (None: all of them).

    Whose hobbies they are is for the caller to see to. Two queries, however many there are.
    """
    weeks = sorted({week for week, _ in cells})
    ids = {hobby.pk for _, hobby in cells if hobby}
    figures, heads = _figures(organizer, weeks, ids), _heads(weeks, ids)
    return [
        OwnCounts(
            week=week,
            hobby=hobby,
            figures=figures.get((week, pk), {}),
            heads=shown(heads.get((week, pk), 0)),
            is_counted=(week, pk) in heads,
        )
        for week, hobby, pk in ((week, hobby, hobby.pk if hobby else None) for week, hobby in cells)
    ]


def _figures(
    organizer: Organizer, weeks: Collection[str], hobbies: Collection[int]
) -> Mapping[tuple[str, int | None], dict[str, int | None]]:
    rows = OwnFigure.objects.filter(week__name__in=weeks)
    rows = rows.filter(hobby__in=hobbies) | rows.filter(organizer=organizer)
    found: dict[tuple[str, int | None], dict[str, int | None]] = defaultdict(dict)
    for week, hobby, measure, figure in rows.values_list("week__name", "hobby_id", "measure", "figure"):
        found[week, hobby][measure] = figure
    return found


def _heads(weeks: Sequence[str], hobbies: Collection[int]) -> Mapping[tuple[str, int | None], int]:
    if not weeks:
        return {}
    first, last = monday_of(weeks[0]), monday_of(weeks[-1])
    begins, ends = clock.instant(first, dt.time()), clock.instant(last + A_WEEK, dt.time())
    of_hobbies = HeadCount.objects.filter(event__hobby__in=hobbies)
    rows = of_hobbies.filter(event__starts_at__gte=begins, event__starts_at__lt=ends)
    summed = rows.values_list("event__hobby_id", "event__starts_at").annotate(heads=Sum("count")).order_by()
    found: dict[tuple[str, int | None], int] = defaultdict(int)
    for hobby, starts_at, heads in summed:
        found[week_of(clock.local_date(starts_at)), hobby] += heads
    return found
