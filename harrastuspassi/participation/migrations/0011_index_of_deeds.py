from django.db import migrations, models

from harrastuspassi.catalogue.migrations._indexes import AddIndexInService, RemoveIndexInService


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("participation", "0010_months_of_events")]

    operations = [
        AddIndexInService(
            model_name="monthlydeeds",
            index=models.Index(fields=["month", "pass_id"], name="deeds_of_month_and_pass"),
        ),
        RemoveIndexInService(model_name="monthlydeeds", name="deeds_month"),
        RemoveIndexInService(model_name="monthlydeeds", name="deeds_of_pass"),
    ]
