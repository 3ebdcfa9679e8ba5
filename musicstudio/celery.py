"""The Celery application. Rows are the queue; a message only wakes somebody up early."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicstudio.settings")

app = Celery("musicstudio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Leave logging to Django's LOGGING setting, which both processes share."""
