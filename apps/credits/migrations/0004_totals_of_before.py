"""Totals for entries that were booked before there were totals, and costs of projects by index."""

from datetime import UTC

from django.db import migrations, models

import apps.credits.states
from apps.credits.operations.totals import sum_up


def rebuild(apps, schema_editor):
    entries = apps.get_model("credits", "Entry").objects
    for reference, at in entries.filter(kind="hold", asked_on=None).values_list("reference", "created_at"):
        entries.filter(reference=reference).update(asked_on=at.astimezone(UTC).date())
    for name, rows in zip(("DayTotal", "MonthUse"), sum_up(entries.all())):
        model = apps.get_model("credits", name)
        model.objects.all().delete()
        model.objects.bulk_create([model(**row) for row in rows], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [('credits', '0003_balanced_entries')]

    operations = [
        migrations.RunPython(rebuild, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='daytotal',
            index=models.Index(condition=models.Q(('split', apps.credits.states.Split['PROJECT'])), fields=['value'], name='day_total_of_project'),
        ),
    ]
