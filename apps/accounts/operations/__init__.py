"""Every write to people, teams and provider accounts.

`teams` owns teams, who is in them and who is asked in; `provider` the accounts at the music
provider and their keys; `people` a person's own choices and the demonstration person.
"""

from apps.accounts.operations.joining import (
    JoinLinkEndedError,
    digest_of,
    drop_join_link,
    join,
    open_join_link,
    tell_invited,
)
from apps.accounts.operations.people import change_profile, change_theme, ensure_demo
from apps.accounts.operations.provider import (
    change_account,
    instance_account,
    note_key_state,
    remove_account,
    rotate_field_keys,
    try_key,
)
from apps.accounts.operations.teams import (
    accept_invitation,
    change_role,
    create_team,
    dismiss_member,
    drop_invitation,
    ensure_personal_team,
    hand_over,
    invite,
    remove_member,
    rename_team,
)

__all__ = [
    "JoinLinkEndedError",
    "accept_invitation",
    "change_account",
    "change_profile",
    "change_role",
    "change_theme",
    "create_team",
    "digest_of",
    "dismiss_member",
    "drop_invitation",
    "drop_join_link",
    "ensure_demo",
    "ensure_personal_team",
    "hand_over",
    "instance_account",
    "invite",
    "join",
    "note_key_state",
    "open_join_link",
    "remove_account",
    "remove_member",
    "rename_team",
    "rotate_field_keys",
    "tell_invited",
    "try_key",
]
