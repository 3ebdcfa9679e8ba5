"""`python -m tests`: run the whole suite as on a laptop, then as for a team.

With `--fast` only what needs no browser and no studio of its own, as on a laptop. Anything else
goes to pytest. REQUIRE_ALL=1 fails instead of leaving out what needs a missing service.
"""

import os
import subprocess
import sys

from tests.support import services

FAST = ("-m", "not browser and not journey and not slow")


def main(arguments: list[str]) -> int:
    """Run and return the exit status."""
    fast = "--fast" in arguments
    others = [argument for argument in arguments if argument != "--fast"]
    missing = [] if fast else services.team_missing() + services.browser_missing()
    for line in missing:
        sys.stdout.write(f"{line}\n")
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        sys.stdout.write("REQUIRE_ALL=1: nothing may be missing.\n")
        return 1
    if fast:
        return run("laptop", *FAST, *others)
    failed = whole("laptop", *others)
    return failed if services.team_missing() else whole("team", *others) or failed


def whole(profile: str, *arguments: str) -> int:
    """Run everything, browsers apart: threads that serve their pages would disturb other tests."""
    parts = ("not browser", "browser")
    return max([run(profile, "-m", part, *arguments) for part in parts])


def run(profile: str, *arguments: str) -> int:
    """Run pytest in one profile on both cores."""
    sys.stdout.write(f"\nThe suite on {DESCRIPTION[profile]}:\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *arguments]
    environment = {**os.environ, "TEST_PROFILE": profile}
    environment.pop("TEST_RUN", None)
    return subprocess.run(command, env=environment, check=False).returncode


DESCRIPTION = {
    "laptop": "SQLite, a broker in a folder and files in a folder",
    "team": "PostgreSQL, Redis and the S3 gateway",
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
