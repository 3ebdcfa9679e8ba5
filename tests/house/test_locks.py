"""Lock files hold what pyproject.toml asks for. Compared without asking anybody on the network."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house import tree

pytestmark = pytest.mark.profile_free

PYPROJECT = tomllib.loads(tree.text_of("pyproject.toml"))
DIRECT = PYPROJECT["project"]["dependencies"]
DEVELOPMENT = PYPROJECT["dependency-groups"]["dev"]
SINGER = PYPROJECT["dependency-groups"]["singer"]


def locked(name):
    """Return the versions that a lock file names for each package (some differ by Python)."""
    versions = {}
    for line in tree.text_of(f"requirements/{name}.txt").splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", line):
            versions.setdefault(canonicalize_name(found[1]), set()).add(Version(found[2]))
    return versions


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [("run", DIRECT), ("dev", DIRECT + DEVELOPMENT), ("singer", SINGER)],
    ids=["run", "dev", "singer"],
)
def test_the_lock_satisfies_every_direct_dependency(lock, wanted):
    versions = locked(lock)
    stale = [
        text
        for text in wanted
        for requirement in [Requirement(text)]
        if not any(
            map(
                requirement.specifier.contains,
                versions.get(canonicalize_name(requirement.name), ()),
            )
        )
    ]

    assert stale == [], "Run `make lock`."


def test_the_singer_runs_on_the_versions_that_are_shipped():
    shipped, singer = locked("run"), locked("singer")

    assert {name for name in singer if name in shipped and singer[name] != shipped[name]} == set()


def test_development_runs_on_the_versions_that_are_shipped():
    shipped, development = locked("run"), locked("dev")

    assert {
        name for name, versions in shipped.items() if development.get(name) != versions
    } == set()


@pytest.mark.parametrize("lock", ["bootstrap", "run", "dev", "singer"])
def test_every_package_is_locked_by_its_hash(lock):
    text = tree.text_of(f"requirements/{lock}.txt").replace("\\\n", " ")
    packages = [line for line in text.splitlines() if "==" in line]

    assert packages
    assert all("--hash=sha256:" in line for line in packages)


def test_browser_packages_are_locked_without_addresses():
    lock = json.loads(tree.text_of("package-lock.json"))
    package = json.loads(tree.text_of("package.json"))
    wanted = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert {f"node_modules/{name}" for name in wanted} <= set(packages)
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())
