"""A provider behind httpx's own mock transport: canned answers in, kept requests out."""

from collections.abc import Callable
from typing import Any

import httpx

from apps.musicapi import MusicAPI
from apps.musicapi.wire.message import Answer

from .samples import response

BASE = "https://music.example.net/api/v1/"
KEY = "key-of-the-team-0001"

Call = Callable[[MusicAPI], Any]


class Provider:
    """Gives its answers one after another, the last one for ever, and keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return response(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    def call(self, call: Call) -> Any:
        """Make one call through a client of its own."""
        with httpx.Client(transport=httpx.MockTransport(self)) as http:
            return call(MusicAPI(http, BASE, KEY))
