from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0012_own_figures")]

    operations = [
        migrations.AddField(model_name="activemonth", name=name, field=models.JSONField(default=dict))
        for name in ("kinds", "roots", "sources", "progress")
    ]
