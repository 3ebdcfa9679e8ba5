import apps.clips.states
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
        ('archive', '0001_initial'),
        ('lyrics', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clip',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('COMPOSING', 'COMPOSING'), ('ARCHIVING', 'ARCHIVING'), ('READY', 'READY'), ('FAILED', 'FAILED'), ('BROKEN', 'BROKEN')], max_length=9)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('remote_id', models.CharField(blank=True, max_length=100)),
                ('engine', models.CharField(max_length=20)),
                ('operation', models.CharField(max_length=30)),
                ('model', models.CharField(blank=True, max_length=40)),
                ('tags', models.TextField(blank=True)),
                ('lyrics', models.TextField(blank=True)),
                ('notes', models.TextField(blank=True, default='')),
                ('isrc', models.CharField(blank=True, default='', max_length=12)),
                ('labels', models.TextField(blank=True, default='')),
                ('request', models.JSONField(default=dict)),
                ('stream_url', models.TextField(blank=True)),
                ('picked_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.provideraccount')),
                ('audio', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clip_as_audio', to='archive.asset')),
                ('cover', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clip_as_cover', to='archive.asset')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lyric_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='clips', to='lyrics.lyricversion')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clips', to='projects.project')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clips', to='accounts.team')),
                ('wav', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clip_as_wav', to='archive.asset')),
            ],
            options={
                'indexes': [models.Index(fields=['team', '-created_at'], name='clip_of_team'), models.Index(fields=['project', '-created_at'], name='clip_of_project'), models.Index(condition=models.Q(('deleted_at__isnull', True)), fields=['team', '-created_at', '-id'], name='clip_in_library'), models.Index(fields=['team', 'operation', '-created_at'], name='clip_by_operation'), models.Index(fields=['team', 'model', '-created_at'], name='clip_by_model')],
                'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='clip_number_once'), models.UniqueConstraint(condition=models.Q(('remote_id', ''), _negated=True), fields=('account', 'remote_id'), name='clip_remote_id_once'), models.UniqueConstraint(condition=models.Q(('picked_at__isnull', False)), fields=('project',), name='clip_one_pick_in_project'), models.CheckConstraint(condition=models.Q(models.Q(('state', apps.clips.states.ClipState['READY']), _negated=True), ('audio__isnull', False), _connector='OR'), name='clip_ready_has_audio')],
            },
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('words', models.JSONField(default=list)),
                ('tempo_bpm', models.FloatField(blank=True, null=True)),
                ('clip', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hearing', to='clips.clip')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=40)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='accounts.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='label_once')],
            },
        ),
        migrations.CreateModel(
            name='Labelling',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labellings', to='clips.clip')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labellings', to='clips.label')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('label', 'clip'), name='labelling_once')],
            },
        ),
        migrations.CreateModel(
            name='Lineage',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('parent_name', models.CharField(blank=True, default='', max_length=140)),
                ('operation', models.CharField(max_length=30)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='edges_to_parents', to='clips.clip')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='edges_to_children', to='clips.clip')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('parent', 'child'), name='lineage_once')],
            },
        ),
        migrations.CreateModel(
            name='Playlist',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('title', models.CharField(max_length=120)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='playlists', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', '-created_at'], name='playlist_of_team')],
            },
        ),
        migrations.CreateModel(
            name='PlaylistEntry',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('position', models.PositiveIntegerField()),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='playlist_entries', to='clips.clip')),
                ('playlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='clips.playlist')),
            ],
            options={
                'indexes': [models.Index(fields=['playlist', 'position'], name='playlist_entry_order')],
                'constraints': [models.UniqueConstraint(fields=('playlist', 'clip'), name='playlist_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('stars', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('liked', models.BooleanField(default=False)),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='clips.clip')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['stars', 'clip'], name='rating_by_stars'), models.Index(condition=models.Q(('liked', True)), fields=['user', 'clip'], name='rating_liked_by')],
                'constraints': [models.UniqueConstraint(fields=('clip', 'user'), name='rating_once'), models.CheckConstraint(condition=models.Q(('stars__isnull', True), ('stars__range', (1, 5)), _connector='OR'), name='rating_in_range')],
            },
        ),
    ]
