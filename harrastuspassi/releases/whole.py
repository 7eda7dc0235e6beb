"""Files of all that was frozen in a release, as they are given. Workers write them, once (making.py).

They are whole, of every municipality: of a release that is not public only whoever reads all figures gets one.
"""

from enum import Enum
from pathlib import Path
from typing import Any

from harrastuspassi.common.errors import Missing, Refused
from harrastuspassi.releases import storage
from harrastuspassi.releases.models import Download, FileFormat, Release, ReleaseFile
from harrastuspassi.releases.slices import Reader

FORMATS = (FileFormat.XLSX, FileFormat.ZIP)
"""CSV is of one table: both kinds are in the zip."""


class FileRefusal(Enum):
    """Why a file that was listed is not given: the code and the reason, for developers."""

    GONE = ("release_file_gone", "The file is not in the storage: it is made again at night, if it comes out the same.")
    LOST = ("release_file_lost", "The file is lost: made again it would be another one. An export has the figures.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


def files_of(release: Release, reader: Reader) -> list[ReleaseFile]:
    """A release's files that a reader may have, by language and format."""
    return list(release.files.all()) if release.published_at or reader.reads_everything else []


def open_release_file(
    *, number: int, language: str, format: str, reader: Reader, user: Any = None, machine: int | None = None
) -> tuple[ReleaseFile, Path]:
    """A file, and where it is. Its giving is noted where it is not public. Raises Missing where there is none for the
    reader, Refused where it is gone."""
    found = ReleaseFile.objects.filter(release__number=number, language=language, format=format)
    file = found.select_related("release").first()
    if file is None or file not in files_of(file.release, reader):
        raise Missing("There is no such file.")
    path = path_of(file)
    if file.is_lost or not path.exists():
        refusal = FileRefusal.LOST if file.is_lost else FileRefusal.GONE
        raise Refused(refusal.message, code=refusal.code)
    if file.release.published_at is None:
        Download.objects.create(file=file, user=user, machine_id=machine)
    return file, path


def path_of(file: ReleaseFile) -> Path:
    """Where a file is."""
    return storage.release_path(file.release.number, file.language, file.format)


def name_of(file: ReleaseFile) -> str:
    """What a file is called."""
    return path_of(file).name
