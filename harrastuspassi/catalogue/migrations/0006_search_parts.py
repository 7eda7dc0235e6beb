"""Indexes by which a search for two letters, which finds most hobbies, is about as fast as one for a club."""

from typing import Any

from django.db import migrations, models

from ._indexes import AddIndexInService, RemoveIndexInService, make_index

FUNCTION = """
CREATE OR REPLACE FUNCTION search_parts(stored text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
    -- Each word, and behind a ~ each of its ends of four letters and more: a beginning of these is a part of the word.
    RETURN (
        SELECT array_to_tsvector(coalesce(array_agg(CASE start WHEN 1 THEN word ELSE '~' || substr(word, start) END), '{}'))
        FROM (SELECT left(word, 100) AS word FROM unnest(string_to_array(stored, ' ')) AS word WHERE word <> '') AS words
        CROSS JOIN generate_series(1, greatest(length(word) - 3, 1)) AS start
    );
END
$$
"""
COLUMNS = ("name", "head", "body")


def index_parts(apps: Any, schema_editor: Any) -> None:
    """Replaces the index of trigrams, which had to read each text again and was no help for two letters."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = apps.get_model("catalogue", "searchdocument")._meta.db_table
    parts = ", ".join(f"search_parts({column})" for column in COLUMNS)
    schema_editor.execute(FUNCTION)
    # What is written goes into the index at once: a list of what is pending would be read through by every search.
    make_index(schema_editor, "search_document_parts", f'ON "{table}" USING gin ({parts}) WITH (fastupdate = off)')
    for number, _ in enumerate(COLUMNS, start=1):
        # To ANALYZE would work the parts out for nothing: searches do not let the planner guess.
        schema_editor.execute(f"ALTER INDEX search_document_parts ALTER COLUMN {number} SET STATISTICS 0")


def index_hobbies_on_offer(apps: Any, schema_editor: Any) -> None:
    """Which hobbies are on offer, and whose, is read from an index alone, for all as fast as for many.

    Were the id a key of it, PostgreSQL would count with a look for each of many ids, and rather read the table.
    """
    if schema_editor.connection.vendor == "postgresql":
        table = apps.get_model("catalogue", "hobby")._meta.db_table
        make_index(
            schema_editor, "hobby_on_offer", f"ON \"{table}\" (organizer_id) INCLUDE (id) WHERE state = 'published'"
        )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalogue", "0005_pictures")]

    operations = [
        migrations.RunPython(index_parts, migrations.RunPython.noop),
        migrations.RunPython(index_hobbies_on_offer, migrations.RunPython.noop),
        RemoveIndexInService(model_name="hobbyevent", name="event_end"),
        AddIndexInService(
            model_name="hobbyevent",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=["ends_at", "hobby"],
                name="event_soon",
            ),
        ),
    ]
