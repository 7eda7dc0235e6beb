"""For migrations that alter a table: SQLite makes it anew, and a new table has forgotten where its ids begin."""

from typing import Any

from django.db import migrations

FIRST_ID = 1_000_001


def keep_first_ids(*models: str) -> migrations.RunPython:
    """The last operation of a migration that alters the tables of these models: ids go on at 1,000,001 or above."""

    def keep(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            return
        for name in models:
            table = apps.get_model("catalogue", name)._meta.db_table
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
                last = max(cursor.fetchone()[0] or 0, FIRST_ID - 1)
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])

    return migrations.RunPython(keep, migrations.RunPython.noop)
