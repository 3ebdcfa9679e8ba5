import apps.core.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('clips', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Persona',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('remote_id', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=79)),
                ('description', models.TextField(blank=True)),
                ('styles', models.TextField(blank=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.provideraccount')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('songs', models.ManyToManyField(related_name='personas', to='clips.clip')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='personas_made', to='clips.clip')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='personas', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', '-created_at'], name='persona_of_team')],
                'constraints': [models.UniqueConstraint(fields=('account', 'remote_id'), name='persona_remote_id_once')],
            },
        ),
    ]
