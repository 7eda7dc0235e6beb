"""Making the files that were asked for, and removing them. Workers do; the web loads none of what writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from django.utils import translation

from harrastuspassi.common import clock
from harrastuspassi.common.languages import LANGUAGES, Language
from harrastuspassi.releases import storage
from harrastuspassi.releases.exporting import ROW_KEPT
from harrastuspassi.releases.files.progress import Tell
from harrastuspassi.releases.files.rows import Asked
from harrastuspassi.releases.files.writing import write
from harrastuspassi.releases.files.xlsx import MOST_ROWS
from harrastuspassi.releases.models import Export, ExportState, FileFormat, Release, ReleaseFile
from harrastuspassi.releases.slices import EVERYTHING, Reader
from harrastuspassi.releases.whole import FORMATS
from harrastuspassi.statistics.tables import TABLES

_log = structlog.get_logger("exports")


def asked_of(export: Export) -> Asked:
    """What an export's file has."""
    codes: list[str] | None = export.municipalities
    language: Any = export.language
    return Asked(
        release=export.release,
        tables=export.tables,
        selection=export.selection,
        language=language,
        reader=EVERYTHING if codes is None else Reader(municipalities=frozenset(codes)),
    )


def make_export(key: str) -> None:
    """Makes the file of an export, from the beginning however far an earlier attempt came. Already made: nothing."""
    export = Export.objects.select_related("release").filter(key=key, state=ExportState.ASKED).first()
    if export is None:
        return
    asked = asked_of(export)
    if export.format == FileFormat.XLSX and any(len(sheet) > MOST_ROWS for sheet in asked.sheets):
        _finish(export, state=ExportState.FAILED, reason="too_many_rows")
        return

    def tell(progress: int) -> None:
        Export.objects.filter(pk=export.pk).update(progress=progress)

    stored = storage.write_whole(storage.export_path(export.key, export.format), _writing(asked, export.format, tell))
    _finish(export, state=ExportState.READY, progress=100, sha256=stored.sha256, size=stored.size)


def _writing(asked: Asked, format: str, tell: Tell) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        # Workers speak no language of their own; dates in a file are written as its language writes them.
        with translation.override(asked.language):
            write(asked, format, path, tell)

    return written


def _finish(export: Export, **changes: Any) -> None:
    done = Export.objects.filter(pk=export.pk, state=ExportState.ASKED).update(finished_at=clock.now(), **changes)
    _log.info("export finished", export=export.pk, state=changes["state"], first=bool(done))


def write_release_files(number: str) -> None:
    """Writes the files of a release, each once: those that are there stay, and one that is gone from the storage comes
    back if it is the same, or is noted as lost."""
    release = Release.objects.get(number=int(number))
    there = set(release.tables.values_list("table", flat=True))
    tables = [name for name in TABLES if name in there]
    for language in LANGUAGES if tables else ():
        asked = Asked(release=release, tables=tables, language=language, reader=EVERYTHING, alone=True)
        for format in FORMATS:
            _write_release_file(asked, format)


def keep_release_files() -> None:
    """The same for every release."""
    for number in Release.objects.values_list("number", flat=True):
        write_release_files(f"{number}")


def _write_release_file(asked: Asked, format: FileFormat) -> None:
    language: Language = asked.language
    path = storage.release_path(asked.release.number, language, format)
    known = ReleaseFile.objects.filter(release=asked.release, language=language, format=format).first()
    is_lost = False
    if known is None or not _is_there(path, known):
        try:
            writing = _writing(asked, format, lambda progress: None)
            stored = storage.write_whole(path, writing, sha256=known.sha256 if known else "")
        except storage.Another:
            is_lost = True
            _log.error("a release's file is lost", release=asked.release.number, name=path.name)
    if known is None:
        given = {"sha256": stored.sha256, "size": stored.size}
        ReleaseFile.objects.get_or_create(release=asked.release, language=language, format=format, defaults=given)
    elif known.is_lost != is_lost:
        ReleaseFile.objects.filter(pk=known.pk).update(is_lost=is_lost)


def _is_there(path: Path, known: ReleaseFile) -> bool:
    return path.exists() and storage.checksum(path).sha256 == known.sha256


def forget_exports() -> int:
    """Removes the files of exports that have had their time, files of none and those half written, and after ROW_KEPT
    what was known of who asked and who got. Returns how many exports lost their file."""
    now = clock.now()
    over = Export.objects.filter(state=ExportState.READY, expires_at__lte=now)
    gone = 0
    for export in over:
        storage.remove(storage.export_path(export.key, export.format))
        gone += Export.objects.filter(pk=export.pk).update(state=ExportState.GONE)
    Export.objects.filter(asked_at__lt=now - ROW_KEPT).delete()
    kept = set(Export.objects.exclude(state=ExportState.GONE).values_list("key", flat=True))
    for key, path in storage.export_keys():
        if key not in kept:
            storage.remove(path)
    storage.sweep_unfinished(now - storage.LONGEST_WRITE)
    return gone
