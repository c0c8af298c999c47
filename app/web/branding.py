"""The agency as its pages show it: name, mark, colours, and where its Impressum and Datenschutz are."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    make_response,
    render_template,
    request,
)
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from tenants import Tenant, agency_host, base_domain, current_tenant, is_apex, pending_ok, request_tenant

from .assets import FOREVER
from .doors import apex_too
from .security import public

PRODUCT = "Kontor"
OWN_HUE = 260
HUES = (15, 145, 165, 180, 195, 210, 225, 240, 260, 280, 300, 320, 340)
"""Hues for agencies that have chosen none: those that stay clear when dark (no browns, no olives)."""

bp = Blueprint("branding", __name__)


@dataclass(frozen=True)
class Agency:
    """What a page shows of the agency. Asks the database at most once, and never on a page of last resort."""

    name: str
    host: str
    hue: int = OWN_HUE
    chroma: float = 0.088
    imprint_url: str = "/impressum"
    privacy_url: str = "/datenschutz"
    time_zone: str = "Europe/Berlin"

    @property
    def version(self) -> str:
        """Changes with the colours: the style sheet of one version may be kept for ever."""
        return f"{self.hue}-{self.chroma * 1000:.0f}"

    @property
    def letter(self) -> str:
        """The first letter or digit of the name, for the mark."""
        return next((sign.upper() for sign in self.name if sign.isalnum()), "·")


def hue_of(slug: str) -> int:
    """The hue (degrees, OKLCH) of an agency that has chosen none: always the same for the same subdomain."""
    return HUES[zlib.crc32(slug.encode()) % len(HUES)]


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
        hue_of(tenant.slug),
        0.06,
        tenant.imprint_url or "/impressum",
        tenant.privacy_url or "/datenschutz",
        tenant.time_zone,
    )


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


def _public_file(text: str, mimetype: str) -> Response:
    answer = make_response(text)
    answer.mimetype = mimetype
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/branding.css")
@pending_ok
@apex_too
@public
def stylesheet() -> Response:
    """The agency's hue. Staff pages take only the mark's colour, portal and sign-in pages the accent too."""
    look = current_agency()
    answer = _public_file(
        f":root {{--brand: oklch(33% .06 {look.hue})}}\n"
        f":root:has(> .portal, > .gate) {{--hue: {look.hue}; --chroma: {look.chroma}}}\n",
        "text/css",
    )
    if request.args.get("v") == look.version:
        answer.headers["Cache-Control"] = FOREVER
    return answer


@bp.get("/favicon.svg")
@bp.get("/favicon.ico", endpoint="favicon_ico")
@pending_ok
@apex_too
@public
def favicon() -> Response:
    """The agency's mark as an icon."""
    look = current_agency()
    return _public_file(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="6" fill="oklch(33% .06 {look.hue})"/>'
        '<text x="16" y="23" text-anchor="middle" font-family="serif" font-size="20" fill="#fff">'
        f"{escape(look.letter)}</text></svg>",
        "image/svg+xml",
    )


@bp.get("/impressum")
@pending_ok
@apex_too
@public
def imprint() -> str:
    """Where the Impressum stands, for agencies that have not said it yet."""
    return render_template("errors/legal.html", kind="imprint")


@bp.get("/datenschutz")
@pending_ok
@apex_too
@public
def privacy() -> str:
    """Where the privacy notice stands, for agencies that have not said it yet."""
    return render_template("errors/legal.html", kind="privacy")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["agency"] = agency
