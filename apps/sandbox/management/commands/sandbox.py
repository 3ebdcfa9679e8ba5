"""`manage.py sandbox`: serve MusicAPI's protocol with music of our own."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from apps.sandbox import leasing, ledger, supervisor


class Command(BaseCommand):
    """Run the sandbox's web process, courier and render workers until stopped."""

    # Checks would load every endpoint here, in the one process that serves none.
    requires_system_checks = ()
    help = "Serve MusicAPI's protocol with music of our own (docs/sandbox.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address to listen on."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8100, help="port; 0 takes a free one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the database, then supervise the children."""
        try:
            self._serve(options["host"], options["port"])
        except supervisor.CannotRun as error:
            raise CommandError(str(error)) from error

    def _serve(self, host: str, port: int) -> None:
        if not 0 <= port <= 65535:
            raise CommandError(f"--port is {port}. Use 0 to 65535.")
        if settings.SANDBOX_VOICE == "neural":
            _insist_on_the_singer()
        data_dir = Path(settings.SANDBOX_DATA_DIR)
        lock = supervisor.lock_data_dir(data_dir)
        listener = supervisor.listen(host, port)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            leasing.release_all()
            ledger.open_account(
                key=settings.SANDBOX_KEY,
                credits_granted=settings.SANDBOX_CREDITS,
                now=timezone.now(),
            )
            connection.close()
            port = listener.getsockname()[1]
            processes = supervisor.Supervisor(listener=listener, workers=settings.SANDBOX_WORKERS)
            processes.run(announce=lambda: self._announce(host, port))
        finally:
            listener.close()
            os.close(lock)

    def _announce(self, host: str, port: int) -> None:
        shown_host = f"[{host}]" if ":" in host else host
        self.stdout.write(
            f"Sandbox: http://{shown_host}:{port}/api/v1 (era {settings.SANDBOX_ERA}, "
            f"profile {settings.SANDBOX_PROFILE}), data in {settings.SANDBOX_DATA_DIR}"
        )
        self.stdout.flush()


def _insist_on_the_singer() -> None:
    from apps.sandbox import singers  # noqa: PLC0415  brings the engine, which is not needed here

    if reason := singers.missing():
        raise supervisor.CannotRun(
            f"SANDBOX_VOICE is neural, but {reason}. Run `make singer`, or use auto."
        )
