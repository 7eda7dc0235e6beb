"""The index by which PostgreSQL finds the nearest places without looking at the others."""

from typing import Any

from django.db import migrations

from ._indexes import make_index


def index_places(apps: Any, schema_editor: Any) -> None:
    """Of points on the unit sphere; a place without coordinates is in it too, and comes last.

    Made of one axis after the other, since a cube of an array refuses NULL.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    table = apps.get_model("catalogue", "location")._meta.db_table
    # Where the role may not create extensions, an operator has done it before.
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS cube")
    make_index(schema_editor, "location_nearest", f'ON "{table}" USING gist ((cube(cube(cube(x), y), z)))')


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalogue", "0012_reports")]

    operations = [migrations.RunPython(index_places, migrations.RunPython.noop)]
