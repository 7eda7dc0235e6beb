"""Pictures are kept by the name of what is in them, and a category's stands in for a hobby's own."""

from typing import Any

from django.db import migrations, models

from ._first_ids import keep_first_ids


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
        keep_first_ids("hobby", "hobbycategory", "promotion"),
    ]
