"""Pictures are kept by the name of what is in them, and a category's stands in for a hobby's own."""

from typing import Any

from django.db import migrations, models

FIRST_ID = 1_000_001
REMADE = ["hobby", "hobbycategory", "promotion"]


def keep_first_ids(apps: Any, schema_editor: Any) -> None:
    """SQLite forgets where a table's ids go on when Django makes it anew, as it does above (see 0002_first_ids)."""
    if schema_editor.connection.vendor == "postgresql":
        return
    for name in REMADE:
        table = apps.get_model("catalogue", name)._meta.db_table
        kept = "SELECT 1 FROM sqlite_sequence WHERE name = %s AND seq >= %s"
        with schema_editor.connection.cursor() as cursor:
            if not cursor.execute(kept, [table, FIRST_ID - 1]).fetchone():
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, FIRST_ID - 1])


def cover() -> Any:
    return models.CharField(max_length=255, blank=True, default="", editable=False)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_change_feed")]

    operations = [
        migrations.CreateModel(
            name="StoredPicture",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("stored_at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField("hobby", "cover_image", cover()),
        migrations.AlterField("promotion", "cover_image", cover()),
        migrations.AddField("hobbycategory", "cover_image", cover()),
        migrations.AddField("hobby", "category_cover", cover()),
        migrations.AddField(
            "hobby",
            "shown_cover",
            models.GeneratedField(
                expression=models.Case(
                    models.When(cover_image="", then=models.F("category_cover")), default=models.F("cover_image")
                ),
                output_field=models.CharField(max_length=255),
                db_persist=True,
            ),
        ),
        migrations.RunPython(keep_first_ids, migrations.RunPython.noop),
    ]
