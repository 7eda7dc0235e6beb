"""Keeps the columns true that hold a hobby's categories and audiences by id, beside the links themselves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.common.rows import chunks

COLUMNS = {"category_ids": ("categories", "hobbycategory_id"), "audience_ids": ("audiences", "audience_id")}
"""Column of a hobby: the links it repeats, and their column of ids."""


def refresh_links(hobby_ids: Iterable[int]) -> int:
    """Brings the columns up to what the links of these hobbies say. Returns how many hobbies differed."""
    written = 0
    for ids in chunks(sorted(set(hobby_ids))):
        wanted = {column: _joined_ids(ids, *links) for column, links in COLUMNS.items()}
        differing = []
        for hobby in Hobby.objects.filter(id__in=ids).only("id", *COLUMNS):
            linked = {column: wanted[column][hobby.pk] for column in COLUMNS}
            if any(getattr(hobby, column) != value for column, value in linked.items()):
                differing.append(Hobby(pk=hobby.pk, **linked))
        Hobby.objects.bulk_update(differing, list(COLUMNS))
        written += len(differing)
    return written


def _joined_ids(hobby_ids: Sequence[int], field: str, column: str) -> dict[int, str]:
    """By hobby, the ids of its links, ascending, with a space between."""
    found: dict[int, list[int]] = defaultdict(list)
    through: Any = Hobby._meta.get_field(field).remote_field.through  # type: ignore[union-attr]
    for hobby, linked in through.objects.filter(hobby_id__in=hobby_ids).values_list("hobby_id", column):
        found[hobby].append(linked)
    return defaultdict(str, {hobby: " ".join(map(str, sorted(ids))) for hobby, ids in found.items()})
