"""Absolute addresses, from the stored slug and the configured base domain, never from the request."""

from __future__ import annotations

from flask import current_app

from .context import APEX_ID
from .models import current_tenant


def _origin(host: str) -> str:
    scheme, port = current_app.config["SCHEME"], current_app.config["PORT"]
    usual = {"https": 443, "http": 80}[scheme]
    return f"{scheme}://{host}" + (f":{port}" if port and port != usual else "")


def base_domain() -> str:
    return current_app.config["BASE_DOMAIN"]


def agency_host(slug: str) -> str:
    """`hafenlicht.kontor.example`, without port."""
    return f"{slug}.{base_domain()}"


def apex_url(path: str = "/") -> str:
    """An address on the bare base domain."""
    return _origin(base_domain()) + path


def agency_url(path: str = "/", slug: str | None = None) -> str:
    """An address at an agency: the current one, unless its slug is given."""
    if slug is None:
        tenant = current_tenant()
        if tenant.id == APEX_ID:
            return apex_url(path)
        slug = tenant.slug
    return _origin(agency_host(slug)) + path
