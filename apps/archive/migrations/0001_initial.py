import apps.archive.states
import apps.core.models
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('mp3', 'mp3'), ('wav', 'wav'), ('cover', 'cover'), ('stem', 'stem'), ('pack', 'pack')], max_length=8)),
                ('state', models.CharField(choices=[('PENDING', 'PENDING'), ('STORED', 'STORED'), ('BROKEN', 'BROKEN'), ('LOST', 'LOST')], default=apps.archive.states.AssetState['PENDING'], max_length=8)),
                ('source_url', models.TextField(blank=True)),
                ('expected_duration_s', models.FloatField(blank=True, null=True)),
                ('storage_key', models.CharField(blank=True, max_length=200)),
                ('media_type', models.CharField(blank=True, max_length=60)),
                ('size_bytes', models.BigIntegerField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('duration_s', models.FloatField(blank=True, null=True)),
                ('sample_rate_hz', models.PositiveIntegerField(blank=True, null=True)),
                ('channels', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('loudness_lufs', models.FloatField(blank=True, null=True)),
                ('peak_dbfs', models.FloatField(blank=True, null=True)),
                ('peaks', models.BinaryField(blank=True, default=b'')),
                ('stored_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('lease', models.UUIDField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('hindrance', models.CharField(blank=True, choices=[('NOT_THERE', 'NOT_THERE'), ('NO_ANSWER', 'NO_ANSWER'), ('CUT_SHORT', 'CUT_SHORT'), ('WRONG_KIND', 'WRONG_KIND'), ('REFUSED', 'REFUSED'), ('UNPLAYABLE', 'UNPLAYABLE'), ('STORAGE', 'STORAGE')], max_length=10)),
                ('give_up_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', apps.archive.states.AssetState['PENDING'])), fields=['due_at'], name='asset_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', apps.archive.states.AssetState['STORED']), _negated=True), models.Q(models.Q(('storage_key', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('size_bytes__gt', 0)), _connector='OR'), name='asset_stored_is_complete'), models.CheckConstraint(condition=models.Q(('state', apps.archive.states.AssetState['PENDING']), ('due_at__isnull', True), _connector='OR'), name='asset_settled_is_not_due')],
            },
        ),
    ]
