"""SMTP_URL, read into Flask-Mail's settings."""

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.config import ConfigurationError

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
TIMEOUT = 30  # seconds without a byte from the server
PATIENCE = 120  # seconds for a whole conversation


def mail_settings(url: str) -> dict[str, Any]:
    """MAIL_* for `smtps://user:password@host:port`, `smtp+starttls://…` or, to this machine only, `smtp://…`.

    `?verify=file.pem` names the certificates to trust instead of the system's. Without a URL mails become files.
    Raises ConfigurationError.
    """
    shared = {
        "MAIL_SUPPRESS_SEND": False,
        "MAIL_DEBUG": 0,
        "MAIL_TIMEOUT": TIMEOUT,
        "MAIL_PATIENCE": PATIENCE,
        "MAIL_CA_FILE": None,
    }
    if not url:
        return shared | {"MAIL_SERVER": None}
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigurationError(f"SMTP_URL: {error}.") from error
    if parts.scheme not in PORTS or not host:
        raise ConfigurationError("SMTP_URL begins with smtps://, smtp+starttls:// or smtp:// and names a host.")
    if parts.scheme == "smtp" and not _is_this_machine(host):
        raise ConfigurationError("SMTP_URL: without TLS only to this machine; use smtps:// or smtp+starttls://.")
    return shared | {
        "MAIL_SERVER": host,
        "MAIL_PORT": port or PORTS[parts.scheme],
        "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "MAIL_USERNAME": unquote(parts.username or "") or None,
        "MAIL_PASSWORD": unquote(parts.password or "") or None,
        "MAIL_CA_FILE": parse_qs(parts.query).get("verify", [None])[0],
    }


def sender_address(config: Mapping[str, Any]) -> str:
    """Where all mail of this installation comes from; agencies stand before it as a name."""
    return config.get("MAIL_FROM") or f"post@{config['BASE_DOMAIN']}"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
