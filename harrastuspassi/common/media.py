"""The files of pictures under MEDIA_ROOT, named by what is in them: a name never gets another content.

A name stands for all sizes of a picture and is that of the middle one: `images/3f/3f9c...e1-m.jpg`.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings

from harrastuspassi.common.images import Picture, Size

FOLDER = "images"
_SUFFIX: dict[Size, str] = {"small": "-s.jpg", "medium": "-m.jpg", "large": "-l.jpg"}
_NAME = re.compile(rf"{FOLDER}/([0-9a-f]{{2}})/\1[0-9a-f]{{30}}(-[sml]\.jpg)")


def picture_name(picture: Picture) -> str:
    """The name under which a picture is kept."""
    return f"{FOLDER}/{picture.digest[:2]}/{picture.digest}{_SUFFIX['medium']}"


def size_names(name: str) -> dict[Size, str]:
    """The names of a picture's files by size. A name of any other shape stands for all sizes itself."""
    if not _NAME.fullmatch(name):
        return dict.fromkeys(_SUFFIX, name)
    return {size: name.removesuffix(_SUFFIX["medium"]) + suffix for size, suffix in _SUFFIX.items()}


def file_path(name: str) -> Path | None:
    """Where the file of a name is; None where it is no name of ours, so that nothing else can be reached."""
    return settings.MEDIA_ROOT / name if _NAME.fullmatch(name) else None


def root() -> str:
    """What the addresses of all files begin with."""
    return f"{settings.PUBLIC_URL}{settings.MEDIA_URL}"


def address(name: str, under: str = "") -> str | None:
    """The absolute, percent-encoded address of a file; None for no name: the apps crash on "".

    `under` is the root, for who asks for many: to look it up takes longer than all the rest.
    """
    return f"{under or root()}{_quoted(name)}" if name else None


def addresses(name: str, under: str = "") -> Mapping[Size, str] | None:
    """The same of a picture's files, by size."""
    return _addresses(name, under or root()) if name else None


_quoted = lru_cache(maxsize=10_000)(quote)


@lru_cache(maxsize=10_000)
def _addresses(name: str, under: str) -> Mapping[Size, str]:
    return {size: f"{under}{_quoted(file)}" for size, file in size_names(name).items()}


def write_picture(picture: Picture) -> str:
    """Writes the files of a picture that are not there yet and returns its name."""
    name = picture_name(picture)
    for size, file_name in size_names(name).items():
        path = settings.MEDIA_ROOT / file_name
        if not path.exists():
            _write(path, picture.files[size])
    return name


def remove_picture(name: str) -> None:
    """Removes the files of a name, as far as there are any."""
    for file_name in size_names(name).values():
        path = file_path(file_name)
        if path is not None:
            path.unlink(missing_ok=True)


def names_before(moment: dt.datetime) -> Iterator[str]:
    """Names of the pictures of which a file was written before an instant; removes pieces left by a crash."""
    found: set[str] = set()
    for path in (settings.MEDIA_ROOT / FOLDER).glob("*/*"):
        with suppress(FileNotFoundError):  # another process was quicker
            if path.stat().st_mtime >= moment.timestamp():
                continue
            if path.suffix == ".part":
                path.unlink()
                continue
            found.add(f"{FOLDER}/{path.parent.name}/{path.stem.rpartition('-')[0]}{_SUFFIX['medium']}")
    yield from sorted(name for name in found if _NAME.fullmatch(name))


def _write(path: Path, data: bytes) -> None:
    """Makes a file appear whole, by a rename: readers, and a crash, never leave half of one under a name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
