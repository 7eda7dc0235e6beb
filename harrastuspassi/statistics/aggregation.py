"""What the database counts for a period: distinct passes, their events and the sums of their record keys, by group.

Only groups come here, however many passes there are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from harrastuspassi.common.planner import joining_wholes
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.folding import HOME
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
DEEDS = {"kind": "kinds", "category": "roots", "source": "sources", "progress": "progress"}
"""Dimensions that are of what passes did, several perhaps. Each with its column of active months."""


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
def counting(
    period: str, tables: Collection[Table], values: Mapping[str, Collection[str]], keys: KeysAtHand
) -> Iterator["Counting"]:
    """In a transaction: the passes of a period, ready to be counted in tables with such values of dimensions."""
    deeds = {
        name: [*values[name]] for name in DEEDS if any(name in (*table.dimensions, *table.fixed) for table in tables)
    }
    with connection.cursor() as cursor, joining_wholes():
        keys.add(period)
        cursor.execute(*_homes(period, deeds))
        yield Counting(deeds)
        cursor.execute("DROP TABLE statistics_home")


def _column(deed: str, value: str) -> str:
    """How many events of a value a pass had; nothing where it had none."""
    return f"{deed}_{value}"


def _homes(period: str, deeds: Mapping[str, Iterable[str]]) -> tuple[str, list[Any]]:
    """What makes the table of a period's passes, and its values."""
    number = _NUMBER[connection.vendor]
    numbers = {
        _column(name, value): number.format(numbers=f"active.{DEEDS[name]}", value=value)
        for name, found in deeds.items()
        for value in found
    }
    months, year = _months(period), periods.year_of(period)
    if len(months) == 1:  # there each pass has one row only
        numbers_of_month = "".join(f", {given} AS {column}" for column, given in numbers.items())
        return _HOMES_OF_MONTH.format(numbers=numbers_of_month), [*months, year]
    sums = "".join(f", CAST(sum({given}) AS integer) AS {column}" for column, given in numbers.items())
    return _HOMES.format(numbers=sums, within=_within(period)), [*months, *months, year]


def _months(period: str) -> list[Any]:
    return [connection.ops.adapt_datefield_value(month) for month in periods.months_of(period)]


def _within(period: str) -> str:
    return f"month IN ({', '.join(['%s'] * len(periods.months_of(period)))})"


class Counting:
    """The passes of a period with their last attributes, what they did and their keys, in a table of this connection's
    own. `deeds` are the values that each dimension of what passes did may have."""

    def __init__(self, deeds: Mapping[str, Sequence[str]]) -> None:
        self._deeds = deeds

    def rows(self, table: Table) -> Iterator[Row]:
        """The smallest groups of a table, and those that all deeds together make."""
        attributes = [name for name in table.dimensions if name in ATTRIBUTES]
        columns = [column for name in attributes for column in ATTRIBUTES[name]]
        done = [(name, value) for name in table.dimensions if name in DEEDS for value in self._deeds[name]]
        where, values, events = [], [], "events"
        for name, value in table.fixed.items():
            if name in DEEDS:
                events = _column(name, value)
                where.append(f"{events} IS NOT NULL")
            else:
                where.append(f"{ATTRIBUTES[name][0]} = %s")
                values.append(value)
        figures = [_FIGURES.format(events=column) for column in (events, *(_column(*deed) for deed in done))]
        statement = (
            f"SELECT {', '.join([*columns, *figures])} FROM statistics_home"  # noqa: S608 - names of our own
            f"{' WHERE ' * bool(where)}{' AND '.join(where)}{' GROUP BY ' * bool(columns)}{', '.join(columns)}"
        )
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, values)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                for row in rows:
                    yield from _rows(row, attributes, done)


def _rows(row: Sequence[Any], attributes: Sequence[str], done: Sequence[tuple[str, str]]) -> Iterator[Row]:
    """The group of some attributes, and its groups of what passes did."""
    stored, place = {}, 0
    for name in attributes:
        stored[name] = tuple(row[place : place + len(ATTRIBUTES[name])])
        place += len(ATTRIBUTES[name])
    for deed in (None, *done):
        passes, events, largest, key_sum, event_key_sum = row[place : place + _NUMBER_OF_FIGURES]
        place += _NUMBER_OF_FIGURES
        if passes:
            value = {deed[0]: (deed[1],)} if deed else {}
            sums = Sums(passes, events, largest, key_sum % KEYS_BELOW, event_key_sum % KEYS_BELOW)
            yield Row({**stored, **value}, sums)


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
# Of passes that have any such events.
_FIGURES = (
    "count({events}), sum({events}), max({events}),"
    " sum(CASE WHEN {events} IS NOT NULL THEN counts_key END), sum(CASE WHEN {events} IS NOT NULL THEN events_key END)"
)
_NUMBER_OF_FIGURES = 5
_NUMBER = {
    "postgresql": "CAST({numbers} ->> '{value}' AS integer)",
    "sqlite": "json_extract({numbers}, '$.\"{value}\"')",
}
"""The number of a value in a JSON object."""
_HOMES = f"""
CREATE TEMPORARY TABLE statistics_home AS
SELECT period.*, {", ".join(f"home.{column}" for column in HOME)}, counts_key, events_key
FROM (
    SELECT pass_id, max(month) AS month, CAST(sum(events) AS integer) AS events{{numbers}}
    FROM {ActiveMonth._meta.db_table} AS active WHERE {{within}} GROUP BY pass_id
) AS period
JOIN (SELECT pass_id, month, {", ".join(HOME)} FROM {ActiveMonth._meta.db_table} WHERE {{within}}) AS home
ON home.pass_id = period.pass_id AND home.month = period.month
JOIN statistics_key AS keyed ON keyed.pass_id = period.pass_id AND keyed.year = %s
"""  # noqa: S608 - the same
_HOMES_OF_MONTH = f"""
CREATE TEMPORARY TABLE statistics_home AS
SELECT active.pass_id, events{{numbers}}, {", ".join(HOME)}, counts_key, events_key
FROM {ActiveMonth._meta.db_table} AS active JOIN statistics_key AS keyed ON keyed.pass_id = active.pass_id
WHERE month = %s AND keyed.year = %s
"""  # noqa: S608 - the same
