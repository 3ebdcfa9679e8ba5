from django.db import migrations

from apps.clips.migrations import _search


def install(apps, schema_editor):
    _search.install(schema_editor.connection)


def remove(apps, schema_editor):
    _search.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("clips", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
