"""Files of figures under FILES_ROOT. A file is there whole or not at all, whatever dies while it is written."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

SUFFIX = {"xlsx": ".xlsx", "csv": ".csv", "csv_excel": ".csv", "zip": ".zip"}
"""What names of files end with, by format."""
MEDIA_TYPE = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "csv_excel": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
LONGEST_WRITE = dt.timedelta(days=1)
"""What was begun earlier is no more being written: its job's lease has long been over."""
_WRITING = ".writing-"
_FOLDER = "exports"


@dataclass(frozen=True)
class Stored:
    """A file that was written: its SHA-256 in hexadecimal, and its size in bytes."""

    sha256: str
    size: int


def export_path(key: str, format: str) -> Path:
    """Where the file of an export is."""
    return settings.FILES_ROOT / _FOLDER / f"{key}{SUFFIX[format]}"


def release_path(number: int, language: str, format: str) -> Path:
    """Where a file of all of a release is."""
    return settings.FILES_ROOT / "releases" / str(number) / f"harrastuspassi-{number}-{language}{SUFFIX[format]}"


class Another(Exception):
    """What was written is not what it had to be."""


def write_whole(path: Path, write: Callable[[Path], None], *, sha256: str = "") -> Stored:
    """Has a file written beside its place, makes sure that it is on the disk, and moves it there. Raises Another, and
    leaves what is there, where it has to have a checksum and has not.

    What a writer keeps besides is in a directory of its own, which goes with it, or by `sweep_unfinished`.
    """
    with _workplace(path.parent) as folder:
        part = folder / path.name
        write(part)
        stored = checksum(part)
        if sha256 not in ("", stored.sha256):
            raise Another
        _sync(part)
        part.replace(path)
    _sync(path.parent)
    return stored


def checksum(path: Path) -> Stored:
    """What a file is. Raises FileNotFoundError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Stored(digest, path.stat().st_size)


@contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=_WRITING, dir=parent) as folder:
        yield Path(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Removes a file, if it is there."""
    path.unlink(missing_ok=True)


def export_keys() -> Iterator[tuple[str, Path]]:
    """The key of every export of which a file is there."""
    for path in sorted((settings.FILES_ROOT / _FOLDER).glob("*.*")):
        if not path.name.startswith("."):
            yield path.stem, path


def sweep_unfinished(before: dt.datetime) -> int:
    """Removes what died while it was written, begun before an instant. Returns how many."""
    removed = 0
    for folder in settings.FILES_ROOT.glob(f"**/{_WRITING}*"):
        with suppress(FileNotFoundError):  # its writer was slow, and has ended
            if folder.stat().st_mtime < before.timestamp():
                for file in folder.iterdir():
                    file.unlink()
                folder.rmdir()
                removed += 1
    return removed
