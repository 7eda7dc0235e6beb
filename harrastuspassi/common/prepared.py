"""SQL that the ORM writes once and that is sent as it is ever after.

For Django to put a query together takes longer than for the database to answer it by an index. What a query looks
like hardly ever changes: only what it is about is filled in anew.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, Lookup, QuerySet

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

    def __init__(self, queryset: QuerySet[Any], columns: Iterable[Any], *, around: str = "%s"):
        """`columns` are paths or expressions, as for `values_list`. `around` is SQL with the query's own at its %s,
        and with columns that begin as its own do."""
        # As Django has it: the querysets of translated models put the columns in an order of their own.
        query = QuerySet(model=queryset.model, query=queryset.query.chain()).values_list(*columns).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self._sql, self._params = around.replace("%s", sql, 1), list(params)
        # What Django does to columns as they come: dates on SQLite are text, for one.
        converters: dict[int, tuple[list[Callable[..., Any]], Any]] = compiler.get_converters(
            [selected[0] for selected in compiler.select]
        )
        self._converters = list(converters.items())

    def run(self, given: Mapping[str, Any], *last: Any) -> list[Row]:
        """The rows for the given values by name, and the `last` parameters, which are what `around` adds."""
        params = [_value(param, given) if isinstance(param, Given) else param for param in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [*params, *last])
            rows = cursor.fetchall()
        return self._converted(rows) if self._converters else rows

    def _converted(self, rows: Iterable[Row]) -> list[Row]:
        result: list[Any] = [list(row) for row in rows]
        for index, (converters, expression) in self._converters:
            for row in result:
                for convert in converters:
                    row[index] = convert(row[index], expression, connection)
        return result


def _value(param: Given, given: Mapping[str, Any]) -> Any:
    return param.output_field.get_db_prep_value(given[param.name], connection)


class PreparedRows:
    """The columns of a queryset's rows, by primary key."""

    def __init__(self, queryset: QuerySet[Any], columns: Iterable[Any]):
        """`columns` are as for `PreparedQuery`."""
        self._query = PreparedQuery(queryset.order_by().filter(pk__one_of=Given("keys", Field())), columns)

    def fetch(self, keys: Sequence[int]) -> list[Row]:
        """The rows that there are, in no order. One query, none for no keys."""
        if not keys:
            return []
        return self._query.run({"keys": list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))})
