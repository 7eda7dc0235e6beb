"""Exports: asking for a file of released figures, and giving it to whoever asked. Making it: making.py."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import structlog
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from harrastuspassi.accounts.machines import is_valid
from harrastuspassi.accounts.models import Scope, ServiceToken, User
from harrastuspassi.common import clock, queue
from harrastuspassi.common.errors import InvalidInput, Missing, Refused
from harrastuspassi.common.languages import Language
from harrastuspassi.common.models import Job
from harrastuspassi.releases import storage
from harrastuspassi.releases.models import Download, Export, ExportState, FileFormat, Release
from harrastuspassi.releases.slices import EVERYTHING, Reader, reader_of, releases_for
from harrastuspassi.statistics.tables import TABLES

KIND = "make_export"
FILE_KEPT = dt.timedelta(days=7)
"""From asking until the file goes: it can be had again from the same release, byte for byte."""
ROW_KEPT = dt.timedelta(days=2 * 365)
"""How long it is known who asked for what and who got it: as long as the audit log is."""
ADDRESS_VALID = dt.timedelta(minutes=15)
"""How long an address of a file can be used, from when it was given."""
MOST_WAITING, MOST_IN_A_DAY = 3, 50
"""How many exports of one asker wait at once, and are asked for within 24 hours."""
_signer = signing.TimestampSigner(salt="harrastuspassi.releases.exports")
_log = structlog.get_logger("exports")


class ExportRefusal(Enum):
    """Why there is no export: the code and the reason, for developers."""

    NO_RELEASE = ("no_release", "There is no release to export from yet.")
    NOT_READY = ("export_not_ready", "The file is not made yet: ask for the export again in a moment.")
    FAILED = ("export_failed", "The file could not be made: `reason` of the export says why.")
    GONE = ("export_gone", "The file was there for a week: ask for another, which will be the same.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


class TooManyExports(Refused):
    """As many exports as one may ask for."""

    code = "too_many_exports"


@dataclass(frozen=True)
class Asker:
    """Who asks: an account, or another system by the id of its token."""

    user: User | None = None
    machine: int | None = None

    @property
    def reader(self) -> Reader:
        """What it may read. A system's token is for all figures; raises nothing for who may read none."""
        return EVERYTHING if self.user is None else reader_of(self.user)

    @property
    def own(self) -> Q:
        """What narrows exports to its own."""
        return Q(user=self.user) if self.user else Q(machine=self.machine)


def exports_of(asker: Asker) -> QuerySet[Export]:
    """An asker's exports, the newest first, with what `seen_state` needs."""
    return with_jobs(Export.objects.filter(asker.own))


def with_jobs(exports: QuerySet[Export]) -> QuerySet[Export]:
    """Exports, each with its release and whether its job was given up."""
    given_up = Job.objects.filter(kind=KIND, key=OuterRef("key"), state=Job.State.FAILED)
    return exports.select_related("release").annotate(is_given_up=Exists(given_up)).order_by("-pk")


def seen_state(export: Any) -> ExportState:
    """The state of an export as it is now, whether or not a sweep has come round."""
    if export.state == ExportState.READY and export.expires_at <= clock.now():
        return ExportState.GONE
    if export.state == ExportState.ASKED and export.is_given_up:
        return ExportState.FAILED
    return ExportState(export.state)


# --- asking -------------------------------------------------------------------------------------
def ask_export(
    *,
    asker: Asker,
    tables: Sequence[str],
    selection: Mapping[str, Sequence[str]],
    language: Language,
    format: str,
    release: int | None = None,
) -> Export:
    """Asks for a file of tables as they stood in a release (None: the newest). Raises InvalidInput naming the field,
    Refused where there is no release, TooManyExports."""
    _check(tables, selection, format)
    reader = asker.reader
    found = _release(reader, release)
    wanted = {name: sorted(set(values)) for name, values in sorted(selection.items()) if values}
    with transaction.atomic():
        _wait_for_turn(asker)
        _check_limits(asker)
        export = Export.objects.create(
            user=asker.user,
            machine_id=asker.machine,
            release=found,
            tables=list(tables),
            selection=wanted,
            municipalities=None if reader.reads_everything else sorted(reader.municipalities),
            language=language,
            format=format,
            expires_at=clock.now() + FILE_KEPT,
        )
        queue.enqueue_new(kind=KIND, key=export.key)
    return exports_of(asker).get(pk=export.pk)


