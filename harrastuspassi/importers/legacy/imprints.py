"""Which objects of an earlier import were changed here since."""

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from harrastuspassi.catalogue.models import Hobby
from harrastuspassi.common import clock
from harrastuspassi.common.rows import Columns, chunks
from harrastuspassi.importers.models import LegacyImprint

CATEGORIES = "hobby categories"
"""Kind of an imprint of the categories of a hobby, which is the object."""
RETIRED = ""
"""Digest of an object that was retired."""
UNPRINTED = frozenset({"used_count"})
"""Columns that go on changing here without being edited."""


def digest(columns: Columns) -> str:
    """A short name for the values of columns, the same for those written and for those read back."""
    text = repr([(name, None if (value := columns[name]) is None else str(value)) for name in sorted(columns)])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def printed(columns: Columns) -> str:
    """The digest of what an import writes."""
    return digest({name: value for name, value in columns.items() if name not in UNPRINTED})


def of_row(row: Any, columns: Columns) -> str:
    """The digest of the same columns as a row has them now."""
    return printed({name: getattr(row, name) for name in columns})


def unedited(wanted: Mapping[int, AbstractSet[int]]) -> dict[int, AbstractSet[int]]:
    """Of the categories that hobbies are to have, those of hobbies where nobody chose others here; remembers them."""
    before = known(CATEGORIES, wanted)
    present = _categories_of(wanted)
    found = {pk: ids for pk, ids in wanted.items() if before.get(pk) in (None, RETIRED, _of_ids(present[pk]))}
    remember(CATEGORIES, {pk: text for pk, ids in found.items() if before.get(pk) != (text := _of_ids(ids))})
    return found


def _categories_of(hobby_ids: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {pk: set() for pk in hobby_ids}
    for some in chunks(found):
        links = Hobby.categories.through.objects.filter(hobby_id__in=some)
        for hobby_id, category_id in links.values_list("hobby_id", "hobbycategory_id"):
            found[hobby_id].add(category_id)
    return found


def _of_ids(ids: Iterable[int]) -> str:
    return digest({"ids": sorted(ids)})


def known(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """The digests of earlier imports, by id."""
    found: dict[int, str] = {}
    for some in chunks(ids):
        found.update(LegacyImprint.objects.filter(kind=kind, object_id__in=some).values_list("object_id", "digest"))
    return found


def remember(kind: str, digests: Mapping[int, str]) -> None:
    """Writes digests by id."""
    now = clock.now()
    LegacyImprint.objects.bulk_create(
        [LegacyImprint(kind=kind, object_id=pk, digest=text, written_at=now) for pk, text in digests.items()],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["digest", "written_at"],
        batch_size=500,
    )
