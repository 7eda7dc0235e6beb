"""Ids of uses given here start at 1,000,001 too: lower ones belong to the old backend's."""

from typing import Any

from django.db import migrations

FIRST_ID = 1_000_001


def start_ids(apps: Any, schema_editor: Any) -> None:
    """Moves what has a low id already out of the way, which nothing refers to, and the table's id counter."""
    table = apps.get_model("participation", "benefit")._meta.db_table
    highest = f'SELECT COALESCE(MAX(id), 0) FROM "{table}"'  # noqa: S608
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(highest)
        shift = FIRST_ID - 1 if (last := cursor.fetchone()[0]) < FIRST_ID else last
        cursor.execute(f'UPDATE "{table}" SET id = id + %s WHERE id < %s', [shift, FIRST_ID])  # noqa: S608
        cursor.execute(highest)
        following = max(cursor.fetchone()[0] + 1, FIRST_ID)
    # PostgreSQL alters no table while constraints of it wait to be checked.
    schema_editor.connection.check_constraints()
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'ALTER TABLE "{table}" ALTER COLUMN id RESTART WITH {following}')
    else:
        schema_editor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        schema_editor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, following - 1])


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]
    operations = [migrations.RunPython(start_ids, migrations.RunPython.noop)]
