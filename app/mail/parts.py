"""A stored message taken apart again: to be shown, or to be built anew for another address."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from email import message_from_bytes, policy

from .message import Inline

_LANGUAGE = re.compile(r"<html lang=\"?([a-z]+)")


@dataclass(frozen=True)
class Parts:
    """What `build()` was given as contents."""

    text: str
    html: str
    logo: Inline | None = None

    @property
    def language(self) -> str:
        """What it is written in; "" when it does not say."""
        said = _LANGUAGE.search(self.html)
        return said[1] if said else ""

    @property
    def page(self) -> str:
        """The HTML with its picture inside: in a frame nothing is fetched, and `cid:` means nothing there."""
        if self.logo is None:
            return self.html
        picture = "data:image/png;base64," + b64encode(self.logo.data).decode("ascii")
        return self.html.replace(f"cid:{self.logo.cid}", picture)


def parts_of(content: bytes) -> Parts:
    """The parts of a message that `build()` made; what it lacks is ""."""
    seen = message_from_bytes(content, policy=policy.default)
    by_type = {part.get_content_type(): part for part in seen.walk() if not part.is_multipart()}
    picture = by_type.get("image/png")
    logo = Inline(picture["Content-ID"].strip("<> "), picture.get_content()) if picture else None
    text, html = (by_type[name].get_content() if name in by_type else "" for name in ("text/plain", "text/html"))
    return Parts(text, html, logo)
