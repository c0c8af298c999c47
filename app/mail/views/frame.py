"""A mail as its readers see it, within a page of ours: a document of its own that runs nothing and fetches nothing."""

from __future__ import annotations

from flask import Response, g, make_response

from app.web.security import CONTENT_SECURITY_POLICY

IN_A_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
"""For the mail itself: its inline styles and the pictures that it carries; no script, no links out."""

WITH_A_FRAME = CONTENT_SECURITY_POLICY.replace("connect-src", "frame-src 'self'; connect-src")
"""For the page around it."""


def framed(html: str) -> Response:
    """A mail's HTML, to be shown in a sandboxed frame of this host's own pages and nowhere else."""
    answer = make_response(html.encode("utf-8", "replace"))
    answer.mimetype = "text/html"
    answer.headers["Content-Security-Policy"] = IN_A_FRAME
    g.framed = True  # `X-Frame-Options` would deny what the policy allows
    return answer


def with_frame(response: Response) -> Response:
    """Let this page hold a frame of our own; without it `default-src 'none'` keeps every frame empty."""
    response.headers["Content-Security-Policy"] = WITH_A_FRAME
    return response
