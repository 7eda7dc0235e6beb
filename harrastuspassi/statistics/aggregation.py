"""What the database counts for a period: distinct passes, their events and the sums of their record keys, by group.

Only groups come here, however many passes there are. The record keys of passes are in a table that is this
connection's own while a period is counted: it is in no log and no backup of the database, and nobody else can read it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from harrastuspassi.participation.models.months import ActiveMonth, MonthlyDeeds
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.folding import HOME
from harrastuspassi.statistics.tables import Table

RecordKeysOf = Callable[[int, UUID], tuple[int, int]]
"""The two record keys of a pass in a statistics year, whole numbers below 2^32: disclosure has them."""
KEYS_BELOW = 2**32
ROWS_AT_ONCE = 20_000

ATTRIBUTES = {
    "area": ("municipality_id", "district_id"),
    "age_group": ("age_group",),
    "gender": ("gender",),
    "language": ("language",),
    "at_start": ("has_hobby",),
}
"""Dimensions that are of passes: a pass has one value in a period, the last. Each with its columns of active months."""
DEEDS = {"kind": "kind", "category": "root_id", "source": "source", "progress": "progress"}
"""Dimensions that are of what passes did, several perhaps. Each with its column of deeds."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What is counted of a group; `largest_share` are the events of the pass that had most."""

    passes: int
    events: int
    largest_share: int
    key_sum: int
    event_key_sum: int

    def __add__(self, other: "Sums") -> "Sums":
        """Of two groups that share no pass."""
        return Sums(
            self.passes + other.passes,
            self.events + other.events,
            max(self.largest_share, other.largest_share),
            (self.key_sum + other.key_sum) % KEYS_BELOW,
            (self.event_key_sum + other.event_key_sum) % KEYS_BELOW,
        )


@dataclass(frozen=True)
class Row:
    """A smallest group: the stored values of each dimension that divides it, by its name, and what was counted."""

    stored: dict[str, tuple[Any, ...]]
    sums: Sums


@contextmanager
def counting(period: str, keys_of: RecordKeysOf) -> Iterator["Counting"]:
    """In a transaction: the passes of a period, ready to be counted."""
    found = Counting(period)
    try:
        found.prepare(keys_of)
        yield found
    finally:
        found.drop()


