"""Writing collected events: one statement whatever their number, and no object in between.

What the ORM does for each value of each row takes longer than the database takes for the row.
"""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from harrastuspassi.participation.models.events import Event, KeptKey

COLUMNS = (
    "key",
    "kind",
    "occurred_at",
    "is_clock_corrected",
    "collected_at",
    "hobby_id",
    "event_id",
    "promotion_id",
    "categories",
    "checkin",
    "pass_id",
    "is_left_out",
    "age_group",
    "gender",
    "language",
    "municipality_id",
    "district_id",
    "has_hobby",
)
"""Columns of an event, in the order of Row. A test holds them to the model."""

Row = tuple[Any, ...]
"""Values of COLUMNS: a key and a pass as the text of a UUID, times as instants in RFC 3339."""

_NAMES = ", ".join(COLUMNS)
_TABLE = Event._meta.db_table


def insert_events(rows: Sequence[Row]) -> None:
    """Writes events, each unless one with its key is there. `rows` in the order of their keys, so that two who write
    the same events wait for each other and not in a circle."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_UNNEST, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(_VALUES, [_for_sqlite(row) for row in rows])


def delete_kept(keys: Sequence[str]) -> None:
    """Deletes again what was counted before and then deleted for its age: events whose keys are kept."""
    is_postgresql = connection.vendor == "postgresql"
    given = list(keys) if is_postgresql else json.dumps([UUID(key).hex for key in keys])
    among = "SELECT unnest(%s::uuid[])" if is_postgresql else "SELECT value FROM json_each(%s)"
    kept = f"SELECT key FROM {KeptKey._meta.db_table} WHERE key IN ({among})"  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_TABLE} WHERE key IN ({kept})", [given])  # noqa: S608 - the same


def _types() -> dict[str, str]:
    texts = dict.fromkeys(COLUMNS, "text")
    numbers = {name: "bigint" for name in COLUMNS if name.endswith("_id")}
    return {
        **texts,
        **numbers,
        "key": "uuid",
        "pass_id": "uuid",
        "occurred_at": "timestamptz",
        "collected_at": "timestamptz",
        "is_clock_corrected": "boolean",
        "is_left_out": "boolean",
    }


_UNNEST = (
    f"INSERT INTO {_TABLE} ({_NAMES})"  # noqa: S608 - names of our own
    f" SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in _types().values())}) ON CONFLICT DO NOTHING"
)
_VALUES = (
    f"INSERT INTO {_TABLE} ({_NAMES}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608 - the same
    " ON CONFLICT DO NOTHING"
)


def _for_sqlite(row: Row) -> Row:
    """As Django has them there: UUIDs in hexadecimal, times in UTC without saying so."""
    values = list(row)
    for index in _UUIDS:
        values[index] = values[index] and UUID(values[index]).hex
    for index in _TIMES:
        values[index] = connection.ops.adapt_datetimefield_value(dt.datetime.fromisoformat(values[index]))
    return tuple(values)


_UUIDS = [COLUMNS.index(name) for name in ("key", "pass_id")]
_TIMES = [COLUMNS.index(name) for name in ("occurred_at", "collected_at")]
