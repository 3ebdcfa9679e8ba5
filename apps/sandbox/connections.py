"""Closing a client's connection in the middle of things, as a broken network does."""

import socket
from contextlib import suppress

from django.http import HttpRequest, HttpResponse

# gunicorn hands the client's socket to the application under this name.
_SOCKET = "gunicorn.socket"


def hang_up(request: HttpRequest) -> None:
    """Close the connection now; whatever is written afterwards goes nowhere."""
    client: socket.socket = request.META[_SOCKET]
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


def unanswered(request: HttpRequest) -> HttpResponse:
    """Hang up and return a response that nobody will see."""
    hang_up(request)
    return HttpResponse(status=500, headers={"Connection": "close"})
