"""Style sheets, scripts and icons, with nothing to build.

The address of every file contains a hash over all of them (`/static/<version>/css/index.css`), so it may be cached for
ever, and the relative imports inside style sheets and modules carry the same version.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, make_response, request, send_from_directory, url_for
from lucide.jinja import lucide
from markupsafe import Markup

from tenants import pending_ok

from .doors import apex_too
from .security import public

ROOT = Path(__file__).resolve().parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"
IMPORT = re.compile(r'@import "([\w-]+\.css)";\n?')


@cache
def fingerprint() -> str:
    """One hash over the names and contents of all static files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in ROOT.rglob("*") if path.is_file()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@cache
def stylesheet() -> str:
    """`css/index.css` with its imports put in place: one request instead of twenty."""
    folder = ROOT / "css"
    return IMPORT.sub(lambda found: (folder / found[1]).read_text("utf-8"), (folder / "index.css").read_text("utf-8"))


def asset(path: str) -> str:
    """Address of a static file, for ever valid for its present content: `asset("css/index.css")`."""
    return url_for("static", version=fingerprint(), path=path)


@cache
def file_style() -> Markup:
    """The style of a document that is kept as a file (layouts/file.html): all it needs, within it."""
    css = (ROOT / "css" / "sheet.css").read_text("utf-8")
    return Markup("<style>{}</style>").format(Markup(css))  # noqa: S704 - a file of our own


POINTING = {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-in", "log-out", "send"}
"""Icons that point sideways wherever they stand."""


@cache
def icon(name: str, turns: bool = False) -> Markup:
    """An icon of Lucide, inline and hidden from assistive technology.

    `turns` marks icons that point somewhere, as POINTING ones do; right-to-left pages mirror them. Raises
    IconDoesNotExist.
    """
    classes = "icon turns" if turns or name in POINTING else "icon"
    svg = lucide(name, size=None, stroke_width="1.75", aria_hidden="true", **{"class": classes})
    # The library's own file and nothing from outside.
    return Markup(re.sub(r' (?:width|height)="24"|\n\s*', "", svg))  # noqa: S704


@pending_ok
@apex_too
@public
def static(version: str, path: str) -> Response:
    """A static file. Only the present version may be kept; an older address gets the present file, unkept."""
    if path == "css/index.css":
        answer = make_response(stylesheet())
        answer.mimetype = "text/css"
        answer.add_etag()
        answer.make_conditional(request)
    else:
        answer = send_from_directory(ROOT, path)
    answer.headers["Cache-Control"] = FOREVER if version == fingerprint() else "no-cache"
    return answer


def init_app(app: Flask) -> None:
    app.add_url_rule("/static/<version>/<path:path>", "static", static)
    app.jinja_env.globals.update(asset=asset, icon=icon)
    if app.debug:
        for cached in (fingerprint, stylesheet):
            app.before_request(cached.cache_clear)
