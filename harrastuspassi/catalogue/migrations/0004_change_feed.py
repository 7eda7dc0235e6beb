"""The change feed. What is there already counts as changed before the first version."""

from typing import Any

from django.db import migrations, models

RESOURCES = {
    "hobby": "hobbies",
    "hobbyevent": "hobbyevents",
    "hobbycategory": "hobbycategories",
    "organizer": "organizers",
    "location": "locations",
    "promotion": "promotions",
}


def note_all(apps: Any, schema_editor: Any) -> None:
    """One INSERT ... SELECT a table: reads go on, and nothing is locked but what is new.

    `is_listed` true costs no more than telling of the end of what nobody heard of.
    """
    quote = schema_editor.connection.ops.quote_name
    feed = quote(apps.get_model("catalogue", "change")._meta.db_table)
    for model, resource in RESOURCES.items():
        table = quote(apps.get_model("catalogue", model)._meta.db_table)
        columns = ", ".join(map(quote, ["resource", "object_id", "version", "is_listed", "changed_at"]))
        schema_editor.execute(
            f"INSERT INTO {feed} ({columns}) SELECT %s, id, 0, %s, CURRENT_TIMESTAMP FROM {table}",  # noqa: S608
            [resource, True],
        )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_search")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource", models.CharField(max_length=20)),
                ("object_id", models.IntegerField()),
                ("version", models.BigIntegerField()),
                ("is_listed", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["resource", "version", "object_id"], name="change_feed"),
                    models.Index(fields=["changed_at"], name="change_time"),
                ],
                "constraints": [models.UniqueConstraint(fields=("resource", "object_id"), name="change_once")],
            },
        ),
        migrations.RunPython(note_all, migrations.RunPython.noop),
    ]
