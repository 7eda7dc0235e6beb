"""What the life of an organizer and of a hobby leaves behind."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ._first_ids import keep_first_ids


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0009_event_next"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(
            model_name="organizer",
            name="organizer_state_known",
        ),
        migrations.AddField(
            model_name="hobby",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="organizer",
            name="criminal_records_declared_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="organizer",
            name="registered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="organizer",
            name="state_reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="organizer",
            name="waiting_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="promotion",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="organizer",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("approved", "Approved"),
                    ("refused", "Refused"),
                    ("suspended", "Suspended"),
                    ("archived", "Archived"),
                ],
                default="pending",
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="organizer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "approved", "refused", "suspended", "archived"])),
                name="organizer_state_known",
            ),
        ),
        keep_first_ids("Hobby", "Organizer", "Promotion"),
    ]
