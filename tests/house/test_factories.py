"""Factories are plain: functions that say what a row holds, with nothing left to chance."""

import ast

import pytest

from tests.house import tree

pytestmark = pytest.mark.profile_free

FACTORIES = [path for path in tree.modules("tests") if path.parent.name == "factories"]
CHANCE = {"random", "faker", "factory", "secrets"}


@pytest.mark.parametrize("path", FACTORIES, ids=tree.name_of)
def test_a_factory_leaves_nothing_to_chance(path):
    nodes = list(ast.walk(tree.tree_of(path)))
    imported = {
        name.partition(".")[0]
        for node in nodes
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert not imported & CHANCE
    assert not any(isinstance(node, ast.ClassDef) for node in nodes)
