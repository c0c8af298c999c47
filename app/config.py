"""Configuration from the environment. Production refuses to start with anything missing or weak."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

DEMO_SLUG = "demo"
"""The subdomain of the demo agency, which nobody can sign up for and production does not serve."""


MEGABYTE = 1_000_000


class ConfigurationError(RuntimeError):
    """The environment does not describe an installation that may run; the message says what to set."""


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """Read the settings named in the README. Raises ConfigurationError with a sentence for the operator."""
    production = environ.get("KONTOR_ENV", "production") != "development"
    keys = [key for key in environ.get("SECRET_KEYS", "").replace(",", " ").split() if key]
    return {
        "PRODUCTION": production,
        "SECRET_KEYS": keys,
        "BASE_DOMAIN": environ.get("BASE_DOMAIN", "" if production else "localhost").lower().rstrip("."),
        "SCHEME": environ.get("PUBLIC_SCHEME", "https" if production else "http"),
        "PORT": int(environ.get("PUBLIC_PORT") or ("" if production else environ.get("PORT")) or 0),
        "DATABASE_URL": _driver(environ.get("DATABASE_URL", "")),
        "DATABASE_OWNER_URL": _driver(environ.get("DATABASE_OWNER_URL", "")),
        "DATABASE_SYSTEM_URL": _driver(environ.get("DATABASE_SYSTEM_URL", "")),
        "DATABASE_QUEUE_URL": _driver(environ.get("DATABASE_QUEUE_URL", "")),
        "DATABASE_POOL": int(environ.get("DATABASE_POOL", "8")),
        "SMTP_URL": environ.get("SMTP_URL", ""),
        "MAIL_FROM": environ.get("MAIL_FROM", ""),
        "MAIL_DIR": environ.get("MAIL_DIR", ""),
        "OUTBOUND_ALLOW": environ.get("OUTBOUND_ALLOW", ""),
        "OUTBOUND_CA_FILE": environ.get("OUTBOUND_CA_FILE", ""),
        "FILES_DIR": environ.get("FILES_DIR") or ("" if production else f"{environ.get('DATA_DIR') or '.data'}/files"),
        "FILE_SIZE": int(environ.get("FILE_MB", "50")) * MEGABYTE,
        "UPLOAD_FILES": int(environ.get("UPLOAD_FILES", "20")),
        "UPLOAD_SIZE": int(environ.get("UPLOAD_MB", "200")) * MEGABYTE,
        "STORAGE_LIMIT": int(environ.get("STORAGE_MB", "10000")) * MEGABYTE,
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES", "0")),
        "IMPRINT_URL": environ.get("IMPRINT_URL", ""),
        "PRIVACY_URL": environ.get("PRIVACY_URL", ""),
        "NOTICE_QUIET": float(environ.get("NOTICE_QUIET", "180")),
        "WORKER_HEARTBEAT": float(environ.get("WORKER_HEARTBEAT", "10")),
        "CLOCK": _clock(environ),
        "PASSWORD_COST": "normal",
        "PORTAL_WRITES": 300,  # forms that one person may send within a quarter of an hour
    }


def check(config: Mapping[str, Any]) -> None:
    """Refuse settings that would be unsafe or would silently not work. Raises ConfigurationError."""
    keys, domain = config["SECRET_KEYS"], config["BASE_DOMAIN"]
    if not config["DATABASE_URL"]:
        raise ConfigurationError("DATABASE_URL is missing: the address of the database for the role app_user.")
    if not domain or urlsplit(f"//{domain}").hostname != domain:
        raise ConfigurationError("BASE_DOMAIN must be a bare domain name such as kontor.example, without port.")
    if config["SCHEME"] not in ("http", "https"):
        raise ConfigurationError("PUBLIC_SCHEME must be https (or http on localhost).")
    if not keys or any(len(key) < 32 for key in keys):
        raise ConfigurationError("SECRET_KEYS needs at least one key of 32 or more characters, newest first.")
    if config["SCHEME"] == "http" and domain != "localhost" and not domain.endswith(".localhost"):
        raise ConfigurationError(
            f"http://{domain} cannot work: browsers silently drop __Host- cookies there. Use https, or localhost."
        )
    rate, since, until = config["CLOCK"]
    if rate != 1 and not (1 < rate < math.inf and 0 < since < until):
        raise ConfigurationError("CLOCK_RATE is 1 or more, and then CLOCK_SINCE tells from which moment.")
    if config["PRODUCTION"]:
        if rate != 1:
            raise ConfigurationError("Production goes by the right time, without CLOCK_RATE.")
        if config.get("DEBUG"):
            raise ConfigurationError("Production runs without FLASK_DEBUG.")
        if config["SCHEME"] != "https":
            raise ConfigurationError("Production needs https.")
        if domain == "localhost" or domain.endswith(".localhost") or "." not in domain:
            raise ConfigurationError("Production needs a real BASE_DOMAIN.")
        if not config["SMTP_URL"]:
            raise ConfigurationError("Production needs SMTP_URL.")
        if config["OUTBOUND_ALLOW"] or config["OUTBOUND_CA_FILE"]:
            raise ConfigurationError("Production talks to public servers only: no OUTBOUND_ALLOW, no OUTBOUND_CA_FILE.")
        if not config["FILES_DIR"]:
            raise ConfigurationError("Production needs FILES_DIR, a folder that web and worker processes share.")


def _clock(environ: Mapping[str, str]) -> tuple[float, float, float]:
    """How many times as fast time passes, and between which moments (seconds since 1970): for tests with processes."""
    until = float(environ.get("CLOCK_UNTIL") or "inf")
    return float(environ.get("CLOCK_RATE") or "1"), float(environ.get("CLOCK_SINCE") or "0"), until


def _driver(url: str) -> str:
    """SQLAlchemy's name for the driver, whichever of the usual schemes was given."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
