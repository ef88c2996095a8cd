"""Which addresses may be contacted: public ones, and no others.

The table is our own, from the IANA special-purpose registries, since ``ipaddress.is_global`` of Python 3.11 takes
multicast, 192.0.0.0/24, NAT64, 6to4 and Teredo for public. IPv6 is the other way round: only global unicast
(2000::/3) is public, less what is denied within it.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

from belegg.errors import BlockedAddressError, FetchError
from belegg.fetch._deadline import Deadline
from belegg.fetch._url import Address, Target, show

__all__ = ["Allow", "Resolver", "check_form", "is_public", "public_addresses", "system_resolver"]

Resolver: TypeAlias = Callable[[str, int], Iterable[str]]
Allow: TypeAlias = Callable[[Address], bool]

MAX_ADDRESSES = 64
PUBLIC_ONLY = "belegg reads public pages only; save the page and give the file"

_DENIED_4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host, reachable from every guest
        "169.254.0.0/16",  # link local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments, Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_DENIED_6 = tuple(
    ipaddress.IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks, port control
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
# A network with IPv6 alone reaches every IPv4 site through this prefix: what is embedded decides.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Special-use names (RFC 6761, 6762, 8375, ICANN's .internal) that mean this machine or this network.
_LOCAL_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa")


def is_public(address: Address) -> bool:
    """Whether `address` is one that anybody on the internet may contact; IPv4 inside IPv6 is judged as IPv4."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in net for net in _DENIED_4)
    if address.scope_id is not None:
        return False
    inner = address.ipv4_mapped
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(inner)
    return address in _GLOBAL_6 and not any(address in net for net in _DENIED_6)


def check_form(target: Target, ports: Collection[int]) -> None:
    """Refuse what can be refused before anything is resolved: ports and names of this machine."""
    if target.port not in ports:
        raise BlockedAddressError(
            f"port {target.port} is not one that pages are fetched from",
            resource=show(target.url),
            remedy="use the ordinary address of the page, or save it and give the file",
        )
    if any(target.host == name or target.host.endswith(f".{name}") for name in _LOCAL_NAMES):
        raise BlockedAddressError("the name is a local one", resource=show(target.url), remedy=PUBLIC_ONLY)


def public_addresses(target: Target, resolver: Resolver, allow: Allow, deadline: Deadline) -> tuple[Address, ...]:
    """Resolve the host of `target`, once, and let it through only if **every** address is allowed.

    The connection is made to one of the returned addresses, never to the name again: an answer that changes between
    check and connection (DNS rebinding) has nothing to change.

    Raises
    ------
    BlockedAddressError
        One of the addresses is not public.
    FetchError
        The name has no address.
    TimeoutError
        No answer before the deadline.
    """
    if target.address is not None:
        found: list[Address] = [target.address]
    else:
        try:
            answers = _within(deadline, lambda: list(resolver(target.host, target.port)))
        except TimeoutError:
            raise
        except (OSError, UnicodeError) as error:
            raise FetchError(
                "the site's name cannot be resolved",
                resource=show(target.url),
                remedy="check its spelling and the network connection",
            ) from error
        found = [ipaddress.ip_address(answer) for answer in answers[:MAX_ADDRESSES]]
    if not found:
        raise FetchError(
            "the site's name has no address", resource=show(target.url), remedy="check the spelling of the address"
        )
    for address in found:
        if not allow(address):
            raise BlockedAddressError(
                f"{address} is not a public address", resource=show(target.url), remedy=PUBLIC_ONLY
            )
    return tuple(dict.fromkeys(_unmapped(address) for address in found))


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of `host` as the system finds them (files, DNS), in its order of preference."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


def _unmapped(address: Address) -> Address:
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return address if inner is None else inner


def _within(deadline: Deadline, work: Callable[[], list[str]]) -> list[str]:
    """Run `work` for as long as the deadline allows.

    ``getaddrinfo`` knows no timeout; a thread that outlives its time is left to end by itself.
    """
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(work())
        except Exception as error:
            answers.put(error)

    threading.Thread(target=run, name="belegg-resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
