"""The table of rights, and that the docs say the same."""

from itertools import pairwise
from pathlib import Path

from apps.accounts.rights import Right, Role, allows, table

DOCS = Path(__file__).parents[2] / "docs" / "roles.md"


def lines_of_the_table():
    roles = [role.value for role in Role]
    yield f"| a person may | {' | '.join(roles)} |"
    yield f"|---|{'---|' * len(roles)}"
    for _, meaning, holders in table():
        yield f"| {meaning} | {' | '.join('yes' if holders[role] else 'no' for role in Role)} |"


def test_a_wider_role_has_every_right_of_a_narrower_one():
    rights = [{right for right in Right if allows(role, right)} for role in Role]

    assert all(wider > narrower for wider, narrower in pairwise(rights))
    assert rights[0] == set(Right)
    assert rights[-1] == {Right.LISTEN}


def test_the_docs_show_the_table_as_it_is():
    text = DOCS.read_text()

    assert "\n".join(lines_of_the_table()) in text
