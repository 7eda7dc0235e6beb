from typing import Any

from django.db import migrations, transaction

OBJECT = {"postgresql": "jsonb_object_agg", "sqlite": "json_group_object"}
EMPTY = {"postgresql": "'{}'::jsonb", "sqlite": "'{}'"}
# Each new column with the one it comes from, and whether a row is about that.
COLUMNS = {
    "kinds": ("kind", "kind <> ''"),
    "roots": ("root_id", "root_id IS NOT NULL"),
    "sources": ("source", "source <> ''"),
    "progress": ("progress", "progress <> ''"),
}


def convert(apps: Any, editor: Any) -> None:
    """From rows that say one thing each to one row a pass and month, whose events may be gone. A month at a time: each
    may be converted again."""
    vendor = editor.connection.vendor
    months = apps.get_model("participation", "ActiveMonth").objects.order_by("month")
    deeds = ", ".join(
        f"coalesce({OBJECT[vendor]}(CAST({old} AS text), events) FILTER (WHERE {given}), {EMPTY[vendor]}) AS {new}"
        for new, (old, given) in COLUMNS.items()
    )
    statement = f"""
        UPDATE participation_activemonth SET {", ".join(f"{new} = deeds.{new}" for new in COLUMNS)}
        FROM (SELECT pass_id, {deeds} FROM participation_monthlydeeds WHERE month = %s GROUP BY pass_id) AS deeds
        WHERE participation_activemonth.month = %s AND participation_activemonth.pass_id = deeds.pass_id
    """  # noqa: S608 - names of our own
    for month in months.values_list("month", flat=True).distinct():
        value = editor.connection.ops.adapt_datefield_value(month)
        with transaction.atomic(), editor.connection.cursor() as cursor:
            cursor.execute(statement, [value, value])


class Migration(migrations.Migration):
    # Whoever reads or writes months waits for one of them, not for all.
    atomic = False

    dependencies = [("participation", "0013_deeds_in_months")]

    operations = [
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.DeleteModel(name="MonthlyDeeds"),
    ]
