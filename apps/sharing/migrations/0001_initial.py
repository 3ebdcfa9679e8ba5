import apps.core.models
import apps.sharing.states
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
        ('stems', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('question', models.CharField(max_length=120)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='projects.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('wish', models.CharField(choices=[('once', 'once'), ('daily', 'daily'), ('off', 'off')], default=apps.sharing.states.MailWish['ONCE'], max_length=5)),
                ('daily_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mailing', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('TAKE', 'TAKE'), ('SONG', 'SONG'), ('PLAYLIST', 'PLAYLIST'), ('COMPARISON', 'COMPARISON'), ('MIX', 'MIX')], default=apps.sharing.states.TargetKind['SONG'], max_length=10)),
                ('mix_name', models.CharField(blank=True, default='', max_length=60)),
                ('strips', models.JSONField(blank=True, default=list)),
                ('recipient', models.CharField(blank=True, max_length=80)),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('password', models.CharField(blank=True, max_length=128)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('may_download', models.BooleanField(default=False)),
                ('may_comment', models.BooleanField(default=False)),
                ('plays', models.PositiveIntegerField(default=0)),
                ('downloads', models.PositiveIntegerField(default=0)),
                ('clip', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='share_links', to='clips.clip')),
                ('compared', models.ManyToManyField(blank=True, related_name='+', to='clips.clip')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('playlist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='share_links', to='clips.playlist')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='share_links', to='projects.project')),
                ('rendering', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stems.rendering')),
                ('stem_set', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stems.stemset')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='share_links', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(fields=['project', '-created_at'], name='share_link_of_project')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('clip__isnull', False), ('kind', apps.sharing.states.TargetKind['TAKE'])), models.Q(models.Q(('kind', apps.sharing.states.TargetKind['TAKE']), _negated=True), ('clip__isnull', True)), _connector='OR'), name='share_link_of_take_has_it'), models.CheckConstraint(condition=models.Q(models.Q(('kind', apps.sharing.states.TargetKind['PLAYLIST']), ('project__isnull', True)), models.Q(models.Q(('kind', apps.sharing.states.TargetKind['PLAYLIST']), _negated=True), ('playlist__isnull', True), ('project__isnull', False)), _connector='OR'), name='share_link_is_of_song_or_playlist'), models.CheckConstraint(condition=models.Q(('kind', apps.sharing.states.TargetKind['MIX']), models.Q(('mix_name', ''), ('rendering__isnull', True), ('stem_set__isnull', True)), _connector='OR'), name='share_link_of_mix_alone_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('guest_name', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField(max_length=4000)),
                ('start_s', models.FloatField(blank=True, null=True)),
                ('end_s', models.FloatField(blank=True, null=True)),
                ('line', models.CharField(blank=True, max_length=200)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='clips.clip')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='sharing.comment')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to='sharing.sharelink')),
            ],
            options={
                'indexes': [models.Index(fields=['clip', 'created_at'], name='comment_of_clip')],
                'constraints': [models.CheckConstraint(condition=models.Q(('end_s__isnull', True), models.Q(('end_s__gt', models.F('start_s')), ('start_s__isnull', False)), _connector='OR'), name='comment_range_is_one'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('resolved_at__isnull', True), ('start_s__isnull', True)), _connector='OR'), name='comment_answer_is_plain')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ranking', models.CharField(max_length=8)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='sharing.ballot')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ballot', 'user'), name='vote_once')],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('letter', models.CharField(max_length=1)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='sharing.ballot')),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clips.clip')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ballot', 'letter'), name='candidate_letter_once'), models.UniqueConstraint(fields=('ballot', 'clip'), name='candidate_clip_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('MENTION', 'MENTION'), ('ANSWER', 'ANSWER'), ('COMMENT', 'COMMENT'), ('GUEST', 'GUEST'), ('BALLOT', 'BALLOT'), ('RESULT', 'RESULT')], max_length=8)),
                ('about', models.UUIDField()),
                ('by', models.CharField(max_length=100)),
                ('text', models.CharField(blank=True, max_length=200)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=200)),
                ('clip', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clips.clip')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.team')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-created_at'], name='notice_of_person'), models.Index(condition=models.Q(('mailed_at__isnull', True)), fields=['created_at'], name='notice_to_mail')],
                'constraints': [models.UniqueConstraint(fields=('user', 'about'), name='notice_once')],
            },
        ),
    ]
