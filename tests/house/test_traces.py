"""Nothing in the project depends on one machine or one registry."""

import re

import pytest

from tests.house import tree

pytestmark = pytest.mark.profile_free

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    ".json",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".env",
}
HERE = re.compile(r"(?<![\w.])/(?:work|root|home)/\w")
REGISTRY = re.compile(
    "|".join(["py" + "pi\\.org", "pythonhost" + "ed", "npm" + "js\\.", "regist" + "ry\\.npm"])
)


@pytest.mark.parametrize("pattern", [HERE, REGISTRY], ids=["machine", "registry"])
def test_no_file_names_this_machine_or_a_registry(pattern):
    found = [
        f"{tree.name_of(path)}: {match.group()}"
        for path in tree.committed()
        if path.suffix in TEXT or path.name in {"Makefile", "Dockerfile", "run"}
        for match in [pattern.search(path.read_text(encoding="utf-8"))]
        if match
    ]

    assert found == []


def test_no_file_is_large():
    large = [tree.name_of(path) for path in tree.committed() if path.stat().st_size > 1_500_000]

    assert large == []
