"""For migrations that change the indexes of tables that may be large.

On PostgreSQL an index is made, and dropped, while others read and write (CONCURRENTLY). That cannot be part of a
transaction: the migration says `atomic = False`, and each of these may be run again where it was broken off.
"""

from typing import Any

from django.db import migrations


def make_index(schema_editor: Any, name: str, definition: str) -> None:
    """Makes an index on PostgreSQL, in place of half of one that an earlier attempt may have left."""
    drop_index(schema_editor, name)
    schema_editor.execute(f'CREATE INDEX CONCURRENTLY "{name}" {definition}')


def drop_index(schema_editor: Any, name: str) -> None:
    """Drops an index on PostgreSQL, if it is there."""
    schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')


class AddIndexInService(migrations.AddIndex):
    """AddIndex that keeps nobody waiting."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        drop_index(schema_editor, self.index.name)
        schema_editor.add_index(model, self.index, concurrently=True)


class RemoveIndexInService(migrations.RemoveIndex):
    """RemoveIndex that keeps nobody waiting."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            drop_index(schema_editor, self.name)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
