"""Writes the audit log: whatever Django sends to the database passes here, row by row or in bulk.

These are the places where every statement goes that changes rows (save, bulk_create with or without conflicts, update,
bulk_update, delete with what it cascades to, links to several rows), so no code has to remember the log, and none can
get past it but SQL written by hand. A statement costs one query for what it finds and one for its entries; only one
whose values the database works out, or that may meet rows, is followed by a second look.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.constants import OnConflict

from harrastuspassi.audit.models import Action, Entry
from harrastuspassi.audit.reading import Found, link_columns, read_by_key, read_links, read_rows, rows_of
from harrastuspassi.audit.told import Subject, subject_of
from harrastuspassi.common import clock
from harrastuspassi.common.actors import OUTSIDE, Act, Actor, current_act

MAX_KEPT = 2_000
"""Characters of a text that are kept of it."""
BATCH = 500
_CUT = "…"

Rows = dict[Any, Found]


class Recorded:
    """What goes before one of Django's compilers, which turns a `query` into a statement and sends it."""

    query: Any
    connection: Any

    def send(self, *args: Any, **kwargs: Any) -> Any:
        """Sends the statement, and returns what Django's compiler does."""
        return super().execute_sql(*args, **kwargs)  # type: ignore[misc]  # it comes next in the compilers' order

    @property
    def alias(self) -> str:
        """The alias of the database."""
        alias: str = self.connection.alias
        return alias

    def at_once(self) -> AbstractContextManager[object]:
        """A transaction where there is none: a change and its entry are written together."""
        return nullcontext() if self.connection.in_atomic_block else transaction.atomic(using=self.alias)

    def links(self, subject: Subject) -> "_Links | None":
        """Links, where the statement is about those."""
        if self.query.model not in subject.links:
            return None
        return _Links(subject, self.query.model, self.alias)


class RecordedUpdate(Recorded):
    """Statements that change rows."""

    def execute_sql(self, result_type: Any) -> Any:
        subject = subject_of(self.query.model)
        if subject is None:
            return self.send(result_type)
        links = self.links(subject)
        with self.at_once():
            return self._relink(links, result_type) if links else self._change(subject, result_type)

    def _change(self, subject: Subject, result_type: Any) -> Any:
        given = {field.attname: value for field, _, value in self.query.values if field.attname in subject.fields}
        if not given:
            return self.send(result_type)
        before = read_rows(rows_of(self.query, self.alias), subject, given)
        count = self.send(result_type)
        if any(hasattr(value, "resolve_expression") for value in given.values()):
            after = read_by_key(subject, self.alias, list(before), given)
        else:
            values = {name: _plain(subject, name, value) for name, value in given.items()}
            after = {key: replace(row, values=values) for key, row in before.items()}
        write_entries(subject, before, after)
        return count

    def _relink(self, links: "_Links", result_type: Any) -> Any:
        rows = rows_of(self.query, self.alias)
        keys = list(rows.values_list("pk", flat=True))
        links.before = read_links(rows, links.link)
        count = self.send(result_type)
        links.write(after=read_links(links.rows(pk__in=keys), links.link))
        return count


def _plain(subject: Subject, column: str, value: Any) -> Any:
    """A value as it is read back."""
    field: Any = subject.fields[column]
    if isinstance(value, Model):
        value = getattr(value, field.target_field.attname)
    return field.to_python(value)


class RecordedDelete(Recorded):
    """Statements that delete rows."""

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        subject = subject_of(self.query.model)
        if subject is None:
            return self.send(*args, **kwargs)
        links = self.links(subject)
        with self.at_once():
            rows = rows_of(self.query, self.alias)
            if links:
                links.before = read_links(rows, links.link)
                count = self.send(*args, **kwargs)
                links.write(after=set())
            else:
                before = read_rows(rows, subject, filter(subject.keeps_values_of, subject.fields))
                count = self.send(*args, **kwargs)
                write_entries(subject, before, {})
        return count


