"""Old promotions and their uses: none of the uses is lost, whichever system counted it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count

from harrastuspassi.catalogue.models import Organizer, OrganizerState, Promotion
from harrastuspassi.catalogue.models.base import OWN_SOURCE
from harrastuspassi.common.rows import Columns, sync_rows
from harrastuspassi.participation.models import Benefit

from . import LAST_LEGACY_ID
from .mapping import Mapped
from .store import Store

NOBODY = {"data_source": OWN_SOURCE, "origin_id": "legacy-without-organizer"}
"""The organizer that stands in where a promotion had none: the Android app drops the list over one without."""


class Offers:
    """Writes promotions, then their uses, batch by batch."""

    def __init__(self, store: Store):
        self.store = store
        self.report = store.report
        self.told: dict[int, int] = {}
        self.rows: Counter[int] = Counter()

    def write(self, mapped: Mapping[int, Mapped]) -> None:
        """Writes promotions. Uses that were made here since an earlier import are added to those of the dump."""
        here = _uses_here(mapped)
        for pk, row in mapped.items():
            columns = row.columns
            self.told[pk] = columns["used_count"]
            if columns["organizer_id"] is None:
                columns["organizer_id"] = self._nobody()
                self.report.mend("promotion", pk, "organizer", "no_organizer", "it has none; one stands in")
            columns["used_count"] += here[pk]
            self._make_room(pk, columns)
        self.store.write("promotion", mapped, keep=_count_uses)

    def write_uses(self, mapped: Mapping[int, Mapped]) -> None:
        """Writes uses, each with its id."""
        wanted = {pk: {**row.initial, **row.columns} for pk, row in mapped.items()}
        synced = sync_rows(Benefit, key="id", wanted=wanted, revise=lambda row, columns: mapped[row.pk].columns)
        self.report.objects["benefit"].update(
            created=len(synced.created),
            updated=len(synced.updated),
            unchanged=len(mapped) - synced.changed,
        )
        self.rows.update(row.columns["promotion_id"] for row in mapped.values())

    def compare(self) -> None:
        """Notes where the counter of a promotion and the rows of its uses differ; the counter is what clients saw."""
        for pk, told in self.told.items():
            if self.rows[pk] != told:
                message = f"there are {self.rows[pk]} benefits for it; the count is kept"
                self.report.mend("promotion", pk, "used_count", "uses_differ", message, told, told)

    def _make_room(self, pk: int, columns: dict[str, Any]) -> None:
        available, used = columns["available_count"], columns["used_count"]
        if used > available:
            columns["available_count"] = used
            message = "it was used more often than it was there"
            self.report.mend("promotion", pk, "available_count", "overused", message, available, used)

    def _nobody(self) -> int:
        row, created = Organizer.objects.get_or_create(
            **NOBODY, defaults={"name": "Harrastuspassi", "state": OrganizerState.APPROVED}
        )
        if created:
            self.store.changes.add(row)
        return int(row.pk)


def _uses_here(promotions: Iterable[int]) -> Counter[int]:
    own = Benefit.objects.filter(promotion_id__in=list(promotions), id__gt=LAST_LEGACY_ID)
    return Counter(dict(own.values_list("promotion_id").annotate(Count("id"))))


def _count_uses(row: Promotion, columns: Columns) -> Columns:
    """What changes of a promotion that was edited here: how often it was used, and room for that."""
    used = columns["used_count"]
    return {"used_count": used, "available_count": max(row.available_count, used)}
