"""Indexes by which the next event of a hobby, and the hobbies that are on next, are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_fill_hobby_links")]

    operations = [
        migrations.RemoveIndex(model_name="hobbyevent", name="event_hobby_start"),
        migrations.AddIndex(
            model_name="hobbyevent",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=["hobby", "starts_at", "id", "ends_at"],
                name="event_next",
            ),
        ),
        migrations.AddIndex(
            model_name="hobbyevent",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True), ("end_date__gt", models.F("start_date"))),
                fields=["hobby"],
                name="event_over_midnight",
            ),
        ),
    ]
