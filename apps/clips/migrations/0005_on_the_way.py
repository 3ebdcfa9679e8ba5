from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('archive', '0002_asset_musical_key'),
        ('clips', '0004_takes_are_counted'),
        ('lyrics', '0001_initial'),
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='clip',
            index=models.Index(fields=['state'], name='clip_by_state'),
        ),
    ]
