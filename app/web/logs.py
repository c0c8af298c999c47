"""What the logs do not get to know: links that open an access."""

from __future__ import annotations

import logging
import re

from flask import Flask

LINK = re.compile(r"[\w.-]{16,}\.[\w-]{6}\.[\w-]{43}")
"""A token as `accounts.tokens` signs it: payload, moment, signature (HMAC-SHA256 in base64)."""


class MaskedLinks(logging.Filter):
    """Writes `…` where a line would show a token. Whoever reads logs must not be able to use somebody's link."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if LINK.search(line):
            record.msg, record.args = LINK.sub("…", line), ()
        return True


MASKED = MaskedLinks()


def init_app(app: Flask) -> None:
    """Faults of ours, and the access logs of gunicorn and of Werkzeug where they are switched on."""
    for logger in (app.logger, logging.getLogger("gunicorn.access"), logging.getLogger("werkzeug")):
        logger.addFilter(MASKED)
