"""The fields of the forms about the member list: websites, one in each line, and a picture."""

from __future__ import annotations

import io
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import FileInput

from app.files.kinds import media_type
from app.files.picture import NoPicture, make_picture
from app.files.uploads import Upload
from app.web.fields import Labelled, TextArea

from .sites import MOST, origins

TAKEN = ("image/png", "image/jpeg", "image/webp")
LARGEST = 5_000_000
"""Bytes of a picture as it is sent."""

SIDE = 256
"""Dots of a picture as it is kept."""


class Sites(TextArea):
    """Websites, one in each line; `origins` are those it names."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"dir": "ltr", "spellcheck": "false", "placeholder": "https://www.example.org"})
        super().__init__(label, **kwargs)
        self.origins: list[str] = []

    def check(self) -> None:
        self.origins, bad = origins(self.data, development=not current_app.config["PRODUCTION"])
        if bad:
            raise ValidationError(
                ngettext(
                    "„%(lines)s“ ist keine Adresse einer Website. Richtig wäre etwa https://www.example.org, ohne Pfad "
                    "und ohne Sternchen.",
                    "„%(lines)s“ sind keine Adressen von Websites. Richtig wäre etwa https://www.example.org, ohne "
                    "Pfad und ohne Sternchen.",
                    len(bad),
                    lines="“, „".join(line[:80] for line in bad[:3]),
                )
            )
        if len(self.origins) > MOST:
            raise ValidationError(_("Bitte höchstens %(most)d Websites.", most=MOST))


class Picture(Labelled, Field):
    """One picture. `data` is a square WebP made by us, None before it was checked; the form must be multipart."""

    kind = "picture"
    widget = FileInput()

    def __init__(self, label: Any = _l("Bild"), **kwargs: Any) -> None:
        super().__init__(label, render_kw={"accept": ",".join(TAKEN)}, **kwargs)
        self._prepare(_l("Bitte wählen Sie ein Bild aus."), _l("PNG, JPEG oder WebP, höchstens 5 MB."))

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors, self.errors, self.raw_data, self.data = [], (), [], None
        sent = request.files.get(self.name) if formdata is not None else None
        self.sent = Upload.of(sent) if sent and sent.filename else None

    def pre_validate(self, form: Any) -> None:
        if self.sent is None:
            raise StopValidation(self.missing)
        if not self.sent.size:
            raise StopValidation(_("Die Datei ist leer. Bitte wählen Sie ein anderes Bild."))
        if self.sent.size > LARGEST:
            raise StopValidation(_("Das Bild ist zu groß: Höchstens 5 MB sind möglich."))
        if media_type(self.sent.head) not in TAKEN:
            raise StopValidation(_("Das ist kein Bild, das wir annehmen. Möglich sind PNG, JPEG und WebP."))
        try:
            self.data = make_picture(io.BytesIO(self.sent.stream.read()), SIDE).getvalue()
        except NoPicture:
            raise StopValidation(
                _("Dieses Bild lässt sich nicht lesen: Es ist beschädigt oder hat mehr als 25 Megapixel.")
            ) from None

    def _value(self) -> bool:
        return False
