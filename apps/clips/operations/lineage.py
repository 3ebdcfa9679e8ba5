"""Which clip was made from which."""

from collections.abc import Sequence

from apps.clips.models import Clip, Lineage


def descend(*, clip: Clip, parents: Sequence[Clip], operation: str) -> None:
    """Note that `clip` was made from `parents` by `operation`. Saying it twice changes nothing."""
    for parent in parents:
        told = {"operation": operation, "parent_name": str(parent)}
        Lineage.objects.get_or_create(parent=parent, child=clip, defaults=told)
