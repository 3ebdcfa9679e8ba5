"""The project package: settings, URL root, WSGI entry and the Celery application."""

from musicstudio.celery import app as celery_app

__all__ = ["celery_app"]
