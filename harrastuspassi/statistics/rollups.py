"""Roll-ups: whole periods that something changed in are counted anew, in one transaction, until they are frozen."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.participation.models.months import ActiveMonth, ChangedMonth, MonthlyDeeds
from harrastuspassi.statistics import dimensions, folding, periods
from harrastuspassi.statistics.dimensions import Areas, Parents
from harrastuspassi.statistics.models import Cell, Period
from harrastuspassi.statistics.tables import Table, tables_of

RecordKeysOf = Callable[[int, UUID], tuple[int, int]]
"""The two record keys of a pass in a statistics year: disclosure has them, and nothing stores them."""
KEYS_BELOW = 2**32


class Counted(NamedTuple):
    """One pass in one cell: its two record keys, and its events there."""

    counts_key: int
    events_key: int
    events: int


@dataclass
class _Sums:
    passes: int = 0
    events: int = 0
    largest_share: int = 0
    key_sum: int = 0
    event_key_sum: int = 0

    def add(self, counted: Counted) -> None:
        self.passes += 1
        self.events += counted.events
        self.largest_share = max(self.largest_share, counted.events)
        self.key_sum = (self.key_sum + counted.counts_key) % KEYS_BELOW
        self.event_key_sum = (self.event_key_sum + counted.events_key) % KEYS_BELOW


def refresh(keys_of: RecordKeysOf) -> list[str]:
    """Counts every period anew that something changed in since the last time. Returns their names."""
    counted = []
    for month in sorted(set(ChangedMonth.objects.values_list("month", flat=True))):
        counted += refresh_month(month, keys_of)
    return counted


def refresh_month(month: dt.date, keys_of: RecordKeysOf) -> list[str]:
    """Counts a month anew, with its quarter and year, but for what is frozen. Returns the names of what was counted."""
    with transaction.atomic():
        # Before anything is read: what comes later has a note of its own, which stays.
        notes = list(ChangedMonth.objects.filter(month=month).values_list("id", flat=True))
        open_ones = [name for name in periods.periods_with(month) if not _is_frozen(name)]
        is_folded = bool(open_ones) and folding.has_all_events(month)
        if is_folded:
            folding.fold(month)
        for name in open_ones:
            count_period(name, keys_of)
        ChangedMonth.objects.filter(id__in=notes).delete()
    if is_folded:
        folding.drop_unlinked(month)
    return open_ones


def _is_frozen(name: str) -> bool:
    return Period.objects.filter(name=name, frozen_at__isnull=False).exists()


@transaction.atomic
def count_period(name: str, keys_of: RecordKeysOf) -> Period:
    """Counts a period from what passes did in its months, in place of what was counted before."""
    places = dimensions.areas()
    found, _ = Period.objects.update_or_create(
        name=name, defaults={"dimensions": dimensions.all_parents(places), "counted_at": clock.now()}
    )
    cells = _cells(found, places, keys_of)
    found.cells.all().delete()
    Cell.objects.bulk_create(cells, batch_size=folding.ROWS_AT_ONCE)
    return found


def _cells(period: Period, places: Areas, keys_of: RecordKeysOf) -> list[Cell]:
    year = periods.year_of(period.name)
    homes, deeds = _homes(period.name), _deeds(period.name)
    sums: dict[tuple[str, str], _Sums] = defaultdict(_Sums)
    tables = tables_of(periods.length_of(period.name))
    for pass_id, home in homes.items():
        keys = keys_of(year, pass_id)
        values = _values(home, places)
        for table in tables:
            for group, events in _groups(table, values, deeds[pass_id], period.dimensions):
                sums[table.name, group].add(Counted(*keys, events))
    return [Cell(period=period, table=table, values=group, **vars(found)) for (table, group), found in sums.items()]


def _homes(name: str) -> dict[UUID, folding.Home]:
    """The last attributes in the period of each pass that did something in it."""
    months = ActiveMonth.objects.filter(month__in=periods.months_of(name)).order_by("month")
    rows = months.values_list("pass_id", *folding.Home._fields).iterator()
    return {pass_id: folding.Home(*home) for pass_id, *home in rows}


Deeds = Mapping[str, Mapping[str, int]]
"""Events of a pass by dimension ("kind", "category") and value."""


def _deeds(name: str) -> Mapping[UUID, Deeds]:
    found: dict[UUID, dict[str, dict[str, int]]] = defaultdict(lambda: {"kind": {}, "category": {}})
    rows = MonthlyDeeds.objects.filter(month__in=periods.months_of(name))
    for pass_id, kind, root, events in rows.values_list("pass_id", "kind", "root_id", "events").iterator():
        by_value = found[pass_id]["kind" if kind else "category"]
        value = kind or str(root)
        by_value[value] = by_value.get(value, 0) + events
    return found


def _values(home: folding.Home, places: Areas) -> dict[str, str]:
    return {
        "area": places.of(home.municipality_id, home.district_id),
        "age_group": home.age_group or dimensions.NOT_SAID,
        "gender": home.gender or dimensions.NOT_SAID,
    }


def _groups(
    table: Table, values: Mapping[str, str], deeds: Deeds, parents: Mapping[str, Parents]
) -> Iterable[tuple[str, int]]:
    """Every group of a table that a pass is in, with its events there."""
    total = sum(deeds["kind"].values())
    choices = []
    for name in table.dimensions:
        if name in values:
            choices.append([(name, value, total) for value in _with_all_above(values[name], parents[name])])
        else:
            found = deeds[name].items()
            known = [(name, value, events) for value, events in found if value in parents[name]]
            choices.append([(name, None, total), *known])
    for chosen in product(*choices):
        named = {name: value for name, value, _ in chosen if value is not None}
        yield group_name(named), min(events for _, _, events in chosen)


def _with_all_above(value: str, parents: Parents) -> list[str | None]:
    above: list[str | None] = [value]
    while above[-1] is not None:
        above.append(parents[above[-1]])
    return above


def group_name(values: Mapping[str, str]) -> str:
    """How a group of a table is called (Cell.values)."""
    return "|".join(f"{name}={value}" for name, value in sorted(values.items()))


def group_values(name: str) -> dict[str, str]:
    """The values of a group by its name."""
    return dict(part.split("=", 1) for part in name.split("|") if part)
