"""What every test may use, and what none may do."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.support import network, services, singer

network.block()

PROFILE_FREE = {"browser", "contract", "core", "house", "musicapi", "project", "sandbox"}
"""Folders of tests that touch no database, broker or storage of the studio's own."""

pytest_plugins = ["tests.support.browser", "tests.support.studio"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this profile, and skip what this machine cannot run."""
    team = os.environ["TEST_PROFILE"] == "team"
    foreign = is_profile_free if team else is_for_the_team
    singing = [item for item in items if item.get_closest_marker("singer")]
    # The singer is an extra, so its tests are left out where it is missing, not skipped.
    mute = set() if singing and singer.is_there() else set(singing)
    dropped = [item for item in items if foreign(item) or item in mute]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if not (foreign(item) or item in mute)]
    for item in items:
        if "running_studio" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("studio"))
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    # Long ones first: at the end they would leave a core without work.
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("journey", "slow"))))
    browsing = [item for item in items if item.get_closest_marker("browser")]
    missing = " ".join(services.browser_missing()) if browsing else ""
    for item in browsing if missing else []:
        item.add_marker(pytest.mark.skip(reason=missing))


def is_profile_free(item: pytest.Item) -> bool:
    """Tell whether a test stands on nothing of the profile, so that once is enough."""
    folder = item.path.relative_to(services.ROOT / "tests").parts[0]
    return folder in PROFILE_FREE or item.get_closest_marker("profile_free") is not None


def is_for_the_team(item: pytest.Item) -> bool:
    """Tell whether a test needs what only the team's profile has."""
    return item.get_closest_marker("team") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Count a skipped test as failed where everything is said to be there (REQUIRE_ALL=1)."""
    report = yield
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep SQLite in a file, as on a laptop: a database in memory can not serve two threads."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(settings.VAR_DIR / "test.sqlite3")


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    """Give each test an archive of its own, plain static files, and quick passwords."""
    default = settings.STORAGES["default"]
    if os.environ["TEST_PROFILE"] == "team":
        location = f"{os.environ['TEST_RUN']}/{tmp_path.parent.name}/{tmp_path.name}"
    else:
        location = str(tmp_path / "archive")
    settings.STORAGES = {
        "default": {**default, "OPTIONS": {**default["OPTIONS"], "location": location}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = settings.VAR_DIR / "staticfiles"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
