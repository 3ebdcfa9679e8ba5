"""The key of a song is measured with everything else."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the key, unknown for what is stored already."""

    dependencies: ClassVar = [("archive", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="asset",
            name="musical_key",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
    ]
