import apps.core.models
import apps.generation.models
import apps.generation.states
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
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recipe',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=20)),
                ('spec', models.JSONField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipes', to='accounts.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='recipe_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('request_key', models.UUIDField()),
                ('kind', models.CharField(max_length=20)),
                ('engine', models.CharField(max_length=20)),
                ('operation', models.CharField(max_length=30)),
                ('model', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120)),
                ('spec', models.JSONField()),
                ('price', models.DecimalField(decimal_places=2, max_digits=12)),
                ('price_date', models.DateField()),
                ('state', models.CharField(choices=[('QUEUED', 'QUEUED'), ('SUBMITTING', 'SUBMITTING'), ('UNCONFIRMED', 'UNCONFIRMED'), ('SUBMITTED', 'SUBMITTED'), ('SUCCEEDED', 'SUCCEEDED'), ('FAILED', 'FAILED'), ('CANCELLED', 'CANCELLED')], default=apps.generation.states.JobState['QUEUED'], max_length=11)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('lease', models.UUIDField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('remote_id', models.CharField(blank=True, max_length=100)),
                ('request_id', models.CharField(blank=True, max_length=100)),
                ('callback_secret', models.CharField(default=apps.generation.models.new_callback_secret, max_length=64)),
                ('progress', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('seen', models.CharField(blank=True, max_length=32)),
                ('balance_before', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('trouble_code', models.CharField(blank=True, max_length=30)),
                ('result', models.JSONField(blank=True, null=True)),
                ('rank', models.IntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='accounts.provideraccount')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='projects.project')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retry_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='retries', to='generation.job')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='accounts.team')),
                ('recipe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='jobs', to='generation.recipe')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='job_due'), models.Index(fields=['team', '-created_at'], name='job_of_team'), models.Index(fields=['project', '-created_at'], name='job_of_project')],
                'constraints': [models.UniqueConstraint(fields=('team', 'request_key'), name='job_once_a_click'), models.UniqueConstraint(condition=models.Q(('remote_id', ''), _negated=True), fields=('account', 'remote_id'), name='job_remote_id_once'), models.UniqueConstraint(condition=models.Q(('retry_of__isnull', False)), fields=('retry_of',), name='job_retried_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', [apps.generation.states.JobState['CANCELLED'], apps.generation.states.JobState['FAILED'], apps.generation.states.JobState['SUCCEEDED']]), _negated=True), ('due_at__isnull', True), _connector='OR'), name='job_final_is_not_due'), models.CheckConstraint(condition=models.Q(models.Q(('state', apps.generation.states.JobState['SUBMITTED']), _negated=True), models.Q(('remote_id', ''), _negated=True), _connector='OR'), name='job_submitted_has_remote_id')],
            },
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('from_state', models.CharField(blank=True, max_length=11)),
                ('to_state', models.CharField(max_length=11)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='generation.job')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('engine', models.CharField(max_length=20)),
                ('operation', models.CharField(max_length=30)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('seen_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.provideraccount')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'engine', 'operation'), name='absence_once_an_account')],
            },
        ),
        migrations.CreateModel(
            name='Callback',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('delivery_id', models.CharField(max_length=100)),
                ('event', models.CharField(max_length=40)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='callbacks', to='generation.job')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('job', 'delivery_id'), name='callback_once')],
            },
        ),
        migrations.CreateModel(
            name='JobOutput',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('clip', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='output_of', to='clips.clip')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outputs', to='generation.job')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('job', 'position'), name='job_output_position_once')],
            },
        ),
    ]
