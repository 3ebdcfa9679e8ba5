"""Reading JSON bodies strictly: what JSON does not know, or no text can hold, is refused."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class StrictParser(Parser):
    """Refuse NaN and infinities, which are not JSON, and halves of characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Parse a request's body. Raises: ValueError, which becomes a 400."""
        data = json.loads(request.body, parse_constant=_refuse)
        # Text with half a surrogate pair can be neither stored nor answered.
        json.dumps(data, ensure_ascii=False).encode()
        return data


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
