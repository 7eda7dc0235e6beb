"""Indexes by which the next event of a hobby, and the hobbies that are on next, are found at once."""

from django.db import migrations, models

from ._indexes import AddIndexInService, RemoveIndexInService


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalogue", "0008_fill_hobby_links")]

    operations = [
        RemoveIndexInService(model_name="hobbyevent", name="event_hobby_start"),
        AddIndexInService(
            model_name="hobbyevent",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=["hobby", "starts_at", "id", "ends_at"],
                name="event_next",
            ),
        ),
        AddIndexInService(
            model_name="hobbyevent",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True), ("end_date__gt", models.F("start_date"))),
                fields=["hobby"],
                name="event_over_midnight",
            ),
        ),
    ]
