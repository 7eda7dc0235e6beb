"""Pictures of hobbies, promotions and categories: written with the row that shows them, gone when none does any more.

Files are written before the commit, so that a row never names one that is not there. What a transaction that is
rolled back, or a process that dies, leaves behind is swept away a day later.
"""

import datetime as dt
from functools import partial

from django.db import transaction

from harrastuspassi.catalogue.models import Hobby, HobbyCategory, Promotion, StoredPicture
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.common import clock, media
from harrastuspassi.common.images import Picture

Covered = Hobby | Promotion | HobbyCategory
_COVERED: tuple[type[Covered], ...] = (Hobby, Promotion, HobbyCategory)

ORPHAN_AFTER = dt.timedelta(days=1)
"""How old a file is before the sweep looks for who shows it."""


def set_cover(*, item: Covered, picture: Picture | None) -> None:
    """Gives a row another picture, or none."""
    with publishing() as changes:
        locked = type(item)._default_manager.select_for_update(of=("self",)).get(pk=item.pk)
        put_cover(item=locked, picture=picture)
        locked.save(update_fields=["cover_image", "modified_at"])
        item.cover_image, item.modified_at = locked.cover_image, locked.modified_at
        changes.add(item)


def put_cover(*, item: Covered, picture: Picture | None) -> None:
    """Sets a row's `cover_image` for a caller that saves the row itself, in the same transaction.

    The files of the picture it had go after the commit.
    """
    before, item.cover_image = item.cover_image, _store(picture) if picture else ""
    if before != item.cover_image:
        release_cover(before)


def release_cover(name: str) -> None:
    """Removes the files of a picture after the commit, unless something shows it still. For rows that are deleted.

    A name of the old backend has no files of ours.
    """
    if media.file_path(name):
        transaction.on_commit(partial(_remove_if_unused, name), robust=True)


def sweep_pictures() -> int:
    """Removes the files that nothing shows and that have been there for a day. Returns how many pictures went."""
    shown = {name for model in _COVERED for name in model._default_manager.values_list("cover_image", flat=True)}
    old = media.names_before(clock.now() - ORPHAN_AFTER)
    return sum(_remove_if_unused(name) for name in old if name not in shown)


def _store(picture: Picture) -> str:
    _lock(media.picture_name(picture))
    return media.write_picture(picture)


def _remove_if_unused(name: str) -> bool:
    with transaction.atomic():
        _lock(name)
        if any(model._default_manager.filter(cover_image=name).exists() for model in _COVERED):
            return False
        media.remove_picture(name)
        StoredPicture.objects.filter(name=name).delete()
    return True


def _lock(name: str) -> None:
    """Makes sure of a picture's row and locks it until the end of the transaction."""
    StoredPicture.objects.bulk_create(
        [StoredPicture(name=name, stored_at=clock.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["stored_at"],
    )
