"""Ids given here start at 1,000,001: lower ones belong to the old backend's records, which phones still hold."""

from typing import Any

from django.db import migrations

FIRST_ID = 1_000_001
MODELS = [
    "audience",
    "district",
    "hobby",
    "hobbycategory",
    "hobbyevent",
    "location",
    "municipality",
    "organizer",
    "promotion",
    "schedule",
]


def start_ids(apps: Any, schema_editor: Any) -> None:
    """Moves each table's id counter, on PostgreSQL an identity sequence, on SQLite a row of sqlite_sequence."""
    for name in MODELS:
        table = apps.get_model("catalogue", name)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'ALTER TABLE "{table}" ALTER COLUMN id RESTART WITH {FIRST_ID}')
        else:
            schema_editor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            schema_editor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, FIRST_ID - 1])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(start_ids, migrations.RunPython.noop)]
