"""Fills the columns of ids beside the links that they repeat. May be run again where it was broken off."""

from typing import Any

from django.db import migrations

AT_A_TIME = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    """Fills the columns of the hobbies that are there, a thousand at a time, each in a transaction of its own."""
    hobbies = apps.get_model("catalogue", "Hobby").objects.order_by("id")
    last = 0
    while batch := list(hobbies.filter(id__gt=last).prefetch_related("categories", "audiences")[:AT_A_TIME]):
        for hobby in batch:
            hobby.category_ids = " ".join(map(str, sorted(row.pk for row in hobby.categories.all())))
            hobby.audience_ids = " ".join(map(str, sorted(row.pk for row in hobby.audiences.all())))
        hobbies.bulk_update(batch, ["category_ids", "audience_ids"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    # Hobbies are locked for as long as their batch takes, not for all of it.
    atomic = False
    dependencies = [("catalogue", "0007_hobby_links")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
