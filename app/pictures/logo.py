"""The field that takes a logo."""

from __future__ import annotations

import io
from typing import Any

from flask_babel import lazy_gettext as _l

from .field import Picture
from .make import make_logo


class Logo(Picture):
    """A logo, which may stay away. `data` is the PNG made of it by us, whole and in its proportions."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        hint = _l("PNG, JPEG oder WebP, höchstens 5 MB. Am besten mit durchsichtigem Hintergrund und ohne Rand.")
        super().__init__(label, required=False, hint=hint, **kwargs)

    def made(self, sent: io.BytesIO) -> io.BytesIO:
        return make_logo(sent)
