"""Recipes: choices of the composer under a name, to be used again."""

from datetime import datetime

from apps.accounts.models import Team, User
from apps.core.errors import DomainError
from apps.generation.kinds.spec import Spec
from apps.generation.models import Recipe

NAME_LIMIT = 60
OF_ONE_SONG = {"title", "lyrics", "lyric_version_id", "source_is_upload"}
"""What belongs to a song and not to how songs are made, as do names of clips."""


class BadName(DomainError):
    """A recipe needs a name, and not too long a one."""


def keep_recipe(
    *, team: Team, name: str, kind: str, spec: Spec, by: User | None, now: datetime
) -> Recipe:
    """Keep how something was asked for under a name; what had that name is replaced.

    Raises: BadName.
    """
    words = " ".join(name.split())
    if not words or len(words) > NAME_LIMIT:
        raise BadName(f"Give the recipe a name of at most {NAME_LIMIT} characters.")
    chosen = {
        key: value
        for key, value in spec.to_json().items()
        if key not in OF_ONE_SONG and not key.endswith("clip_id") and value not in (None, "", False)
    }
    recipe, _ = Recipe.objects.update_or_create(
        team=team,
        name=words,
        defaults={"kind": kind, "spec": chosen, "created_by": by, "created_at": now},
    )
    return recipe


def remove_recipe(*, recipe: Recipe) -> None:
    """Take a recipe away; what was made with it stays."""
    recipe.delete()
