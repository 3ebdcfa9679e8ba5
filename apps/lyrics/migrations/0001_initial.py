import apps.core.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LyricSheet',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('draft', models.TextField(blank=True)),
                ('draft_since', models.DateTimeField(blank=True, null=True)),
                ('draft_at', models.DateTimeField(blank=True, null=True)),
                ('draft_author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lyric_sheet', to='projects.project')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('draft_at__isnull', False), ('draft_since__isnull', False)), models.Q(('draft', ''), ('draft_at__isnull', True), ('draft_since__isnull', True)), _connector='OR'), name='lyric_sheet_draft_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='LyricVersion',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='lyrics.lyricsheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='lyric_version_number_once')],
            },
        ),
    ]
