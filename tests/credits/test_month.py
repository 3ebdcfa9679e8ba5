"""A month of work at a real provider: failures, lost answers, another price, a new plan."""

import pytest

from apps.accounts.operations import instance_account
from apps.credits import selectors
from apps.credits.models import Entry
from apps.credits.states import Cause
from tests.support import month
from tests.support.sandbox import running_sandbox

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.profile_free]


def test_after_a_month_our_book_is_the_providers_to_the_credit(settings, tmp_path, project, capsys):
    for name, value in month.SETTINGS.items():
        setattr(settings, name, value)
    with running_sandbox(tmp_path, create_interval_s=0, era="2025-08") as sandbox:
        settings.MUSICAPI_BASE_URL, settings.MUSICAPI_KEY = sandbox.base_url, sandbox.key
        played = month.Month(sandbox, instance_account(), project, songs=4)

        played.play(since=month.IN_SHORT, days=7)

        assert played.difference == 0, played.report()
        assert played.worst == 0
        assert played.wrongly_paid() == []
    causes = set(Entry.objects.exclude(cause="").values_list("cause", flat=True))
    assert causes == set(Cause) - {Cause.UNKNOWN}
    assert selectors.sums_agree(played.account)
    assert selectors.totals_agree()
