"""Brings in the picture files of the old backend, once its dump has brought their names.

They are judged and written anew as any picture is: the old backend kept where a photo was taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from harrastuspassi.catalogue.covers import Covered, set_cover
from harrastuspassi.catalogue.models import Hobby, HobbyCategory, Promotion
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.common import media
from harrastuspassi.common.images import MAX_BYTES, ImageRefused, Picture, read_picture

BATCH = 20
"""Pictures in one transaction."""


@dataclass(slots=True)
class Pictures:
    """How a run went. `problems` are pairs of an object, with its id, and what is wrong with its picture."""

    written: int = 0
    dropped: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


def import_pictures(*, folder: Path, drop: bool = False) -> Pictures:
    """Gives every object that has but the name of a picture the picture of that name under `folder`.

    Running it again does what is left. `drop` takes away the names that have no sound picture there.
    """
    run = Pictures()
    waiting = list(_waiting())
    with tqdm(total=len(waiting), unit=" pictures", disable=None) as bar:
        for start in range(0, len(waiting), BATCH):
            with publishing():
                for model, pk in waiting[start : start + BATCH]:
                    _bring(model._default_manager.get(pk=pk), folder, drop, run)
                    bar.update()
    return run


def _waiting() -> Iterator[tuple[type[Covered], int]]:
    models: tuple[type[Covered], ...] = (HobbyCategory, Hobby, Promotion)
    for model in models:
        named = model._default_manager.exclude(cover_image="").order_by("pk").values_list("pk", "cover_image")
        yield from ((model, pk) for pk, name in named if media.file_path(name) is None)


def _bring(item: Covered, folder: Path, drop: bool, run: Pictures) -> None:
    try:
        picture = _read(folder, item.cover_image)
    except (OSError, ValueError, ImageRefused) as error:
        reason = error.message if isinstance(error, ImageRefused) else "The file is not there."
        run.problems.append((f"{type(item).__name__.lower()} {item.pk}", f"{item.cover_image}: {reason}"))
        if drop:
            set_cover(item=item, picture=None)
            run.dropped += 1
    else:
        set_cover(item=item, picture=picture)
        run.written += 1


def _read(folder: Path, name: str) -> Picture:
    """Raises OSError or ValueError where there is no such file under the folder, and ImageRefused."""
    path = (folder / name).resolve(strict=True)
    path.relative_to(folder.resolve())
    with path.open("rb") as file:
        return read_picture(file.read(MAX_BYTES + 1))
