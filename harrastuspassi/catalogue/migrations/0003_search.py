"""What search reads. Documents of hobbies that are there already are written by `manage.py rebuild_search`."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def index_parts_of_words(apps: Any, schema_editor: Any) -> None:
    """On PostgreSQL a trigram index answers which documents have a piece anywhere; SQLite reads them all."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = apps.get_model("catalogue", "searchdocument")._meta.db_table
    # Where the role may not create extensions, an operator has done it before.
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute(f'CREATE INDEX search_document_parts ON "{table}" USING gin (body gin_trgm_ops)')


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_first_ids")]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "hobby",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="document",
                        serialize=False,
                        to="catalogue.hobby",
                    ),
                ),
                ("name", models.TextField()),
                ("head", models.TextField()),
                ("body", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.CharField(max_length=40, primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=40)),
                ("means", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["word", "means"],
                "constraints": [
                    models.UniqueConstraint(fields=("word", "means"), name="synonym_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("word", ""), _negated=True), models.Q(("means", ""), _negated=True)
                        ),
                        name="synonym_not_empty",
                    ),
                ],
            },
        ),
        migrations.RunPython(index_parts_of_words, migrations.RunPython.noop),
    ]
