"""Whether a host is a machine of a private network, which no page has any business to make us visit."""

from __future__ import annotations

import socket
from ipaddress import ip_address


def literal(host: str) -> str | None:
    """The address that a host is when it is written as one, in any spelling that a system takes; None for a name.

    >>> literal("127.1"), literal("0x7f.0.0.1"), literal("bbs.example.com")
    ('127.0.0.1', '127.0.0.1', None)
    """
    try:
        return str(ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def is_private(address: str) -> bool:
    """Whether an IP address is one that the internet does not reach: loopback, private, link-local, reserved."""
    found = ip_address(address)
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return not inside.is_global or inside.is_multicast
