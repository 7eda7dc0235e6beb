"""What the database counts for a period: distinct passes, their events and the sums of their record keys, by group.

Only groups come here, however many passes there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from harrastuspassi.common.planner import joining_wholes
from harrastuspassi.participation.models.months import ActiveMonth, MonthlyDeeds
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.folding import HOME
from harrastuspassi.statistics.periods import Length
from harrastuspassi.statistics.tables import Table

RecordKeysOf = Callable[[int, Sequence[UUID]], Iterable[tuple[int, int]]]
"""The two record keys of each pass in a statistics year, whole numbers below 2^32: disclosure has them."""
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


class KeysAtHand:
    """The record keys of passes, in a table of this connection's own for as long as periods are counted: no log and no
    backup of the database has it, and nobody else can read it. Each pass's are made once a year that is counted."""

    def __init__(self, keys_of: RecordKeysOf) -> None:
        self._keys_of = keys_of

    def __enter__(self) -> "KeysAtHand":
        with connection.cursor() as cursor:
            cursor.execute(_KEYS)
        return self

    def __exit__(self, *_: object) -> None:
        if not connection.needs_rollback:  # which takes the table away as well
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE statistics_key")

    def add(self, period: str) -> None:
        """Adds those of a period's passes that are not there. In the caller's transaction."""
        year = periods.year_of(period)
        with connection.chunked_cursor() as passes, connection.cursor() as cursor:
            passes.execute(_WITHOUT_KEYS.format(within=_within(period)), [*_months(period), year])
            while rows := passes.fetchmany(ROWS_AT_ONCE):
                found = [pass_id if isinstance(pass_id, UUID) else UUID(pass_id) for (pass_id,) in rows]
                keys = zip(rows, self._keys_of(year, found), strict=True)
                write_rows(cursor, "statistics_key", [(year, row[0], *map(_signed, both)) for row, both in keys])


@contextmanager
def counting(period: str, keys: KeysAtHand) -> Iterator["Counting"]:
    """In a transaction: the passes of a period, ready to be counted."""
    with connection.cursor() as cursor, joining_wholes():
        keys.add(period)
        cursor.execute(_HOMES.format(within=_within(period)), [*_months(period), periods.year_of(period)])
        yield Counting(period)
        cursor.execute("DROP TABLE statistics_home")


def _months(period: str) -> list[Any]:
    return [connection.ops.adapt_datefield_value(month) for month in periods.months_of(period)]


def _within(period: str) -> str:
    return f"month IN ({', '.join(['%s'] * len(periods.months_of(period)))})"


class Counting:
    """The passes of a period with their last attributes and their keys, in a table of this connection's own."""

    def __init__(self, period: str) -> None:
        self.period = period

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
        given = given if fixed is None else f"{column} = %s"
        done = _DONE if periods.length_of(self.period) is not Length.MONTH else _DONE_IN_A_MONTH
        deeds = done.format(column=column, within=_within(self.period), given=given)
        return deeds, [*_months(self.period), *([table.fixed[fixed]] if fixed else [])]


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


def write_rows(cursor: Any, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str] = ()) -> None:
    """Writes rows at once, with no object in between."""
    names = f" ({', '.join(columns)})" if columns else ""
    if not rows:
        return
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table}{names} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {table}{names} VALUES ({places})", rows)  # noqa: S608 - names of our own


# --- the statements ---------------------------------------------------------------------------------
_KEYS = """
CREATE TEMPORARY TABLE statistics_key (year smallint, pass_id uuid, counts_key integer, events_key integer)
"""
_WITHOUT_KEYS = f"""
SELECT DISTINCT pass_id FROM {ActiveMonth._meta.db_table} AS active WHERE {{within}}
AND NOT EXISTS (SELECT 1 FROM statistics_key AS keyed WHERE keyed.pass_id = active.pass_id AND year = %s)
"""  # noqa: S608 - names of our own
_FIGURES = "count(*), sum({events}.events), max({events}.events), sum(counts_key), sum(events_key)"
_HOMES = f"""
CREATE TEMPORARY TABLE statistics_home AS
SELECT home.pass_id, {", ".join(f"home.{column}" for column in HOME)}, period.events, counts_key, events_key
FROM (
    SELECT pass_id, max(month) AS month, CAST(sum(events) AS integer) AS events
    FROM {ActiveMonth._meta.db_table} WHERE {{within}} GROUP BY pass_id
) AS period
JOIN {ActiveMonth._meta.db_table} AS home ON home.pass_id = period.pass_id AND home.month = period.month
JOIN statistics_key AS keyed ON keyed.pass_id = period.pass_id AND keyed.year = %s
"""  # noqa: S608 - the same
_DONE = f"""
JOIN (
    SELECT pass_id, {{column}} AS value, CAST(sum(events) AS integer) AS events
    FROM {MonthlyDeeds._meta.db_table} WHERE {{within}} AND {{given}} GROUP BY pass_id, {{column}}
) AS done USING (pass_id)
"""  # noqa: S608 - the same
# There each pass and value has one row only.
_DONE_IN_A_MONTH = f"""
JOIN (
    SELECT pass_id, {{column}} AS value, events FROM {MonthlyDeeds._meta.db_table} WHERE {{within}} AND {{given}}
) AS done USING (pass_id)
"""  # noqa: S608 - the same
