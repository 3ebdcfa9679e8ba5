"""`manage.py archive_check` tells whether every stored file is still there and the same."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.archive import operations, store


class Command(BaseCommand):
    """Compare every stored asset with the storage, batch by batch, and sum up."""

    help = "Check that every archived file is there with its size and SHA-256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much to look at in one batch and how closely."""
        parser.add_argument("--batch", type=int, default=200, help="assets a batch")
        parser.add_argument("--sizes-only", action="store_true", help="do not read the files")

    def handle(self, *, batch: int, sizes_only: bool, **_: Any) -> None:
        """Print each finding and a summary; fail if anything was found."""
        assets = size_bytes = found = 0
        last: UUID | None = None
        while True:
            try:
                part = operations.inspect_stored(after=last, limit=batch, read=not sizes_only)
            except store.StorageTrouble as error:
                raise CommandError(error.message) from error
            for finding in part.findings:
                self.stderr.write(f"{finding.asset_id}  {finding.storage_key}  {finding.what}")
            assets += part.assets
            size_bytes += part.size_bytes
            found += len(part.findings)
            last = part.last
            if last is None:
                break
        swept = operations.sweep_incoming(now=timezone.now())
        self.stdout.write(f"{assets} files, {size_bytes / 1e6:,.1f} MB; {found} not as they were.")
        self.stdout.write(f"{swept} leftovers of interrupted downloads removed.")
        if found:
            raise CommandError("The archive is not whole; restore these files from a backup.")
