"""Making releases and publishing them."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import orjson
import structlog
from django.db import transaction

from harrastuspassi.common import clock, queue
from harrastuspassi.common.errors import Missing, Refused
from harrastuspassi.disclosure import counting
from harrastuspassi.disclosure.protect import Figures, Protected
from harrastuspassi.releases.costs import with_costs
from harrastuspassi.releases.gate import TABLE, Known, LeftOut, Passed, pass_gate
from harrastuspassi.releases.labels import labels_of
from harrastuspassi.releases.models import FrozenTable, Release
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.tables import TABLES

FREEZE_AFTER = dt.timedelta(days=31)
"""From a period's end to its freezing (rule 11): by then every phone has sent what it will."""
WRITE_FILES = "write_release_files"
"""The job that writes a release's files, by its number."""
_log = structlog.get_logger("releases")


def make_release() -> Release | None:
    """Freezes every period that is due; None where none is. What would give something away is left out (gate.py), for
    good: what is left out of a release is frozen as well. Raises Refused where the method was not followed."""
    counted = counting.roll_up()
    with transaction.atomic():
        due = counting.freeze(until=clock.local_today() - FREEZE_AFTER, counted=counted)
        return store(due) if due else None


def store(tables: Sequence[Protected], *, replaces: Release | None = None, **about: Any) -> Release:
    """Takes tables through the gate and keeps what passes as a release, in the caller's transaction. Raises Refused."""
    by_year: dict[int, list[Protected]] = defaultdict(list)
    for table in tables:
        by_year[periods.year_of(table.period)].append(table)
    passed = [_through_gate(year, of_year, replaces) for year, of_year in by_year.items()]
    left_out = [asdict(one) for each in passed for one in each.left_out]
    release = Release.objects.create(number=_next_number(), left_out=left_out, replaces=replaces, **about)
    frozen = [_frozen(release, table) for each in passed for table in each.tables]
    release.labels = labels_of(FrozenTable.objects.bulk_create(frozen))
    release.save(update_fields=["labels"])
    queue.enqueue(kind=WRITE_FILES, key=f"{release.number}")
    _log.info("release made", release=release.number, tables=len(frozen))
    if left_out:
        _log.warning("release leaves out what would give something away", release=release.number, parts=len(left_out))
    return release


def _through_gate(year: int, tables: Sequence[Protected], replaces: Release | None) -> Passed:
    known: dict[bool, list[Protected]] = {True: [], False: []}
    for row in FrozenTable.objects.filter(period__startswith=f"{year}").select_related("release__replaced_by"):
        table = Protected(row.table, row.period, row.dimensions, figures_of(row))
        known[row.release == replaces or hasattr(row.release, "replaced_by")].append(table)
    withheld = [LeftOut(**part) for part in replaces.left_out] if replaces else []
    passed = pass_gate(
        year,
        _of_passes(tables),
        known=Known(before=_of_passes(known[False]), replaced=_of_passes(known[True])),
        withheld=[part for part in withheld if periods.year_of(part.period) == year],
    )
    others = [table for table in tables if not table.is_of_passes]
    others = with_costs(others, published=[*known[False], *passed.tables, *others])
    return Passed([*passed.tables, *others], passed.left_out)


def _of_passes(tables: Sequence[Protected]) -> list[Protected]:
    return [table for table in tables if table.is_of_passes]


def _next_number() -> int:
    last = Release.objects.order_by("number").values_list("number", flat=True).last()
    return (last or 0) + 1


def _frozen(release: Release, table: Protected) -> FrozenTable:
    names = TABLES[table.table].measures
    figures = orjson.dumps([[row.values, *(row.measures[name] for name in names)] for row in table.figures])
    return FrozenTable(
        release=release,
        table=table.table,
        period=table.period,
        dimensions=table.dimensions,
        figures=figures,
        checksum=hashlib.sha256(figures).hexdigest(),
    )


def figures_of(row: FrozenTable) -> list[Figures]:
    """The rows of a frozen table."""
    names = TABLES[row.table].measures
    return [
        Figures(values, dict(zip(names, figures, strict=True))) for values, *figures in orjson.loads(bytes(row.figures))
    ]


def release_by(number: int) -> Release:
    """The release with a number. Raises Missing."""
    release = Release.objects.select_related("replaced_by").filter(number=number).first()
    if release is None:
        raise Missing(f"There is no release {number}.")
    return release


def is_anything_frozen(year: int) -> bool:
    """Whether any table of a year was frozen, so that its key must stay the one it is."""
    return FrozenTable.objects.filter(period__startswith=f"{year}").exists()


def is_year_frozen(year: int) -> bool:
    """Whether the last planned table of a year was frozen, or left out for good."""
    withheld = ({"period": f"{year}", "what": TABLE}.items() <= one.items() for one in _all_left_out())
    return FrozenTable.objects.filter(period=f"{year}").exists() or any(withheld)


def _all_left_out() -> Iterator[dict[str, str]]:
    for parts in Release.objects.values_list("left_out", flat=True):
        yield from parts


def publish_release(*, number: int) -> Release:
    """Opens a release to everybody. Publishing it again changes nothing. Raises Missing, and Refused where it was
    replaced before that."""
    release = release_by(number)
    if release.published_at is None and hasattr(release, "replaced_by"):
        raise Refused(f"Release {number} was replaced by {release.replaced_by.number}.", code="release_replaced")
    if release.published_at is None:
        Release.objects.filter(pk=release.pk).update(published_at=clock.now())
        release.refresh_from_db()
    return release
