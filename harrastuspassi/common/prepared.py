"""SQL that the ORM writes once and that is sent as it is ever after.

For Django to put a query together takes longer than for the database to answer it by an index. What a query looks
like hardly ever changes: only what it is about is filled in anew. Where the database takes longer to plan a query than
to run it, it plans it once for a connection.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import psycopg
from django.db import NotSupportedError, connection
from django.db.models import Expression, Field, Lookup, QuerySet
from django.db.models.expressions import RawSQL
from psycopg.types.datetime import TimestamptzLoader

Row = Sequence[Any]


class Given(Expression):
    """A value of which only the name is known until the query is sent."""

    def __init__(self, name: str, output_field: "Field[Any, Any]"):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@Field.register_lookup
class OneOf(Lookup):
    """`field__one_of=Given(...)`: one parameter however many keys there are."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*params, self.rhs)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, self.rhs)  # noqa: S608 - a column of ours


class PreparedQuery:
    """Columns of a queryset in whose conditions some values are Given. Made once, used by any number of threads."""

    def __init__(
        self, queryset: QuerySet[Any], columns: Iterable[Any], *, around: str = "%s", planned_once: bool = False
    ):
        """`columns` are paths or expressions, as for `values_list`. `around` is SQL with the query's own at its %s,
        and with columns that begin as its own do. `planned_once` is for a query whose best plan is the same whatever
        is given."""
        # As Django has it: the querysets of translated models put the columns in an order of their own.
        query = QuerySet(model=queryset.model, query=queryset.query.chain()).values_list(*columns).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self._planned_once = planned_once and connection.vendor == "postgresql"
        if self._planned_once:
            sql, params = _with_constants(sql, params)
        self._sql, self._params = around.replace("%s", sql, 1), list(params)
        # What Django does to columns as they come: dates on SQLite are text, for one.
        converters: dict[int, tuple[list[Callable[..., Any]], Any]] = compiler.get_converters(
            [selected[0] for selected in compiler.select]
        )
        self._converters = list(converters.items())

    def run(self, given: Mapping[str, Any], *last: int) -> list[Row]:
        """The rows for the given values by name, and the `last` parameters, whole numbers, which `around` adds."""
        params = [_value(param, given) if isinstance(param, Given) else param for param in self._params]
        # In a log, queries stand with their values.
        fetch = _fetch_planned if self._planned_once and not connection.queries_logged else _fetch
        rows = fetch(*self._with_last(params, last))
        return self._converted(rows) if self._converters else rows

    def joined_to(self, page: "PreparedQuery") -> "PreparedQuery":
        """This query, which is of the row at PICKED, for each key in the first column of a page, in their order.

        Takes what the page takes. Only PostgreSQL can do it.
        """
        joined = copy(self)
        joined._sql = _JOINED.format(page=page._sql, rows=self._sql)
        joined._params = [*page._params, *self._params]
        return joined

    def _with_last(self, params: list[Any], last: Sequence[int]) -> tuple[str, list[Any]]:
        """The SQL and all parameters. Which plan is best depends on how many rows are wanted: that is in the SQL."""
        if not self._planned_once or not last:
            return self._sql, [*params, *last]
        return self._sql.replace("%%", "%%%%") % (*["%s"] * len(params), *map(int, last)), params

    def _converted(self, rows: Iterable[Row]) -> list[Row]:
        result: list[Any] = [list(row) for row in rows]
        for index, (converters, expression) in self._converters:
            for row in result:
                for convert in converters:
                    row[index] = convert(row[index], expression, connection)
        return result


class _PreparingCursor(psycopg.Cursor[Row]):
    """Lets the server keep the plan, which Django's cursor does not: it writes the parameters into the SQL.

    Takes instants as psycopg gives them, in UTC as Django's are, but read in C.
    """

    def __init__(self, session: Any):
        super().__init__(session)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> "_PreparingCursor":
        super().execute(query, params, prepare=True)
        return self


def _fetch(sql: str, params: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Row] = cursor.fetchall()
        return rows


def _fetch_planned(sql: str, params: Sequence[Any]) -> list[Row]:
    try:
        with connection.cursor() as cursor:
            # In Django's wrapper still, which counts, and translates errors.
            cursor.cursor = _PreparingCursor(cursor.cursor.connection)
            cursor.execute(sql, params)
            rows: list[Row] = cursor.fetchall()
            return rows
    except NotSupportedError:
        # A migration has changed the type of a column since. Nothing but a new connection plans anew.
        if connection.in_atomic_block:
            raise
        return _fetch(sql, params)


def _with_constants(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """The SQL with all that is not Given written out: the plan may count on it, and its type is known."""
    written = ["%s" if isinstance(param, Given) else _literal(param) for param in params]
    return sql.replace("%%", "%%%%") % tuple(written), [param for param in params if isinstance(param, Given)]


def _literal(value: Any) -> str:
    session: Any = connection
    written: str = session.ops.compose_sql("%s", [value])
    return written.replace("%", "%%")


def _value(param: Given, given: Mapping[str, Any]) -> Any:
    return param.output_field.get_db_prep_value(given[param.name], connection)


PICKED = RawSQL("picked.key", ())
"""The key of the row that a joined query is at."""
_JOINED = """
SELECT found.* FROM (SELECT key, row_number() OVER () AS place FROM ({page}) AS page (key)) AS picked
CROSS JOIN LATERAL ({rows} OFFSET 0) AS found ORDER BY picked.place
"""
"""Where a row has many joins, the planner would make all of them before it picks; OFFSET 0 keeps it from that."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Keys that a query finds in its first column, not asked for yet: `query` is planned once and may find fewer than
    `number`, in which case `keys` finds them all."""

    query: PreparedQuery
    given: Mapping[str, Any]
    last: tuple[int, ...]
    number: int
    keys: Callable[[], list[int]]

    def __iter__(self) -> Iterator[int]:
        return iter(self.keys())


class PreparedRows:
    """The columns of a queryset's rows, by primary key."""

    def __init__(self, queryset: QuerySet[Any], columns: Iterable[Any]):
        """`columns` are as for `PreparedQuery`."""
        self._rows, self._columns = queryset.order_by(), [*columns]

    @cached_property
    def _by_keys(self) -> PreparedQuery:
        rows = self._rows.filter(pk__one_of=Given("keys", Field()))
        return PreparedQuery(rows, self._columns, planned_once=True)

    @cached_property
    def _joined_to(self) -> Callable[[PreparedQuery], PreparedQuery]:
        rows = PreparedQuery(self._rows.filter(pk=PICKED), self._columns, planned_once=True)
        return lru_cache(maxsize=32)(rows.joined_to)

    def fetch(self, keys: Sequence[int]) -> list[Row]:
        """The rows that there are, in no order. One query, none for no keys."""
        if not keys:
            return []
        return self._by_keys.run({"keys": list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))})

    def fetch_picked(self, picked: Picked) -> list[Row] | None:
        """The rows of the picked keys, in their order; None where those are fewer than there should be. One query."""
        rows = self._joined_to(picked.query).run(picked.given, *picked.last)
        return rows if len(rows) == picked.number else None
