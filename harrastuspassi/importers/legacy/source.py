"""Imports a dump of the old backend, all of it or nothing."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.models import Hobby, Location
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.reference import apply_postal_codes, ensure_reference
from harrastuspassi.common import clock
from harrastuspassi.common.planner import refresh_statistics
from harrastuspassi.common.rows import sync_links

from . import imprints
from .categories import write_audiences, write_categories
from .dump import Dump, open_dump
from .entry import Context, Entry
from .mapping import MAPPINGS, Mapped
from .municipalities import match_municipalities
from .promotions import Offers
from .reporting import Report
from .store import MODELS, Store

BATCH = 500
"""Objects mapped and written at a time."""


def import_legacy(
    *,
    path: Path,
    report: Report,
    municipalities: Mapping[str, str] | None = None,
    allow_archive: bool = False,
    dry_run: bool = False,
) -> None:
    """Imports a dump in one transaction and fills in `report`. Running it again changes nothing.

    `municipalities` gives official 3-digit codes by name for those that the dump spells otherwise. With
    `dry_run` everything is done and taken back. Raises SourceUnreadable, InvalidInput for an unknown code, and
    LegacyRefused with what cannot be used by object and field.
    """
    with open_dump(path, report) as dump, suppress(_Rehearsed), publishing() as changes:
        ensure_reference()
        _Run(dump, Store(report, changes), municipalities or {}).load(allow_archive)
        report.check()
        if dry_run:
            raise _Rehearsed
    if not dry_run:
        refresh_statistics()


class _Rehearsed(Exception):
    """Ends a transaction that was to be taken back."""


class _Run:
    def __init__(self, dump: Dump, store: Store, names: Mapping[str, str]):
        self.dump = dump
        self.store = store
        self.report = store.report
        areas = Areas.load()
        municipalities = match_municipalities(dump.objects("municipality"), areas, names, store.report)
        self.context = Context(dump.ids, store.report, municipalities, areas)

    def load(self, allow_archive: bool) -> None:
        """Writes what can be used, and notes in the report what cannot."""
        for kind in ("organizer", "location"):
            for batch in self._batches(kind):
                self.store.write(kind, batch)
        write_categories(self._all("hobbycategory"), self.store)
        write_audiences(self._all("hobbyaudience"), self.store)
        for batch in self._batches("hobby"):
            self._write_hobbies(batch)
        for batch in self._batches("hobbyevent"):
            self.store.write("hobbyevent", batch)
        self._write_offers()
        for kind in reversed(MODELS):
            self.store.retire(kind, self.dump.ids[kind], allowed=allow_archive)
        self.store.changes.add_ids(Location, apply_postal_codes())

    def _write_hobbies(self, batch: Mapping[int, Mapped]) -> None:
        self.store.write("hobby", batch)
        # Categories that were chosen here since an earlier import stay.
        wanted = imprints.unedited({pk: frozenset(row.categories) for pk, row in batch.items()})
        changed = sync_links(Hobby.categories.through, owner="hobby_id", target="hobbycategory_id", wanted=wanted)
        Hobby.objects.filter(pk__in=changed).update(modified_at=clock.now())
        self.store.changes.add_ids(Hobby, changed)

    def _write_offers(self) -> None:
        offers = Offers(self.store)
        for batch in self._batches("promotion"):
            offers.write(batch)
        for batch in self._batches("benefit"):
            offers.write_uses(batch)
        offers.compare()

    def _mapped(self, kind: str) -> Iterator[tuple[int, Mapped]]:
        for pk, fields in self.dump.objects(kind):
            yield pk, MAPPINGS[kind](Entry(kind, pk, fields, self.context))

    def _all(self, kind: str) -> dict[int, Mapped]:
        mapped = dict(self._mapped(kind))
        return {} if self.report.errors else mapped

    def _batches(self, kind: str) -> Iterator[dict[int, Mapped]]:
        """The objects of a kind, some at a time; none once something cannot be used: nothing will be written then."""
        objects = self._mapped(kind)
        while batch := dict(islice(objects, BATCH)):
            if not self.report.errors:
                yield batch
