import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('link_secret', models.CharField(max_length=100)),
                ('accepted_creates', models.PositiveBigIntegerField(default=0)),
                ('last_create_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('items', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='sandbox.account')),
            ],
        ),
        migrations.CreateModel(
            name='Fault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('path', models.CharField(default='*', max_length=200)),
                ('times', models.PositiveIntegerField(null=True)),
                ('probability', models.FloatField(default=1.0)),
                ('seed', models.PositiveBigIntegerField(default=0)),
                ('draws', models.PositiveBigIntegerField(default=0)),
                ('hits', models.PositiveBigIntegerField(default=0)),
                ('options', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('probability__gte', 0), ('probability__lte', 1)), name='fault_probability_within_one'), models.CheckConstraint(condition=models.Q(('times__isnull', True), ('hits__lte', models.F('times')), _connector='OR'), name='fault_hits_within_times')],
            },
        ),
        migrations.CreateModel(
            name='Persona',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=79)),
                ('singer', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='personas', to='sandbox.account')),
            ],
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('family', models.CharField(max_length=20)),
                ('path', models.CharField(max_length=60)),
                ('operation', models.CharField(max_length=30)),
                ('request', models.JSONField()),
                ('seed', models.PositiveBigIntegerField()),
                ('base_url', models.CharField(max_length=500)),
                ('slow_s', models.FloatField(default=0.0)),
                ('quirks', models.JSONField(default=list)),
                ('webhook_url', models.CharField(blank=True, max_length=1024)),
                ('webhook_secret', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('failed', 'Failed'), ('timeout', 'Timeout'), ('forbidden', 'Forbidden'), ('api_error', 'Api Error')], max_length=20)),
                ('outcome_text', models.CharField(blank=True, max_length=200)),
                ('ended_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='sandbox.account')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome', ''), ('ended_at__isnull', False), _connector='OR'), name='task_outcome_has_an_end')],
            },
        ),
        migrations.CreateModel(
            name='Clip',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('role', models.CharField(blank=True, max_length=30)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('tags', models.TextField(blank=True)),
                ('lyrics', models.TextField(blank=True)),
                ('score', models.JSONField(null=True)),
                ('duration_s', models.FloatField(null=True)),
                ('progress', models.FloatField(default=0.0)),
                ('created_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('streaming_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('error_message', models.CharField(blank=True, max_length=200)),
                ('is_aligned', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clips', to='sandbox.account')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clips', to='sandbox.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'position'), name='clip_once_per_position'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='clip_ends_one_way'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('duration_s__gt', 0), _connector='OR'), name='clip_finished_has_a_duration')],
            },
        ),
        migrations.CreateModel(
            name='Render',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(db_index=True)),
                ('lease_token', models.CharField(blank=True, max_length=40)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('done_at', models.DateTimeField(null=True)),
                ('clip', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='render', to='sandbox.clip')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grant', 'Grant'), ('charge', 'Charge'), ('refund', 'Refund'), ('adjustment', 'Adjustment')], max_length=10)),
                ('credits', models.DecimalField(decimal_places=3, max_digits=14)),
                ('extra_credits', models.DecimalField(decimal_places=3, max_digits=14)),
                ('effective_at', models.DateTimeField()),
                ('path', models.CharField(blank=True, max_length=60)),
                ('operation', models.CharField(blank=True, max_length=30)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='sandbox.account')),
                ('refund_of', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='refund', to='sandbox.entry')),
                ('task', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='sandbox.task')),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'effective_at'], name='sandbox_ent_account_518d1e_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'charge'), _negated=True), models.Q(('credits__lte', 0), ('extra_credits__lte', 0)), _connector='OR'), name='entry_charge_takes'), models.CheckConstraint(condition=models.Q(models.Q(('credits__gte', 0), ('kind', 'refund'), ('refund_of__isnull', False)), models.Q(models.Q(('kind', 'refund'), _negated=True), ('refund_of__isnull', True)), _connector='OR'), name='entry_refund_gives_back_a_charge')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(db_index=True)),
                ('lease_token', models.CharField(blank=True, max_length=40)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('done_at', models.DateTimeField(null=True)),
                ('event_id', models.UUIDField()),
                ('event', models.CharField(max_length=30)),
                ('forged', models.BooleanField(default=False)),
                ('signed_age_s', models.PositiveIntegerField(default=0)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='sandbox.task')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('path', models.CharField(max_length=200)),
                ('size_bytes', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='sandbox.clip')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clip', 'name'), name='file_once_per_name')],
            },
        ),
    ]
