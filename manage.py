#!/usr/bin/env python
"""Run a management command of the studio, or of the sandbox, which has settings of its own."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Choose the settings by the command's name and run it."""
    alone = sys.argv[1:2] == ["sandbox"]
    module = "apps.sandbox.settings" if alone else "musicstudio.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)
    if alone:
        os.environ["DJANGO_SETTINGS_MODULE"] = module
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
