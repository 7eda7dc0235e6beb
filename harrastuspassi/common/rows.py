"""Rows as they should be, compared with the rows there are, so that only differences are written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
Key = TypeVar("Key")
Columns = Mapping[str, Any]
"""Values by column name; a foreign key by its `..._id`."""

KEYS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class Synced(Generic[Row]):
    """All wanted rows by key (a text, or an id where rows are known by it), and the keys of those that were new
    or differed."""

    rows: dict[Any, Row]
    created: frozenset[Any]
    updated: frozenset[Any]

    @property
    def changed(self) -> int:
        """How many rows were written."""
        return len(self.created) + len(self.updated)


def sync_rows(
    model: type[Row],
    *,
    key: str,
    wanted: Mapping[Any, Columns],
    scope: Columns | None = None,
    initial: Columns | None = None,
    revise: Callable[[Row, Columns], Columns] | None = None,
) -> Synced[Row]:
    """Makes the rows whose `key` is wanted be as wanted. Other rows are left alone.

    `scope` narrows the rows and is given to new ones, as is `initial`. `revise(row, columns)` says
    which columns to hold an existing row to, all the wanted ones by default. Takes one query per
    500 keys when nothing differs. Belongs in a transaction.
    """
    scope = scope or {}
    rows = {getattr(row, key): row for keys in chunks(wanted) for row in _find(model, scope, key, keys)}
    new = {k: model(**scope, **{key: k}, **(initial or {}), **wanted[k]) for k in wanted if k not in rows}
    model._default_manager.bulk_create(new.values())

    touched: set[str] = set()
    changed: dict[Any, Row] = {}
    for k, row in rows.items():
        columns = revise(row, wanted[k]) if revise else wanted[k]
        differing = [name for name, value in columns.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, columns[name])
        if differing:
            touched.update(differing)
            changed[k] = row
    _update(model, changed, touched)
    return Synced(rows={**rows, **new}, created=frozenset(new), updated=frozenset(changed))


def sync_links(
    through: type[models.Model], *, owner: str, target: str, wanted: Mapping[int, AbstractSet[int]]
) -> set[int]:
    """Makes the links of each owner in `wanted` lead to its targets; returns the owners where they did not.

    `owner` and `target` name the columns of `through`. Takes one query per 500 owners when nothing differs.
    Belongs in a transaction.
    """
    links = through._default_manager.values_list(owner, target, "id")
    present = {
        (row[0], row[1]): row[2] for owners in chunks(wanted) for row in links.filter(**{f"{owner}__in": owners})
    }
    pairs = {(pk, other) for pk, others in wanted.items() for other in others}
    missing, surplus = pairs - present.keys(), present.keys() - pairs
    if missing:
        through._default_manager.bulk_create(through(**{owner: pk, target: other}) for pk, other in sorted(missing))
    for ids in chunks(present[pair] for pair in surplus):
        through._default_manager.filter(id__in=ids).delete()
    return {pk for pk, _ in missing | surplus}


def _find(model: type[Row], scope: Columns, key: str, keys: list[Any]) -> models.QuerySet[Row]:
    return model._default_manager.filter(**scope, **{f"{key}__in": keys})


def _update(model: type[Row], changed: Mapping[Any, Row], columns: set[str]) -> None:
    """Writes columns of rows that are there, in two queries for 500.

    As an insertion that meets the rows themselves, which costs a third of bulk_update's CASE for every value.
    The rows are locked, lest one that is deleted meanwhile comes back.
    """
    # Whoever reads changes since a time must find these.
    columns = columns | {field.name for field in model._meta.fields if field.name == "modified_at"}
    manager, key = model._default_manager, str(model._meta.pk.name)
    for rows in chunks(changed.values()):
        locked = manager.filter(pk__in=[row.pk for row in rows]).order_by("pk").select_for_update(no_key=True)
        present = set(locked.values_list("pk", flat=True))
        manager.bulk_create(
            [row for row in rows if row.pk in present],
            update_conflicts=True,
            unique_fields=[key],
            update_fields=sorted(columns),
        )


def chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """The keys, as many at a time as one query takes."""
    all_keys = list(keys)
    for start in range(0, len(all_keys), KEYS_PER_QUERY):
        yield all_keys[start : start + KEYS_PER_QUERY]
