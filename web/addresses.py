"""Whose request it is: the address of the client, and of proxies only those that are trusted."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import structlog

log = structlog.get_logger(__name__)

UNKNOWN = "unknown"


class ClientAddresses:
    """Reads the client's address from an ASGI scope. `X-Forwarded-For` is believed only from trusted proxies, and only
    as far as each hop is one; anybody could have written the rest."""

    def __init__(self, trusted_proxies: str) -> None:
        self._trusted: list[IPv4Network | IPv6Network] = []
        for item in filter(None, (part.strip() for part in trusted_proxies.split(","))):
            try:
                self._trusted.append(ip_network(item, strict=False))
            except ValueError:
                log.error("web.trusted_proxy_unreadable", entry=item, effect="it is not trusted")

    def of(self, scope: Any) -> str:
        client = scope.get("client")
        peer = client[0] if client else UNKNOWN
        if not self._is_trusted(peer):
            return peer
        forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        found = peer
        for hop in reversed(forwarded.decode("latin-1").split(",")):
            address = _parsed(hop.strip())
            if address is None:
                break
            found = address
            if not self._is_trusted(address):
                break
        return found

    def is_behind_https(self, scope: Any) -> bool:
        """Whether the visitor's own connection is encrypted."""
        if scope.get("scheme") in {"https", "wss"}:
            return True
        client = scope.get("client")
        if not client or not self._is_trusted(client[0]):
            return False
        return any(name == b"x-forwarded-proto" and value == b"https" for name, value in scope["headers"])

    def _is_trusted(self, address: str) -> bool:
        if not self._trusted:
            return False
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)


def limit_key(address: str) -> str:
    """What limits count: an IPv6 customer has a whole /64 to choose addresses from, so that is one client."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((parsed, 64), strict=False).network_address)
    return address


def _parsed(hop: str) -> str | None:
    try:
        return str(ip_address(hop.removeprefix("[").removesuffix("]")))
    except ValueError:
        return None
