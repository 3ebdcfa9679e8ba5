"""The search of SQLite knows longer beginnings of words; see `_search`."""

from typing import Any, ClassVar

from django.db import migrations

from apps.clips.migrations import _search


def renew(apps: Any, schema_editor: Any) -> None:
    """Fill the index anew, where it is a table of its own."""
    if schema_editor.connection.vendor == "sqlite":
        _search.remove(schema_editor.connection)
        _search.install(schema_editor.connection)


class Migration(migrations.Migration):
    """Index beginnings of up to ten letters."""

    dependencies: ClassVar = [("clips", "0002_search")]

    operations: ClassVar = [migrations.RunPython(renew, migrations.RunPython.noop)]
