import apps.core.models
import apps.projects.states
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('archive', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('title', models.CharField(max_length=120)),
                ('status', models.CharField(choices=[('sketch', 'Sketch'), ('working', 'Working'), ('mixing', 'Mixing'), ('done', 'Done')], default=apps.projects.states.ProjectStatus['SKETCH'], max_length=8)),
                ('notes', models.TextField(blank=True)),
                ('key', models.CharField(blank=True, max_length=12)),
                ('tempo_bpm', models.FloatField(blank=True, null=True)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('cover', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='project_as_cover', to='archive.asset')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='projects', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', '-created_at'], name='project_of_team')],
            },
        ),
    ]