class Counting:
    """The passes of a period with their last attributes and their keys, in a table of this connection's own."""

    def __init__(self, period: str) -> None:
        self.period = period
        self.months = [connection.ops.adapt_datefield_value(month) for month in periods.months_of(period)]
        self._within = f"month IN ({', '.join(['%s'] * len(self.months))})"

    def prepare(self, keys_of: RecordKeysOf) -> None:
        """Makes the table."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE statistics_key (pass_id uuid, counts_key integer, events_key integer)"
            )
            year = periods.year_of(self.period)
            found: list[tuple[UUID, int, int]] = []
            passes = ActiveMonth.objects.filter(month__in=periods.months_of(self.period)).order_by()
            for pass_id in passes.values_list("pass_id", flat=True).distinct().iterator(ROWS_AT_ONCE):
                counts, events = keys_of(year, pass_id)
                found.append((pass_id, _signed(counts), _signed(events)))
                if len(found) == ROWS_AT_ONCE:
                    _write_keys(cursor, found)
                    found.clear()
            _write_keys(cursor, found)
            cursor.execute(_HOMES.format(within=self._within), self.months)
            if connection.vendor == "postgresql":
                cursor.execute("ANALYZE statistics_home")

    def drop(self) -> None:
        """Takes it away."""
        if connection.needs_rollback:
            return  # which takes it away as well
        with connection.cursor() as cursor:
            for table in ("statistics_home", "statistics_key"):
                cursor.execute(f"DROP TABLE IF EXISTS {table}")

    def rows(self, table: Table) -> Iterator[Row]:
        """The smallest groups of a table, and those that all deeds together make."""
        deed = next((name for name in table.dimensions if name in DEEDS), None)
        yield from self._rows(table, None)
        if deed is not None:
            yield from self._rows(table, deed)

    def _rows(self, table: Table, deed: str | None) -> Iterator[Row]:
        attributes = [name for name in table.dimensions if name in ATTRIBUTES]
        columns = [f"home.{column}" for name in attributes for column in ATTRIBUTES[name]]
        columns += ["done.value"] if deed else []
        done, values = self._done(table, deed)
        where = [name for name in table.fixed if name in ATTRIBUTES]
        values += [table.fixed[name] for name in where]
        statement = " ".join(
            [
                f"SELECT {', '.join([*columns, _FIGURES.format(events='done' if done else 'home')])}",
                f"FROM statistics_home AS home {done}",
                f"WHERE {' AND '.join(f'home.{ATTRIBUTES[name][0]} = %s' for name in where)}" if where else "",
                f"GROUP BY {', '.join(columns)}" if columns else "HAVING count(*) > 0",
            ]
        )
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, values)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                for row in rows:
                    yield _row(row, attributes, deed)

    def _done(self, table: Table, deed: str | None) -> tuple[str, list[Any]]:
        """What joins passes with the deeds that are counted, and its values; nothing where all are."""
        fixed = next((name for name in table.fixed if name in DEEDS), None)
        if deed is None and fixed is None:
            return "", []
        column = DEEDS[deed or fixed or ""]
        given = f"{column} IS NOT NULL" if column.endswith("_id") else f"{column} <> ''"
        deeds = _DONE.format(column=column, within=self._within, given=given if fixed is None else f"{column} = %s")
        return deeds, [*self.months, *([table.fixed[fixed]] if fixed else [])]


def _row(row: Sequence[Any], attributes: Sequence[str], deed: str | None) -> Row:
    stored, place = {}, 0
    for name in attributes:
        stored[name] = tuple(row[place : place + len(ATTRIBUTES[name])])
        place += len(ATTRIBUTES[name])
    if deed is not None:
        stored[deed] = (row[place],)
    passes, events, largest, key_sum, event_key_sum = row[-5:]
    return Row(stored, Sums(passes, events, largest, key_sum % KEYS_BELOW, event_key_sum % KEYS_BELOW))


def _signed(key: int) -> int:
    """A key as a number of 32 bits with a sign, of which sums are the same modulo 2^32."""
    return key - KEYS_BELOW if key >= KEYS_BELOW // 2 else key


def _write_keys(cursor: Any, rows: Sequence[tuple[UUID, int, int]]) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy("COPY statistics_key FROM STDIN") as copy:
            copy.write("".join(f"{pass_id}\t{counts}\t{events}\n" for pass_id, counts, events in rows))
    else:
        values = [(pass_id.hex, counts, events) for pass_id, counts, events in rows]
        cursor.executemany("INSERT INTO statistics_key VALUES (%s, %s, %s)", values)


# --- the statements ---------------------------------------------------------------------------------
_KEYS = "CREATE TEMPORARY TABLE statistics_key (pass_id uuid, counts_key integer, events_key integer)"
_FIGURES = "count(*), sum({events}.events), max({events}.events), sum(counts_key), sum(events_key)"
_HOMES = f"""
CREATE TEMPORARY TABLE statistics_home AS
SELECT home.pass_id, {", ".join(f"home.{column}" for column in HOME)}, period.events, counts_key, events_key
FROM (
    SELECT pass_id, max(month) AS month, CAST(sum(events) AS integer) AS events
    FROM {ActiveMonth._meta.db_table} WHERE {{within}} GROUP BY pass_id
) AS period
JOIN {ActiveMonth._meta.db_table} AS home ON home.pass_id = period.pass_id AND home.month = period.month
JOIN statistics_key AS keyed ON keyed.pass_id = period.pass_id
"""  # noqa: S608 - names of our own
_DONE = f"""
JOIN (
    SELECT pass_id, {{column}} AS value, CAST(sum(events) AS integer) AS events
    FROM {MonthlyDeeds._meta.db_table} WHERE {{within}} AND {{given}} GROUP BY pass_id, {{column}}
) AS done USING (pass_id)
"""  # noqa: S608 - the same
