"""Columns for the ids of a hobby's categories and audiences."""

from django.db import migrations, models

from ._first_ids import keep_first_ids


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_search_parts")]

    operations = [
        migrations.AddField("hobby", "category_ids", models.TextField(blank=True, default="", editable=False)),
        migrations.AddField("hobby", "audience_ids", models.TextField(blank=True, default="", editable=False)),
        keep_first_ids("hobby"),
    ]