class RecordedInsert(Recorded):
    """Statements that make rows, or change those that they meet."""

    def execute_sql(self, returning_fields: Any = None) -> Any:
        subject = subject_of(self.query.model)
        if subject is None:
            return self.send(returning_fields)
        links = self.links(subject)
        with self.at_once():
            if links:
                return self._link(links, returning_fields)
            if self.query.on_conflict is None:
                return self._make(subject, returning_fields)
            return self._meet(subject, returning_fields)

    def _make(self, subject: Subject, returning_fields: Any) -> Any:
        returned = self.send(returning_fields)
        name = subject.model._meta.pk.name
        place = next((index for index, field in enumerate(returning_fields or ()) if field.name == name), None)
        keys = [
            made.pk if made.pk is not None or place is None else returned[index][place]
            for index, made in enumerate(self.query.objs)
            if _is_told(subject, made)
        ]
        write_entries(subject, {}, read_by_key(subject, self.alias, keys))
        return returned

    def _meet(self, subject: Subject, returning_fields: Any) -> Any:
        fields = list(self.query.unique_fields or ()) or [subject.model._meta.pk]
        if any(made.pk is None for made in self.query.objs) and fields == [subject.model._meta.pk]:
            raise ValueError(f"The audit log cannot tell which {subject.told.kind} rows there are: say unique_fields.")
        columns = [field.attname for field in self.query.update_fields or () if field.attname in subject.fields]
        before = self._met(subject, fields, columns)
        returned = self.send(returning_fields)
        if fields == [subject.model._meta.pk]:
            after = self._left(subject, before, columns)
        else:
            after = self._met(subject, fields, columns)
        write_entries(subject, before, after)
        return returned

    def _left(self, subject: Subject, before: Rows, columns: list[str]) -> Rows:
        """The rows as the statement left them: those that it met have the values that it gave them."""
        new = [made.pk for made in self.query.objs if made.pk not in before]
        met = {
            made.pk: replace(
                before[made.pk], values={name: _plain(subject, name, getattr(made, name)) for name in columns}
            )
            for made in self.query.objs
            if made.pk in before
        }
        return {**met, **read_by_key(subject, self.alias, new)}

    def _met(self, subject: Subject, fields: list[Any], columns: list[str]) -> Rows:
        names = [field.attname for field in fields]
        if len(names) == 1:
            condition = Q(**{f"{names[0]}__in": [getattr(made, names[0]) for made in self.query.objs]})
        else:
            condition = Q(pk__in=[])
            for made in self.query.objs:
                condition |= Q(**{name: getattr(made, name) for name in names})
        return read_rows(QuerySet(subject.model, using=self.alias).filter(condition), subject, columns)

    def _link(self, links: "_Links", returning_fields: Any) -> Any:
        owner, target = link_columns(links.link)
        added = {(getattr(made, owner), getattr(made, target)) for made in self.query.objs}
        if self.query.on_conflict == OnConflict.IGNORE:
            links.before = read_links(links.rows(**{f"{owner}__in": {pair[0] for pair in added}}), links.link) & added
        returned = self.send(returning_fields)
        links.write(after=added)
        return returned


def _is_told(subject: Subject, made: Any) -> bool:
    told = subject.told
    if told.derived is None or not told.derived(*(getattr(made, name) for name in told.looks_at)):
        return True
    return current_act().find().kind in OUTSIDE


class _Links:
    """Links from rows of a subject to others, as one of its fields."""

    def __init__(self, subject: Subject, through: type[Model], using: str):
        self.subject, self.through, self.using = subject, through, using
        self.link = subject.links[through]
        self.before: set[tuple[Any, Any]] = set()

    def rows(self, **condition: Any) -> QuerySet[Any]:
        """Rows of the table between the two."""
        return QuerySet(self.through, using=self.using).filter(**condition)

    def write(self, *, after: set[tuple[Any, Any]]) -> None:
        """Writes an entry for each row whose links are others now."""
        gone, new = _by_owner(self.before - after), _by_owner(after - self.before)
        rows = read_by_key(self.subject, self.using, sorted(gone.keys() | new.keys()))
        _write(
            [
                _entry(self.subject, Action.CHANGED, key, row, {self.link.name: [gone.get(key, []), new.get(key, [])]})
                for key, row in rows.items()
            ]
        )


def _by_owner(pairs: set[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for owner, target in sorted(pairs):
        found.setdefault(owner, []).append(target)
    return found


# --- entries ------------------------------------------------------------------------------------
def write_entries(subject: Subject, before: Rows, after: Rows) -> None:
    """Writes an entry for each row that is new, gone, or different in a column that was read."""
    entries = [_entry(subject, Action.CREATED, key, row, {}) for key, row in after.items() if key not in before]
    for key, row in before.items():
        if key not in after:
            entries.append(_entry(subject, Action.DELETED, key, row, _last_values(subject, row)))
        elif changes := _changes(subject, row.values, after[key].values):
            entries.append(_entry(subject, Action.CHANGED, key, row, changes))
    _write(entries)


def _changes(subject: Subject, old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        subject.fields[name].name: [_kept(old[name]), _kept(new[name])] if subject.keeps_values_of(name) else []
        for name in old
        if old[name] != new[name]
    }


def _last_values(subject: Subject, row: Found) -> dict[str, list[Any]]:
    return {
        subject.fields[name].name: [_kept(value), None]
        for name, value in row.values.items()
        if value not in (None, "", [])
    }


def _kept(value: Any) -> Any:
    return value[:MAX_KEPT] + _CUT if isinstance(value, str) and len(value) > MAX_KEPT else value


def _entry(subject: Subject, action: Action, key: Any, row: Found, changes: dict[str, list[Any]]) -> tuple[bool, Entry]:
    """An entry, and whether it is of what the system writes by itself."""
    entry = Entry(
        action=action,
        kind=subject.told.kind,
        object_id=str(key),
        name=row.name[:200],
        organizer_id=row.organizer_id,
        municipality_id=row.municipality_id,
        changes=changes,
    )
    return row.is_derived, entry


def _write(found: list[tuple[bool, Entry]]) -> None:
    if not found:
        return
    act: Act = current_act()
    actor: Actor = act.find()
    entries = [entry for is_derived, entry in found if not is_derived or actor.kind in OUTSIDE]
    now = clock.now()
    for entry in entries:
        entry.at, entry.act = now, act.id
        entry.actor_kind, entry.actor_id, entry.actor_name = actor.kind, actor.id, actor.name
    Entry.objects.bulk_create(entries, batch_size=BATCH)
