"""Making releases and publishing them."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import orjson
import structlog
from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.common.errors import Missing, Refused
from harrastuspassi.disclosure import counting
from harrastuspassi.disclosure.audit import Finding, findings
from harrastuspassi.disclosure.protect import Figures, Protected, hierarchies
from harrastuspassi.releases.labels import labels_of
from harrastuspassi.releases.models import FrozenTable, Release
from harrastuspassi.statistics import periods

FREEZE_AFTER = dt.timedelta(days=31)
"""From a period's end to its freezing (rule 11): by then every phone has sent what it will."""
_log = structlog.get_logger("releases")


def make_release() -> Release | None:
    """Freezes every period that is due; None where none is. Raises Refused where the audit finds anything: then
    nothing is frozen, and a table has to become coarser."""
    counting.roll_up()
    with transaction.atomic():
        due = counting.freeze(until=clock.local_today() - FREEZE_AFTER)
        if not due:
            return None
        by_year: dict[int, list[Protected]] = defaultdict(list)
        for table in due:
            by_year[periods.year_of(table.period)].append(table)
        for year, tables in by_year.items():
            _gate(year, tables)
        release = Release.objects.create(number=_next_number())
        frozen = FrozenTable.objects.bulk_create(_frozen(release, table) for table in due)
        Release.objects.filter(pk=release.pk).update(labels=labels_of(frozen))
    _log.info("release made", release=release.number, tables=len(due))
    return release


def _gate(year: int, tables: Sequence[Protected]) -> None:
    before = [_thawed(row) for row in FrozenTable.objects.filter(period__startswith=f"{year}")]
    found = findings(
        [table.for_audit() for table in tables],
        hierarchies(year, [*before, *tables]),
        before=[table.for_audit() for table in before],
    )
    if found:
        raise Refused(_told(year, found), code="audit_found_leaks")


def _told(year: int, found: Iterable[Finding]) -> str:
    # Of which kinds only: where they are is what nobody should read in a log.
    return f"The figures of {year} would give something away: {'; '.join(sorted({one.leak.value for one in found}))}."


def _next_number() -> int:
    last = Release.objects.order_by("number").values_list("number", flat=True).last()
    return (last or 0) + 1


def _frozen(release: Release, table: Protected) -> FrozenTable:
    figures = orjson.dumps([[row.values, row.passes, row.events] for row in table.figures])
    return FrozenTable(
        release=release,
        table=table.table,
        period=table.period,
        dimensions=table.dimensions,
        figures=figures,
        checksum=hashlib.sha256(figures).hexdigest(),
    )


def _thawed(row: FrozenTable) -> Protected:
    return Protected(row.table, row.period, row.dimensions, figures_of(row))


def figures_of(row: FrozenTable) -> list[Figures]:
    """The rows of a frozen table."""
    return [Figures(values, passes, events) for values, passes, events in orjson.loads(bytes(row.figures))]


def is_year_frozen(year: int) -> bool:
    """Whether the last planned table of a year was frozen."""
    return FrozenTable.objects.filter(period=f"{year}").exists()


def publish_release(*, number: int) -> Release:
    """Opens a release to everybody. Publishing it again changes nothing. Raises Missing."""
    release = Release.objects.filter(number=number).first()
    if release is None:
        raise Missing(f"There is no release {number}.")
    if release.published_at is None:
        Release.objects.filter(pk=release.pk).update(published_at=clock.now())
        release.refresh_from_db()
    return release
