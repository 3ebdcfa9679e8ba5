from django.db import migrations

from apps.clips.migrations import _search


def make_anew(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _search.remove(schema_editor.connection)
        _search.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("clips", "0003_search"),
    ]

    operations = [
        migrations.RunPython(make_anew, migrations.RunPython.noop),
    ]
