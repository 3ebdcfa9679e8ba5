"""A month of songs against a real sandbox that renders nothing: does our book equal the provider's?

SONGS says how many a day (default 20; with 70 there are more than two thousand). Failures, lost
answers, refunds, another price, a new plan and late refunds are among them: tests/support/month.py.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from django.test.utils import override_settings

from apps.accounts.operations import instance_account
from apps.credits import selectors
from tests.factories.accounts import make_team
from tests.factories.projects import project
from tests.support.month import SETTINGS, Month
from tests.support.sandbox import running_sandbox

SONGS = int(os.environ.get("SONGS", "20"))


def main() -> int:
    """Play the month, print the report, and fail if the books differ."""
    call_command("migrate", verbosity=0)
    began_s = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="musicstudio-bench-") as folder,
        running_sandbox(Path(folder), era="2025-08") as sandbox,
        override_settings(**SETTINGS, MUSICAPI_BASE_URL=sandbox.base_url, MUSICAPI_KEY=sandbox.key),
    ):
        month = Month(sandbox, instance_account(), project(make_team()), SONGS)
        month.play()
        print(month.report())
        sums = selectors.sums_agree(month.account) and selectors.totals_agree()
        print(f"Running totals equal the sums of the entries: {sums}")
        print(f"Took {time.perf_counter() - began_s:.0f} s")
        return int(bool(month.difference or month.worst or month.wrongly_paid() or not sums))


if __name__ == "__main__":
    sys.exit(main())
