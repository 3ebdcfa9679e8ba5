import apps.core.models
import apps.credits.states
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('period', models.CharField(choices=[('month', 'month'), ('total', 'total')], max_length=5)),
                ('limit', models.DecimalField(decimal_places=2, max_digits=12)),
                ('warn_percent', models.PositiveSmallIntegerField(default=80)),
                ('at_limit', models.CharField(choices=[('stop', 'stop'), ('ask', 'ask')], max_length=4)),
                ('warned_for', models.DateField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='budgets', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='budgets', to='projects.project')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='budgets', to='accounts.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('limit__gt', 0)), name='budget_limit_positive'), models.CheckConstraint(condition=models.Q(('warn_percent__range', (1, 100))), name='budget_warn_is_share'), models.CheckConstraint(condition=models.Q(('project__isnull', True), ('person__isnull', True), _connector='OR'), name='budget_one_subject'), models.UniqueConstraint(condition=models.Q(('person__isnull', True), ('project__isnull', True)), fields=('team', 'period'), name='budget_of_team_once'), models.UniqueConstraint(condition=models.Q(('project__isnull', False)), fields=('team', 'project', 'period'), name='budget_of_project_once'), models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('team', 'person', 'period'), name='budget_of_person_once')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('granted', 'granted'), ('refused', 'refused'), ('used', 'used')], default=apps.credits.states.ApprovalState['ASKED'], max_length=7)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='accounts.team')),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='credits.budget')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', [apps.credits.states.ApprovalState['ASKED'], apps.credits.states.ApprovalState['GRANTED']])), fields=('budget', 'asked_by'), name='approval_open_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='approval_amount_positive'), models.CheckConstraint(condition=models.Q(models.Q(('state', apps.credits.states.ApprovalState['USED']), models.Q(('reference', ''), _negated=True)), models.Q(models.Q(('state', apps.credits.states.ApprovalState['USED']), _negated=True), ('reference', '')), _connector='OR'), name='approval_used_by_something')],
            },
        ),
        migrations.CreateModel(
            name='DayTotal',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('day', models.DateField()),
                ('split', models.CharField(choices=[('', 'all'), ('engine', 'engine'), ('operation', 'operation'), ('model', 'model'), ('person', 'person'), ('project', 'project')], max_length=9)),
                ('value', models.CharField(blank=True, max_length=40)),
                ('charged', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('refunded', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('other', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.provideraccount')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('split', apps.credits.states.Split['PROJECT'])), fields=['value'], name='day_total_of_project')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('team__isnull', False)), fields=('team', 'split', 'day', 'value', 'account'), name='day_total_of_team_once'), models.UniqueConstraint(condition=models.Q(('team__isnull', True)), fields=('account', 'day', 'split', 'value'), name='day_total_of_account_once')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('project_id', models.UUIDField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('top_up', 'top up'), ('hold', 'hold'), ('release', 'release'), ('charge', 'charge'), ('refund', 'refund'), ('adjustment', 'adjustment')], max_length=10)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('reference', models.CharField(max_length=80)),
                ('engine', models.CharField(blank=True, max_length=20)),
                ('operation', models.CharField(blank=True, max_length=30)),
                ('model', models.CharField(blank=True, max_length=40)),
                ('price_date', models.DateField(blank=True, null=True)),
                ('asked_on', models.DateField(blank=True, null=True)),
                ('cause', models.CharField(blank=True, choices=[(apps.credits.states.Cause['OPENING'], 'opening balance'), (apps.credits.states.Cause['LATE_REFUND'], 'late refund'), (apps.credits.states.Cause['PRICE_CHANGE'], 'price change'), (apps.credits.states.Cause['ELSEWHERE'], 'spent outside musicstudio'), (apps.credits.states.Cause['RESET'], 'monthly credits'), (apps.credits.states.Cause['BOUGHT'], 'extra credits bought'), (apps.credits.states.Cause['UNKNOWN'], 'not explained')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='accounts.provideraccount')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-created_at', '-id'], name='entry_of_account'), models.Index(fields=['team', '-created_at', '-id'], name='entry_of_team'), models.Index(fields=['project_id', '-created_at', '-id'], name='entry_of_project'), models.Index(condition=models.Q(('team__isnull', True)), fields=['account', '-created_at', '-id'], name='entry_of_nobody'), models.Index(condition=models.Q(('cause', ''), _negated=True), fields=['account', '-created_at', '-id'], name='entry_with_cause')],
                'constraints': [models.UniqueConstraint(fields=('reference', 'kind'), name='entry_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', [apps.credits.states.EntryKind['CHARGE'], apps.credits.states.EntryKind['HOLD']]), ('amount__lt', 0)), models.Q(('kind__in', [apps.credits.states.EntryKind['REFUND'], apps.credits.states.EntryKind['RELEASE'], apps.credits.states.EntryKind['TOP_UP']]), ('amount__gt', 0)), models.Q(('kind', apps.credits.states.EntryKind['ADJUSTMENT']), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='entry_sign_of_kind')],
            },
        ),
        migrations.CreateModel(
            name='MonthUse',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('split', models.CharField(choices=[('', 'all'), ('engine', 'engine'), ('operation', 'operation'), ('model', 'model'), ('person', 'person'), ('project', 'project')], max_length=9)),
                ('value', models.CharField(blank=True, max_length=40)),
                ('month', models.DateField()),
                ('used', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'split', 'value', 'month'), name='month_use_once')],
            },
        ),
        migrations.CreateModel(
            name='Purse',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('price_per_credit', models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('low_balance', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('low_since', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='purse', to='accounts.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('price_per_credit__isnull', True), ('price_per_credit__gt', 0), _connector='OR'), name='purse_price_positive'), models.CheckConstraint(condition=models.Q(('low_balance__isnull', True), ('low_balance__gte', 0), _connector='OR'), name='purse_threshold_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='BalanceSample',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('credits', models.DecimalField(decimal_places=2, max_digits=12)),
                ('extra_credits', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('booked', models.DecimalField(decimal_places=2, max_digits=12)),
                ('settled', models.BooleanField(default=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='accounts.provideraccount')),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-created_at'], name='sample_newest'), models.Index(condition=models.Q(('booked', django.db.models.expressions.CombinedExpression(models.F('credits'), '+', models.F('extra_credits'))), _negated=True), fields=['account', '-created_at'], name='sample_differing')],
            },
        ),
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('free', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('held', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='book', to='accounts.provideraccount')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('held__gte', 0)), name='book_held_not_negative')],
            },
        ),
    ]
