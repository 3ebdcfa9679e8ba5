"""A server that keeps what it was sent and answers, or fails to, as it is told: on a real
socket."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from apps.musicapi.wire.message import Answer

Behaviour = Callable[[socket.socket, bytes], None]

RESET = struct.pack("ii", 1, 0)


class Server:
    """Takes one behaviour per connection, and the last one from then on."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._behaviours = list(behaviours)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/api/v1"

    @contextmanager
    def running(self) -> Iterator["Server"]:
        taking = threading.Thread(target=self._take)
        taking.start()
        try:
            yield self
        finally:
            self._socket.shutdown(socket.SHUT_RDWR)
            taking.join()
            self._socket.close()
            for thread in self._threads:
                thread.join()

    def _take(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            behaviour = self._behaviours[0]
            if len(self._behaviours) > 1:
                self._behaviours.pop(0)
            thread = threading.Thread(target=self._serve, args=(connection, behaviour))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, behaviour: Behaviour) -> None:
        with connection:
            request = _whole_request(connection)
            if request:
                self.requests.append(request)
            with suppress(OSError):  # the client may have left already
                behaviour(connection, request)


def answers(answer: Answer) -> Behaviour:
    """Answer properly and close."""

    def behave(connection: socket.socket, _: bytes) -> None:
        connection.sendall(_head(answer, len(answer.body)) + answer.body)

    return behave


def answers_and_keeps_open(answer: Answer) -> Behaviour:
    """Answer every request on one connection for as long as the client likes it."""

    def behave(connection: socket.socket, request: bytes) -> None:
        while request:
            head = _head(answer, len(answer.body)).replace(b"connection: close", b"x: y")
            connection.sendall(head + answer.body)
            request = _whole_request(connection)

    return behave


def answers_by_path(found: dict[str, Answer]) -> Behaviour:
    """Answer by the last part of the path."""

    def behave(connection: socket.socket, request: bytes) -> None:
        path = request.split(b" ")[1].decode()
        answers(found[path.rpartition("/")[2]])(connection, request)

    return behave


def hangs_up(connection: socket.socket, _: bytes) -> None:
    """Read the request and say nothing."""


def resets(connection: socket.socket, _: bytes) -> None:
    """Read the request and tear the line down."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def truncates(answer: Answer) -> Behaviour:
    """Promise more than is sent."""

    def behave(connection: socket.socket, _: bytes) -> None:
        connection.sendall(_head(answer, len(answer.body) + 100) + answer.body)

    return behave


def speaks_gibberish(connection: socket.socket, _: bytes) -> None:
    """Answer in another protocol."""
    connection.sendall(b"\x15\x03\x01 what?\r\n\r\n")


def sleeps(pause_s: float) -> Behaviour:
    """Say nothing for so long."""

    def behave(connection: socket.socket, _: bytes) -> None:
        connection.settimeout(pause_s)
        with suppress(TimeoutError):
            connection.recv(1)  # returns at once when the client leaves

    return behave


def holds_its_body(connection: socket.socket, request: bytes) -> None:
    """Begin an answer and wait for the client to lose interest."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n")
    sleeps(5)(connection, request)


def dribbles(answer: Answer, pause_s: float) -> Behaviour:
    """Send the body byte by byte."""

    def behave(connection: socket.socket, _: bytes) -> None:
        connection.sendall(_head(answer, len(answer.body)))
        for value in answer.body:
            connection.sendall(bytes([value]))
            time.sleep(pause_s)

    return behave


def floods(connection: socket.socket, _: bytes) -> None:
    """Send a body without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b" " * 65536)


@contextmanager
def refused() -> Iterator[str]:
    """Give the base address of a port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/api/v1"


@contextmanager
def overrun() -> Iterator[str]:
    """Give the base address of a server whose queue is full, so that connecting takes for ever."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        time.sleep(0.05)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/v1"
        for client in waiting:
            client.close()


def _head(answer: Answer, length: int) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} Said", f"content-length: {length}", "connection: close"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _whole_request(connection: socket.socket) -> bytes:
    connection.settimeout(5)
    received = b""
    try:
        while not _is_whole(received):
            piece = connection.recv(65536)
            if not piece:
                return b""
            received += piece
    except OSError:
        return b""
    return received


def _is_whole(received: bytes) -> bool:
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return False
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    return len(body) >= (lengths[0] if lengths else 0)
