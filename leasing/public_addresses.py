"""Where we may connect to: public addresses only, looked up once and then used as they are."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Protocol

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOKUP_SECONDS = 5.0
WEB_PORTS = frozenset({80, 443})

_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "100::/64")))
"""IPv6 that stands for IPv4 or for nothing"""


class AddressRefused(Exception):
    """The address is not one to connect to; the message says why."""


class AddressPolicy(Protocol):
    async def place(self, host: str, port: int) -> str:
        """The IP address to connect to for a host. Raises `AddressRefused`."""
        ...


class PublicAddresses:
    """The web at large. Another policy is for tests that serve their own pages."""

    async def place(self, host: str, port: int) -> str:
        if not self.allows_port(port):
            raise AddressRefused(f"Port {port} is not one of web pages (80 and 443).")
        found = await _looked_up(host, port)
        # All of them: a name that also stands for an inner address is not one to trust.
        for address in found:
            if not self.allows(address):
                raise AddressRefused(f"{host} is not a public address.")
        return str(found[0])

    def allows(self, address: IpAddress) -> bool:
        return is_public(address)

    def allows_port(self, port: int) -> bool:
        return port in WEB_PORTS


def is_public(address: IpAddress) -> bool:
    """False for loopback, private, link-local (where clouds keep their metadata), shared, multicast and reserved
    addresses, also where they are wrapped in IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address.scope_id is not None:
            return False
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


async def _looked_up(host: str, port: int) -> list[IpAddress]:
    literal = _literal(host)
    if literal is not None:
        return [literal]
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise AddressRefused(f"{host} cannot be found.") from error
    # IPv4 first: more networks can reach it.
    known = {ipaddress.ip_address(entry[4][0]) for entry in found}
    return sorted(known, key=lambda address: (address.version, int(address)))


def _literal(host: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
