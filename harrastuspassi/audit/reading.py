"""Rows as a statement finds them and as it leaves them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql.query import Query

from harrastuspassi.audit.told import Subject
from harrastuspassi.common.rows import chunks


@dataclass(frozen=True, slots=True)
class Found:
    """A row: the asked columns, and what an entry says of it besides."""

    values: dict[str, Any]
    name: str
    organizer_id: int | None
    municipality_id: int | None
    is_derived: bool


def read_rows(rows: QuerySet[Any], subject: Subject, columns: Iterable[str]) -> dict[Any, Found]:
    """The rows by primary key, locked until the transaction ends so that they are what the statement will find."""
    told, names = subject.told, list(columns)
    about = {
        "told_name": [told.name] if told.name else [],
        "told_organizer": [told.organizer] if told.organizer else [],
        "told_municipality": list(told.municipalities),
    }
    paths = {alias: _first_of(subject.model, found) for alias, found in about.items() if found}
    locked = rows.order_by("pk").select_for_update(no_key=True).annotate(**paths)
    result = {}
    for row in locked.values("pk", *names, *told.looks_at, *paths):
        result[row["pk"]] = Found(
            values={name: row[name] for name in names},
            name=str(row.get("told_name") or ""),
            organizer_id=row.get("told_organizer"),
            municipality_id=row.get("told_municipality"),
            is_derived=bool(told.derived and told.derived(*(row[name] for name in told.looks_at))),
        )
    return result


def _first_of(model: type[Model], paths: list[str]) -> Any:
    # Not by a join: what is outside the table must not be locked, nor can it be where it may be missing.
    own: QuerySet[Any] = QuerySet(model).filter(pk=OuterRef("pk")).order_by()
    found = [Subquery(own.values(path)[:1]) for path in paths]
    return found[0] if len(found) == 1 else Coalesce(*found)


def read_by_key(subject: Subject, using: str, keys: list[Any], columns: Iterable[str] = ()) -> dict[Any, Found]:
    """The rows with these primary keys."""
    names, found = list(columns), {}
    for some in chunks(keys):
        found.update(read_rows(QuerySet(subject.model, using=using).filter(pk__in=some), subject, names))
    return found


def rows_of(query: Any, using: str) -> QuerySet[Any]:
    """The rows that a statement, an update or a deletion, is about to find."""
    chosen: Any = query.chain(klass=Query)
    chosen.get_initial_alias()
    chosen.select_related = False
    chosen.extra = {}
    chosen.clear_ordering(force=True)
    chosen.clear_select_clause()
    if chosen.count_active_tables() == 1:
        # As it stands, so that a row that another transaction is changing is looked at again once it is free.
        chosen.default_cols = True
        return QuerySet(query.model, query=chosen, using=using)
    chosen.add_fields([query.model._meta.pk.name])
    return QuerySet(query.model, using=using).filter(pk__in=chosen)


def read_links(rows: QuerySet[Any], link: Any) -> set[tuple[Any, Any]]:
    """Pairs of what links, which are rows of the table between the two, lead from and to."""
    return set(rows.order_by().values_list(*link_columns(link)))


def link_columns(link: Any) -> tuple[str, str]:
    """The columns of the table between the two: of the owner, and of what it leads to."""
    return f"{link.m2m_field_name()}_id", f"{link.m2m_reverse_field_name()}_id"
