"""Where a request comes from, no finer than needed."""

from __future__ import annotations

import ipaddress

from flask import has_request_context, request

UNKNOWN = "unknown"


def network_of(address: str | None) -> str:
    """The network of an address: /24 of IPv4, /64 of IPv6 (what one household or office usually has)."""
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))


def client_network() -> str | None:
    """The network of this request, None outside of requests. Proxies count only as far as TRUSTED_PROXIES says."""
    return network_of(request.remote_addr) if has_request_context() else None
