"""Roll-ups: whole periods that something changed in are counted anew, in one transaction, until they are frozen."""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import product
from operator import attrgetter

from django.db import connection, transaction

from harrastuspassi.common import clock
from harrastuspassi.participation.models.months import ChangedMonth
from harrastuspassi.statistics import aggregation, dimensions, folding, periods, progress
from harrastuspassi.statistics.aggregation import KeysAtHand, RecordKeysOf, Row, Sums
from harrastuspassi.statistics.dimensions import Areas, Parents
from harrastuspassi.statistics.models import Cell, Period
from harrastuspassi.statistics.tables import Table, tables_of

ROWS_AT_ONCE = 2_000
_FIGURES = ("passes", "events", "largest_share", "key_sum", "event_key_sum")
_CELL = ("period_id", '"table"', '"values"', *_FIGURES)
_figures = attrgetter(*_FIGURES)


def refresh(keys_of: RecordKeysOf) -> list[str]:
    """Counts every period anew that something changed in since the last time. Returns their names, the shorter ones
    first: each once, however many of its months have changed."""
    # Before anything is read: what comes later has a note of its own, which stays.
    notes = dict(ChangedMonth.objects.values_list("id", "month"))
    months = sorted(set(notes.values()))
    frozen = set(Period.objects.filter(frozen_at__isnull=False).values_list("name", flat=True))
    moved = set(months)
    for month in months:
        if not frozen.issuperset(periods.periods_with(month)):
            moved.update(fold(month))
    names = dict.fromkeys(name for month in sorted(moved) for name in periods.periods_with(month))
    due = sorted((name for name in names if name not in frozen), key=periods.shorter_first)
    with KeysAtHand(keys_of) as at_hand:
        for name in due:
            count_period(name, at_hand)
    ids = list(notes)
    for first in range(0, len(ids), ROWS_AT_ONCE):
        ChangedMonth.objects.filter(id__in=ids[first : first + ROWS_AT_ONCE]).delete()
    return due


def fold(month: dt.date) -> list[dt.date]:
    """Folds a month's raw events anew, where they all live. Returns the later months whose progress that moved."""
    if not folding.has_all_events(month):
        return []
    with transaction.atomic():
        folding.fold(month)
        progress.fold(month)
        moved = progress.fold_after(month)
    folding.drop_unlinked(month)
    return moved


@transaction.atomic
def count_period(name: str, at_hand: KeysAtHand) -> Period:
    """Counts a period from what passes did in its months, in place of what was counted before."""
    places = dimensions.areas()
    found, _ = Period.objects.update_or_create(
        name=name, defaults={"dimensions": dimensions.all_parents(places), "counted_at": clock.now()}
    )
    found.cells.all().delete()
    tables = [table for table in tables_of(periods.length_of(name)) if table.is_of_passes]
    values = found.dimensions
    with aggregation.counting(name, tables, values, at_hand) as counting, connection.cursor() as cursor:
        for table in tables:
            sums = _with_margins(counting.rows(table), table, places, found.dimensions)
            rows = [(found.pk, table.name, group, *_figures(of)) for group, of in sums.items()]
            aggregation.write_rows(cursor, Cell._meta.db_table, rows, _CELL)
    return found


def _with_margins(rows: Iterator[Row], table: Table, places: Areas, parents: Mapping[str, Parents]) -> dict[str, Sums]:
    """Every group of a table that has passes. Where a pass has one value only, a margin is its smallest groups
    together; of deeds, all together are rows of their own."""
    found: dict[str, Sums] = {}
    for row in rows:
        choices = []
        for name in table.dimensions:
            value = dimensions.value_of(name, row.stored[name], places) if name in row.stored else None
            if name in aggregation.ATTRIBUTES and value is not None:
                choices.append([(name, above) for above in dimensions.with_all_above(value, parents[name])])
            else:
                choices.append([(name, value)])
        if any(value is not None and value not in parents[name] for choice in choices for name, value in choice):
            continue
        for chosen in product(*choices):
            group = group_name({name: value for name, value in chosen if value is not None})
            found[group] = found[group] + row.sums if group in found else row.sums
    return found


def group_name(values: Mapping[str, str]) -> str:
    """How a group of a table is called (Cell.values)."""
    return "|".join(f"{name}={value}" for name, value in sorted(values.items()))


def group_values(name: str) -> dict[str, str]:
    """The values of a group by its name."""
    return dict(part.split("=", 1) for part in name.split("|") if part)
