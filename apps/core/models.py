"""The base of every row that a team owns."""

import uuid

import uuid_utils.compat
from django.db import models
from django.utils import timezone


def new_id() -> uuid.UUID:
    """Return a UUID of version 7: it sorts by the moment it was made and tells nothing else."""
    return uuid_utils.compat.uuid7()


class Row(models.Model):
    """A row with a time-ordered public id and the moment it was made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True
