"""The files in which a browser finds the agency's look, and its Impressum and Datenschutz."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, make_response, render_template, request
from markupsafe import escape

from tenants import pending_ok

from .assets import FOREVER
from .branding import agency, current_agency
from .doors import apex_too
from .security import public

bp = Blueprint("branding", __name__)

SEALED = "sandbox; default-src 'none'"
"""Nothing in a logo runs or loads, should a browser show it as a page."""

_load_logo: Callable[[], bytes | None]


def logo_from(load: Callable[[], bytes | None]) -> None:
    """Register who keeps the logo of the current agency: a function that gives its bytes (PNG), or None."""
    global _load_logo
    _load_logo = load


def _public_file(content: str | bytes, mimetype: str, kept: bool = False) -> Response:
    """`kept`: the address names this version, so browsers need never ask again."""
    answer = make_response(content)
    answer.mimetype = mimetype
    answer.headers["Cache-Control"] = FOREVER if kept else "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/branding.css")
@pending_ok
@apex_too
@public
def stylesheet() -> Response:
    """The agency's hue. Staff pages take only the mark's colour, portal and sign-in pages the accent too."""
    look = current_agency()
    hue, chroma = look.palette.hue, look.palette.chroma
    css = (
        f":root {{--brand: oklch(33% {chroma} {hue})}}\n"
        f":root:has(> .portal, > .gate) {{--hue: {hue}; --chroma: {chroma}}}\n"
    )
    return _public_file(css, "text/css", kept=request.args.get("v") == look.version)


@bp.get("/logo.png")
@pending_ok
@public
def logo() -> Response:
    """The agency's logo, made anew by us; 404 without one."""
    look = current_agency()
    content = _load_logo() if look.logo else None
    if not look.logo or content is None:
        abort(404)
    answer = _public_file(content, "image/png", kept=request.args.get("v") == look.logo.version)
    answer.headers["Content-Security-Policy"] = SEALED
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
        f'<rect width="32" height="32" rx="6" fill="{look.palette.shade("band")}"/>'
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
