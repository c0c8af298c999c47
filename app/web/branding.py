"""The agency as its pages and mails show it: name, logo, colours, languages, and where its Impressum is."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from flask import current_app, g, has_request_context
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from tenants import Tenant, agency_host, base_domain, current_tenant, is_apex, request_tenant

from .colors import OWN_HUE, Palette

PRODUCT = "Kontor"
OWN = Palette(OWN_HUE, 0.088)
HUES = (15, 145, 165, 180, 195, 210, 225, 240, 260, 280, 300, 320, 340)
"""Hues for agencies that have chosen none: those that stay clear when dark (no browns, no olives)."""

CALM = 0.06
"""The chroma of an agency that has chosen no colour."""

WORDED = ("de", "en", "ar")
"""Languages with wording of ours, in the order in which a page offers them."""


@dataclass(frozen=True)
class Logo:
    """The logo of an agency: its size in dots, and a word that changes with every new one."""

    version: str
    width: int
    height: int

    @property
    def wide(self) -> bool:
        """Whether it is most likely the name itself, written: then the name does not stand beside it once more."""
        return self.width >= 2 * self.height

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """Its size when it is drawn as large as this room allows, never larger than it is."""
        scale = min(width / self.width, height / self.height, 1)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


@dataclass(frozen=True)
class Agency:
    """What a page shows of the agency. Asks the database at most once, and never on a page of last resort."""

    name: str
    host: str
    palette: Palette = OWN
    imprint_url: str = "/impressum"
    privacy_url: str = "/datenschutz"
    time_zone: str = "Europe/Berlin"
    logo: Logo | None = None
    signature: str = ""
    languages: tuple[str, ...] = WORDED

    @property
    def version(self) -> str:
        """Changes with the colours: the style sheet of one version may be kept for ever."""
        return f"{self.palette.hue}-{self.palette.chroma * 1000:.0f}"

    @property
    def letter(self) -> str:
        """The first letter or digit of the name, for the mark."""
        return next((sign.upper() for sign in self.name if sign.isalnum()), "·")


def hue_of(slug: str) -> int:
    """The hue (degrees, OKLCH) of an agency that has chosen none: always the same for the same subdomain."""
    return HUES[zlib.crc32(slug.encode()) % len(HUES)]


def palette_of(color: str, slug: str) -> Palette:
    """The palette of the colour that an agency has chosen; of its subdomain where that is ""."""
    return Palette.of(color) if color else Palette.readable(hue_of(slug), CALM)


def plain() -> Agency:
    """The product itself: the apex, and pages that must not ask the database."""
    return Agency(
        PRODUCT,
        base_domain(),
        imprint_url=current_app.config.get("IMPRINT_URL") or "/impressum",
        privacy_url=current_app.config.get("PRIVACY_URL") or "/datenschutz",
    )


def agency_for(tenant: Tenant) -> Agency:
    """How the pages of this tenant look."""
    return Agency(
        tenant.name,
        agency_host(tenant.slug),
        palette_of(tenant.brand_color, tenant.slug),
        tenant.imprint_url or "/impressum",
        tenant.privacy_url or "/datenschutz",
        tenant.time_zone,
        logo_of(tenant),
        tenant.signature,
        tenant.languages,
    )


def logo_of(tenant: Tenant) -> Logo | None:
    if tenant.logo_at is None:
        return None
    return Logo(f"{tenant.logo_at.timestamp():.6f}", tenant.logo_width or 1, tenant.logo_height or 1)


def current_agency() -> Agency:
    """The agency of this request; the product where there is none or where it cannot be read."""
    if "agency" not in g:
        ref = request_tenant() if has_request_context() else None
        if g.get("last_resort") or is_apex() or (has_request_context() and ref is None):
            return plain()
        try:
            g.agency = agency_for(current_tenant())
        except SQLAlchemyError:
            return plain()
    return g.agency


agency: Agency = LocalProxy(current_agency)  # type: ignore[assignment]
