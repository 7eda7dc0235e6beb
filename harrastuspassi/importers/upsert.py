"""The engine that all imports of records share: new ones are made, changed ones updated, vanished ones archived.

Records are read one after another and written a hundred to a transaction, so memory stays constant and
readers and other writers get their turn. One that cannot be used is reported and leaves nothing half done.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from django.db import DataError, IntegrityError
from tqdm import tqdm

from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.common.errors import DomainError, InvalidInput
from harrastuspassi.common.planner import refresh_statistics

BATCH = 100
"""Records in one transaction."""
MUCH = 1000
"""New records after which the planner's statistics are refreshed, and again each time they have doubled."""

Record = TypeVar("Record")
Warn = Callable[[str], None]
LookAgain = Callable[[Sequence[str]], Iterable[Any]]
"""Asks the source for records by id, and gives those it has. Raises SourceUnreadable."""

_RECORD_FAULTS = (IntegrityError, DataError, DomainError, ValueError, OverflowError)
"""What writing raises because of a record. Anything else is a fault of the system and ends the run."""


class SourceUnreadable(DomainError):
    """A file or server that cannot be read, or gives something else than records."""

    code = "source_unreadable"


class BrokenRecord(InvalidInput):
    """A record that cannot be used; the message says why."""

    code = "broken_record"


@dataclass(slots=True)
class Summary:
    """How a run went, in records. `failures` and `warnings` are pairs of a record's id and what is wrong.

    `notes` counts whatever else the source finds worth telling. `stopped` says why the run did not
    come to its end; what had been written by then stays.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    archived: int = 0
    skipped: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    stopped: str = ""

    @property
    def is_failed(self) -> bool:
        """Whether the run stopped, or not one record could be used."""
        usable = self.created or self.updated or self.unchanged or self.skipped
        return bool(self.stopped or (self.failures and not usable))


@dataclass(frozen=True, slots=True)
class Written:
    """Ids of the records that were new and of those that differed."""

    created: AbstractSet[str]
    updated: AbstractSet[str]


class Source(Protocol[Record]):
    """What the engine asks of a source of records."""

    notes: Counter[str]

    def origin_id(self, raw: Any) -> str:
        """The id of a record as it was read. Raises BrokenRecord."""

    def parse(self, raw: Any, warn: Warn) -> Record | None:
        """The record, or None where the source says that it is not, or no longer, meant for us.

        Raises BrokenRecord. Touches no database.
        """

    def write(self, records: Mapping[str, Record], changes: Changes) -> Written:
        """Writes what differs and notes it, in the open transaction, in a number of queries that does not grow."""

    def active_ids(self) -> set[str]:
        """Ids of all records of this source that are not archived."""

    def archive(self, ids: Sequence[str], changes: Changes) -> None:
        """Archives records and notes it, in the open transaction."""


def archiving_refusal(*, vanished: int, active: int, allowed: bool) -> str:
    """Why a run may not archive `vanished` of `active` records, or "": more than half must be allowed expressly."""
    if allowed or vanished * 2 <= active:
        return ""
    return f"{vanished} of {active} would be archived, which is more than half; --allow-archive lets it happen"


def import_records(
    *,
    source: Source[Record],
    records: Iterable[Any],
    total: int | None = None,
    whole: bool = True,
    look_again: LookAgain | None = None,
    allow_archive: bool = False,
) -> Summary:
    """Brings the database to what `records` say, with a progress bar on a terminal.

    What is not among them is archived where they are the `whole` of the source, once `look_again`, given
    those ids, does not find them either; else only what the source says is not meant for us. Nothing is
    archived where reading breaks off, or where more than half of what is active would be and
    `allow_archive` is not set; `Summary.stopped` then says so.
    """
    run = _Run(source)
    active = source.active_ids()
    try:
        run.take_all(tqdm(records, total=total, unit=" records", disable=None))
        if whole and look_again:
            run.take_all(look_again(sorted(active - run.present - run.left)))
    except SourceUnreadable as error:
        run.flush()
        run.summary.stopped = f"{error.message}; nothing was archived"
        return run.summary
    vanished = active - run.present if whole else active & run.left
    run.summary.stopped = archiving_refusal(vanished=len(vanished), active=len(active), allowed=allow_archive)
    if not run.summary.stopped:
        run.archive(sorted(vanished))
    return run.summary


class _Run:
    def __init__(self, source: Source[Any]):
        self.source = source
        self.summary = Summary(notes=source.notes)
        self.taken = 0
        self.seen: set[str] = set()
        self.present: set[str] = set()
        self.left: set[str] = set()
        self.batch: dict[str, Any] = {}
        self.much = MUCH

    def take_all(self, records: Iterable[Any]) -> None:
        """Parses and writes records."""
        for raw in records:
            self.take(raw)
        self.flush()

    def take(self, raw: Any) -> None:
        """Parses one record and writes when there are enough."""
        self.taken += 1
        origin_id = label = f"record {self.taken}"
        try:
            origin_id = label = self.source.origin_id(raw)
            if origin_id in self.seen:
                self._skip(label, "comes again; the first one counts")
                return
            self.seen.add(origin_id)
            # A broken record is still there: what it was before must not be archived.
            self.present.add(origin_id)
            record = self.source.parse(raw, partial(self._warn, label))
        except BrokenRecord as error:
            self.summary.failures.append((label, error.message))
            return
        if record is None:
            self.present.discard(origin_id)
            self.left.add(origin_id)
            self.summary.skipped += 1
            return
        self.batch[origin_id] = record
        if len(self.batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what has been taken."""
        batch, self.batch = self.batch, {}
        if batch:
            self._write(batch)

    def archive(self, ids: list[str]) -> None:
        """Archives a hundred records to a transaction."""
        for start in range(0, len(ids), BATCH):
            with publishing() as changes:
                self.source.archive(ids[start : start + BATCH], changes)
            self.summary.archived = min(start + BATCH, len(ids))

    def _write(self, batch: Mapping[str, Any]) -> None:
        try:
            with publishing() as changes:
                written = self.source.write(batch, changes)
        except _RECORD_FAULTS as error:
            if len(batch) > 1:
                for origin_id, record in batch.items():
                    self._write({origin_id: record})
            else:
                self.summary.failures += [(origin_id, _first_line(error)) for origin_id in batch]
        else:
            self._count_created(len(written.created))
            self.summary.updated += len(written.updated)
            self.summary.unchanged += len(batch) - len(written.created) - len(written.updated)

    def _count_created(self, count: int) -> None:
        self.summary.created += count
        if self.summary.created >= self.much:
            refresh_statistics()
            self.much = self.summary.created * 2

    def _warn(self, label: str, message: str) -> None:
        self.summary.warnings.append((label, message))

    def _skip(self, label: str, why: str) -> None:
        self.summary.skipped += 1
        self._warn(label, why)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
