"""Since when what waits has been waiting, and the index by which moderators find it."""

from typing import Any

from django.db import migrations, models
from django.db.models import F

from ._indexes import AddIndexInService


def note_what_waits(apps: Any, schema_editor: Any) -> None:
    """Takes what waits already as waiting since it was last changed."""
    for name in ("Hobby", "Promotion"):
        waiting = apps.get_model("catalogue", name).objects.filter(state="in_review", submitted_at=None)
        waiting.update(submitted_at=F("modified_at"))
    organizers = apps.get_model("catalogue", "Organizer").objects
    organizers.filter(state="pending", waiting_since=None).update(waiting_since=F("modified_at"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalogue", "0010_life_of_a_listing")]

    operations = [
        migrations.RunPython(note_what_waits, migrations.RunPython.noop),
        AddIndexInService(
            model_name="hobby",
            index=models.Index(
                condition=models.Q(("state", "in_review")), fields=["submitted_at"], name="hobby_in_review"
            ),
        ),
        AddIndexInService(
            model_name="hobby",
            index=models.Index(
                condition=models.Q(("submitted_at__isnull", False)),
                fields=["organizer", "submitted_at"],
                name="hobby_submitted",
            ),
        ),
    ]
