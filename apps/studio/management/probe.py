"""Ask the web process of this container whether it lives, as `docker` does every half minute.

Sends the name that people use, because other names are refused. Imports nothing of ours: quick.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PATIENCE_S = 4


def lives(port: int, public_url: str) -> bool:
    """Tell whether /healthz answers on this machine's `port`."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(public_url).netloc})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def main() -> None:
    """End with 0 if it lives, else with 1."""
    public_url = os.environ.get("PUBLIC_URL") or "http://127.0.0.1"
    sys.exit(not lives(int(os.environ.get("PORT") or 8000), public_url))


if __name__ == "__main__":
    main()