def _check(tables: Sequence[str], selection: Mapping[str, Sequence[str]], format: str) -> None:
    unknown = [name for name in tables if name not in TABLES]
    if not tables or unknown or len(set(tables)) != len(tables):
        _refuse("tables", "Name tables of the plan, each once.", "unknown_table")
    if format in (FileFormat.CSV, FileFormat.CSV_EXCEL) and len(tables) > 1:
        _refuse("format", "CSV is one table: ask for a zip or a workbook.", "one_table_only")
    for name in selection:
        if name != "period" and any(name not in TABLES[table].dimensions for table in tables):
            _refuse(name, "Not every table is divided by it.", "not_a_dimension")


def _refuse(field: str, message: str, code: str) -> None:
    raise InvalidInput(message, code="invalid", fields={field: [code]})


def _release(reader: Reader, number: int | None) -> Release:
    known = releases_for(reader)
    found = known.first() if number is None else known.filter(number=number).first()
    if found is None and number is not None:
        _refuse("release", "There is no such release.", "unknown_release")
    if found is None:
        raise Refused(ExportRefusal.NO_RELEASE.message, code=ExportRefusal.NO_RELEASE.code)
    return found


def _wait_for_turn(asker: Asker) -> None:
    # One at a time for each asker, so that the limits hold however many ask at once.
    if asker.user:
        User.objects.select_for_update().get(pk=asker.user.pk)
    elif asker.machine:
        ServiceToken.objects.select_for_update().get(pk=asker.machine)


def _check_limits(asker: Asker) -> None:
    recent = list(exports_of(asker).filter(asked_at__gt=clock.now() - dt.timedelta(days=1)))
    waiting = sum(seen_state(export) == ExportState.ASKED for export in recent)
    if waiting >= MOST_WAITING or len(recent) >= MOST_IN_A_DAY:
        raise TooManyExports(f"At most {MOST_WAITING} exports wait at once, and {MOST_IN_A_DAY} are made in a day.")


# --- giving -------------------------------------------------------------------------------------
def export_for(asker: Asker, key: str) -> Export:
    """One of an asker's exports. Raises Missing."""
    found = exports_of(asker).filter(key=key).first()
    if found is None:
        raise Missing("There is no such export.")
    return found


def ticket_for(export: Export) -> str:
    """What an address carries to be let in: for a while, for this export, and for whoever asked for it alone."""
    return _signer.sign(export.key)


def open_file(*, key: str, ticket: str) -> tuple[Export, Path]:
    """The file that a ticket is for, whose giving is noted. Raises Missing where the ticket is wrong or too old, or its
    holder may not read the figures any more; Refused where there is no file."""
    try:
        is_good = _signer.unsign(ticket, max_age=ADDRESS_VALID) == key
    except signing.BadSignature:
        is_good = False
    exports = with_jobs(Export.objects.filter(key=key)).select_related("release", "user", "machine")
    export = exports.first() if is_good else None
    if export is None or not _may_still(export):
        raise Missing("The address is not good, or no longer: ask for the export again.")
    refusal = _NO_FILE.get(seen_state(export))
    path = storage.export_path(export.key, export.format)
    if refusal is None and not path.exists():
        refusal = ExportRefusal.GONE
    if refusal is not None:
        raise Refused(refusal.message, code=refusal.code)
    Download.objects.create(export=export, user_id=export.user_id, machine_id=export.machine_id)
    return export, path


_NO_FILE = {
    ExportState.ASKED: ExportRefusal.NOT_READY,
    ExportState.FAILED: ExportRefusal.FAILED,
    ExportState.GONE: ExportRefusal.GONE,
}


def _may_still(export: Export) -> bool:
    """Whether whoever asked may read as much as then."""
    if export.machine is not None:
        return is_valid(export.machine) and export.machine.scope == Scope.STATISTICS
    if export.user is None or not export.user.is_active:
        return False
    reader = reader_of(export.user)
    if reader.reads_everything:
        return True
    return export.municipalities is not None and reader.municipalities.issuperset(export.municipalities)


def file_name(export: Export) -> str:
    """What a downloaded file is called."""
    part = export.tables[0] if len(export.tables) == 1 else "tables"
    return f"harrastuspassi-{export.release.number}-{part}-{export.language}{storage.SUFFIX[export.format]}"
