"""Rows by primary key, over SQL that the ORM writes once and that is sent as it is ever after.

For Django to put a query together takes longer than for the database to answer it by key. What a
query by keys looks like never changes, so only the keys are filled in anew.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Lookup, QuerySet

Row = Sequence[Any]
_KEYS = object()
"""Stands in the parameters where the keys are to go."""


@Field.register_lookup
class OneOf(Lookup):
    """`field__one_of=_KEYS`: one parameter however many keys there are."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*params, self.rhs)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, self.rhs)  # noqa: S608 - a column of ours


class PreparedRows:
    """The columns of a queryset's rows, by primary key or all. Made once, used by any number of threads."""

    def __init__(self, queryset: QuerySet[Any], columns: Iterable[Any], *, by_key: bool = True):
        """`columns` are paths or expressions, as for `values_list`."""
        rows = queryset.order_by().filter(pk__one_of=_KEYS) if by_key else queryset
        # As Django has it: the querysets of translated models put the columns in an order of their own.
        query = QuerySet(model=rows.model, query=rows.query.chain()).values_list(*columns).query
        compiler = query.get_compiler(connection=connection)
        self._sql, params = compiler.as_sql()
        self._before, self._after = _around(list(params))
        # What Django does to columns as they come: dates on SQLite are text, for one.
        converters: dict[int, tuple[list[Callable[..., Any]], Any]] = compiler.get_converters(
            [selected[0] for selected in compiler.select]
        )
        self._converters = list(converters.items())

    def fetch(self, keys: Sequence[int]) -> list[Row]:
        """The rows that there are, in no order. One query, none for no keys."""
        if not keys:
            return []
        given = list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))
        return self._rows([*self._before, given, *self._after])

    def fetch_all(self) -> list[Row]:
        """All rows, in the queryset's order, of one that was not made by key."""
        return self._rows(self._before)

    def _rows(self, params: list[Any]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        return self._converted(rows) if self._converters else rows

    def _converted(self, rows: Iterable[Row]) -> list[Row]:
        result: list[Any] = [list(row) for row in rows]
        for index, (converters, expression) in self._converters:
            for row in result:
                for convert in converters:
                    row[index] = convert(row[index], expression, connection)
        return result


def _around(params: list[Any]) -> tuple[list[Any], list[Any]]:
    """The parameters before and after the keys."""
    place = next((index for index, param in enumerate(params) if param is _KEYS), len(params))
    return params[:place], params[place + 1 :]
