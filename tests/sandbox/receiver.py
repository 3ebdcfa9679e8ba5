"""A small HTTP server that keeps the callbacks which a sandbox sends."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Call:
    """One callback that arrived."""

    headers: dict[str, str]
    raw: bytes
    at: float

    @property
    def body(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.raw)
        return parsed

    @property
    def event(self) -> str:
        return self.headers["X-Webhook-Event"]

    def is_signed_with(self, secret: str) -> bool:
        text = self.headers["X-Webhook-Timestamp"].encode() + b"." + self.raw
        expected = "sha256=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, self.headers["X-Webhook-Signature"])


@dataclass
class Receiver:
    """A small HTTP server that keeps what it is sent."""

    url: str = ""
    answer: int = 204
    calls: list[Call] = field(default_factory=list)

    def of(self, event: str) -> list[Call]:
        return [call for call in self.calls if call.event == event]


@contextmanager
def receiving() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            kept.calls.append(Call(dict(self.headers), raw, time.time()))
            self.send_response(kept.answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        kept.url = f"http://127.0.0.1:{server.server_port}/hook"
        yield kept
        server.shutdown()
        thread.join()
