"""What is measured, each in a process of its own: `make bench`. Stands on what tests stand on."""

import os

import django

import tests.environment  # noqa: F401 - a folder of our own, before Django reads its settings

os.environ["DJANGO_SETTINGS_MODULE"] = "musicstudio.settings"
django.setup()
