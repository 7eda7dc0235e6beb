from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


def count_events(apps: Any, editor: Any) -> None:
    """From the deeds by kind, of which each event is in one."""
    deeds = apps.get_model("participation", "MonthlyDeeds").objects.exclude(kind="").order_by()
    of_pass = deeds.filter(month=OuterRef("month"), pass_id=OuterRef("pass_id")).values("pass_id")
    months = apps.get_model("participation", "ActiveMonth").objects
    months.filter(events=0).update(events=Coalesce(Subquery(of_pass.annotate(sum=Sum("events")).values("sum")), 0))


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0014_uses_per_pass"),
        ("participation", "0009_statistics_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="activemonth",
            name="events",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(count_events, migrations.RunPython.noop),
    ]
