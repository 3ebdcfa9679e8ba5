"""A provider of files on the loopback, in a thread, that behaves as well or as badly as told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Asks the provider what to do, and does it."""

    protocol_version = "HTTP/1.1"
    provider: "Provider"

    def do_GET(self) -> None:
        self.provider.requests.append((self.path, dict(self.headers)))
        answers = self.provider.answers[self.path.split("?")[0]]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        with suppress(OSError):
            answer(self)

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def begin(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True


@dataclass
class Provider:
    """What is served where, what was asked for, and the end of all waiting."""

    port: int
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str, *answers: Answer) -> str:
        """Answer one request after the other at `path`, the last for ever; return the URL."""
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def ranges(self) -> list[str | None]:
        """Return the Range header of every request so far."""
        return [headers.get("Range") for _, headers in self.requests]


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider on a free port until the end of the block."""
    handler = type("ThisHandler", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    provider = handler.provider = Provider(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def whole(
    content: bytes, media_type: str = "audio/mpeg", *, etag: str = '"one"', ranges: bool = True
) -> Answer:
    """Serve the content as a good server does."""

    def answer(handler: Handler) -> None:
        asked = handler.headers.get("Range", "")
        same = handler.headers.get("If-Range", etag) == etag
        start = int(asked[6:].rstrip("-")) if ranges and asked and same else 0
        headers = {"Content_Type": media_type, "ETag": etag, "Connection": "close"}
        if start >= len(content):
            handler.begin(416, Content_Range=f"bytes */{len(content)}", Content_Length="0")
        elif start:
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            headers |= {"Content_Range": span, "Content_Length": str(len(content) - start)}
            handler.begin(206, **headers)
            handler.wfile.write(content[start:])
        else:
            handler.begin(200, Content_Length=str(len(content)), **headers)
            handler.wfile.write(content)
        handler.hang_up()

    return answer


def broken_off(content: bytes, after: int, *, etag: str = '"one"', length: bool = True) -> Answer:
    """Promise the whole content and hang up after so many bytes."""

    def answer(handler: Handler) -> None:
        headers = {"Content_Type": "audio/mpeg", "ETag": etag}
        if length:
            handler.begin(200, Content_Length=str(len(content)), **headers)
            handler.wfile.write(content[:after])
        else:
            handler.begin(200, Transfer_Encoding="chunked", **headers)
            handler.wfile.write(b"%x\r\n%b\r\n" % (after, content[:after]))
        handler.hang_up()

    return answer


def endless(handler: Handler) -> None:
    """Send without a length and without an end."""
    handler.begin(200, Content_Type="audio/mpeg", Connection="close")
    while not handler.provider.is_over.is_set():
        handler.wfile.write(bytes(65_536))


def dripping(content: bytes = b"", pause_s: float = 0.05) -> Answer:
    """Send a good beginning, then one byte at a time."""

    def answer(handler: Handler) -> None:
        handler.begin(200, Content_Type="audio/mpeg", Content_Length="1000000", ETag='"drip"')
        handler.wfile.write(content)
        while not handler.provider.is_over.wait(pause_s):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    return answer


def dripping_headers(handler: Handler) -> None:
    """Never get to the end of the headers."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.provider.is_over.wait(0.05):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def status(code: int, **headers: str) -> Answer:
    """Answer with a bare status."""

    def answer(handler: Handler) -> None:
        handler.begin(code, Content_Length="0", **headers)

    return answer


def redirect(to: str, code: int = 302) -> Answer:
    """Send the client elsewhere."""
    return status(code, Location=to)


def raw(answer_bytes: bytes) -> Answer:
    """Answer with exactly these bytes and hang up."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(answer_bytes)
        handler.hang_up()

    return answer
