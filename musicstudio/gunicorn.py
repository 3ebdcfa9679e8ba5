"""How gunicorn serves the studio: `gunicorn -c python:musicstudio.gunicorn`."""

from musicstudio import env

wsgi_app = "musicstudio.wsgi:application"
bind = f"{env.text('HOST', '127.0.0.1')}:{env.integer('PORT', 8000, least=1)}"
worker_class = "gthread"
workers = env.integer("WEB_WORKERS", 1, least=1)
# A song that is being played holds a thread while it streams from the local archive.
threads = env.integer("WEB_THREADS", 16, least=1)
timeout = 60
graceful_timeout = 3
keepalive = 5
control_socket_disable = True
accesslog = None
loglevel = "warning"
# The application is made once, and web processes are copies of it.
preload_app = True


def when_ready(server: object) -> None:
    """Read all views and templates before any process begins, so that no page waits for them."""
    from django.conf import settings  # noqa: PLC0415 - there are settings only now
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    reverse("studio:start_show")
    pages = settings.BASE_DIR / "templates"
    for page in pages.rglob("*.html"):
        get_template(str(page.relative_to(pages)))
