"""Answers of the provider, kept as files with their date and source."""

import json
from pathlib import Path

import httpx

from apps.musicapi.wire.message import Answer

FOLDER = Path(__file__).parent.parent / "samples" / "musicapi"
TASK = "71c5e0aa-0d3b-4a9e-b6f2-9d8c7b6a5e44"


def sample(name: str) -> Answer:
    """Read one recorded answer."""
    stored = json.loads((FOLDER / f"{name}.json").read_text())
    body = stored["raw"] if "raw" in stored else json.dumps(stored["body"])
    return Answer(stored["status"], stored["headers"], body.encode())


def made(body: object, status: int = 200, **headers: str) -> Answer:
    """Make up an answer; text is sent as it is, anything else as JSON."""
    raw = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, raw.encode())


def response(answer: Answer) -> httpx.Response:
    """Put an answer on httpx's side of the wire."""
    return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)
