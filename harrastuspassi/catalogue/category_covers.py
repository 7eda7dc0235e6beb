"""Keeps true which category's picture stands in for a hobby's own."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from harrastuspassi.catalogue.models import Hobby, HobbyCategory
from harrastuspassi.common import clock
from harrastuspassi.common.rows import chunks


class _Covered(NamedTuple):
    """A category with a picture. The deeper one is nearer to what a hobby is about; the lower id breaks a tie."""

    level: int
    minus_id: int
    lft: int
    rght: int
    cover_image: str


def refresh_category_covers(hobby_ids: Iterable[int]) -> set[int]:
    """Brings `category_cover` of hobbies up to their categories; returns the ids of those that now show another.

    To be called when a hobby's categories, the tree or a category's picture have changed.
    """
    changed: set[int] = set()
    covered = _covered()
    for ids in chunks(sorted(set(hobby_ids))):
        changed |= _refresh(ids, covered)
    return changed


def _covered() -> list[_Covered]:
    columns = ("level", "id", "lft", "rght", "cover_image")
    rows = HobbyCategory.objects.exclude(cover_image="").values_list(*columns)
    return sorted((_Covered(level, -pk, lft, rght, name) for level, pk, lft, rght, name in rows), reverse=True)


def _refresh(ids: list[int], covered: list[_Covered]) -> set[int]:
    wanted = _nearest(ids, covered) if covered else {}
    stored = Hobby.objects.filter(Q(pk__in=wanted) | ~Q(category_cover=""), pk__in=ids)
    moved: dict[str, list[int]] = defaultdict(list)
    changed: set[int] = set()
    for pk, own, cover in stored.values_list("pk", "cover_image", "category_cover"):
        if cover != wanted.get(pk, ""):
            moved[wanted.get(pk, "")].append(pk)
            if not own:
                changed.add(pk)
    for cover, pks in moved.items():
        Hobby.objects.filter(pk__in=pks).update(category_cover=cover)
    if changed:
        Hobby.objects.filter(pk__in=changed).update(modified_at=clock.now())
    return changed


def _nearest(ids: list[int], covered: list[_Covered]) -> dict[int, str]:
    """The picture of the nearest category that has one, by hobby."""
    places: dict[int, list[int]] = defaultdict(list)
    links = Hobby.categories.through.objects.filter(hobby_id__in=ids)
    for hobby_id, lft in links.values_list("hobby_id", "hobbycategory__lft"):
        places[hobby_id].append(lft)
    nearest: dict[int, str] = {}
    for hobby_id, lefts in places.items():
        for category in covered:
            if any(category.lft <= lft <= category.rght for lft in lefts):
                nearest[hobby_id] = category.cover_image
                break
    return nearest
