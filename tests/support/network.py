"""No test reaches beyond this machine: whatever tries fails, and says where it wanted to go."""

import ipaddress
import sys
from typing import Any

WATCHED = {"socket.connect", "socket.sendto", "socket.getaddrinfo"}
LOCAL_NAMES = {"localhost", "", None}


class NetworkUsed(RuntimeError):
    """A test tried to reach another machine."""


def is_local(host: Any) -> bool:
    """Tell whether a host is this machine. A name that would have to be looked up is not."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(str(name))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what leads away from this machine. A path (of a Unix socket) does not."""
    if event not in WATCHED:
        return
    target = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    host = target[0] if isinstance(target, tuple) else target
    if event != "socket.getaddrinfo" and not isinstance(target, tuple):
        return
    if not is_local(host):
        raise NetworkUsed(f"{event}: {host}")


def block() -> None:
    """Watch from now on; there is no way back in this process."""
    sys.addaudithook(watch)
