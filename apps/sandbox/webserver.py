"""Configuration of gunicorn for the sandbox's web process; gunicorn reads these names.

One process with threads: polls are quick, and a listener of a growing stream holds a thread.
The socket is opened by the supervisor and inherited, so that it outlives a restart of this process.
"""

from apps.sandbox import lifeline

wsgi_app = "apps.sandbox.wsgi:application"
worker_class = "gthread"
workers = 1
threads = 32
timeout = 60
graceful_timeout = 2
keepalive = 5
control_socket_disable = True
loglevel = "warning"


def on_starting(server: object) -> None:
    """Tie gunicorn's own process to the supervisor's life."""
    lifeline.hold()


def post_fork(server: object, worker: object) -> None:
    """Tie the serving process to the supervisor's life, too."""
    lifeline.hold()
