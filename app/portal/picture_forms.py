"""What the customers' people may send about their picture."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.pictures.field import Picture
from app.web.forms import Form


class OwnPictureForm(Form):
    """One's own picture."""

    picture = Picture(_l("Neues Bild"), cut=True)
