import apps.core.models
import apps.stems.states
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
        ('clips', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='StemSet',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('reference', models.CharField(max_length=64, unique=True)),
                ('detail', models.CharField(choices=[('basic', 'basic'), ('full', 'full')], max_length=5)),
                ('state', models.CharField(choices=[('SPLITTING', 'SPLITTING'), ('ARCHIVING', 'ARCHIVING'), ('CHECKING', 'CHECKING'), ('READY', 'READY'), ('FAILED', 'FAILED')], default=apps.stems.states.SetState['SPLITTING'], max_length=9)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('null_db', models.FloatField(blank=True, null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.provideraccount')),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stem_sets', to='clips.clip')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manifest', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.asset')),
                ('pack', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.asset')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stem_sets', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(fields=['clip', '-created_at'], name='stem_set_of_clip')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', apps.stems.states.SetState['READY']), _negated=True), models.Q(('pack__isnull', False), ('manifest__isnull', False)), _connector='OR'), name='stem_set_ready_has_pack')],
            },
        ),
        migrations.CreateModel(
            name='Stem',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('remote_id', models.CharField(max_length=100)),
                ('said', models.CharField(blank=True, max_length=60)),
                ('name', models.CharField(max_length=80)),
                ('family', models.CharField(blank=True, max_length=20)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('offset_ms', models.FloatField(blank=True, null=True)),
                ('bleed_db', models.FloatField(blank=True, null=True)),
                ('asset', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stem', to='archive.asset')),
                ('stem_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stems', to='stems.stemset')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('stem_set', 'remote_id'), name='stem_once'), models.UniqueConstraint(fields=('stem_set', 'position'), name='stem_position_once')],
            },
        ),
        migrations.CreateModel(
            name='Rendering',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('purpose', models.CharField(choices=[('PACK', 'PACK'), ('MIX', 'MIX')], max_length=4)),
                ('format', models.CharField(blank=True, choices=[('wav16', 'wav16'), ('wav24', 'wav24'), ('flac', 'flac'), ('mp3', 'mp3')], max_length=5)),
                ('strips', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('DUE', 'DUE'), ('DONE', 'DONE'), ('FAILED', 'FAILED')], default=apps.stems.states.RenderState['DUE'], max_length=6)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('lease', models.UUIDField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('asset', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.asset')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stem_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renderings', to='stems.stemset')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', apps.stems.states.RenderState['DUE'])), fields=['due_at'], name='rendering_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('purpose', apps.stems.states.Purpose['PACK']), ('state', apps.stems.states.RenderState['DUE'])), fields=('stem_set',), name='rendering_one_pack_due'), models.CheckConstraint(condition=models.Q(('state', apps.stems.states.RenderState['DUE']), ('due_at__isnull', True), _connector='OR'), name='rendering_settled_is_not_due')],
            },
        ),
        migrations.CreateModel(
            name='Mix',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=60)),
                ('strips', models.JSONField(default=list)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stem_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mixes', to='stems.stemset')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('stem_set', 'name'), name='mix_name_once')],
            },
        ),
    ]
