"""The field that takes one picture."""

from __future__ import annotations

import io
import os
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from app.web.fields import Labelled

from .kinds import HEAD, media_type
from .make import NoPicture, make_picture

TAKEN = ("image/png", "image/jpeg", "image/webp")
LARGEST = 5_000_000
"""Bytes of a picture as it is sent."""

SIDE = 256
"""Dots of a square picture as it is kept."""


class Picture(Labelled, Field):
    """One picture. `data` is the WebP made of it by us; None before it was checked, and when none was sent.

    The form must be multipart, and its view marked with takes_files. `side`: dots of a square, or 0 to keep the
    proportions; `cut`: whatever its shape, it fills that square, and `<name>_part` may say which part of it is seen,
    in hundredths of the longer side (see make_picture).
    """

    kind = "picture"
    widget = FileInput()

    def __init__(
        self,
        label: Any = _l("Bild"),
        required: bool | str = _l("Bitte wählen Sie ein Bild aus."),  # type: ignore[assignment]
        hint: Any = _l("PNG, JPEG oder WebP, höchstens 5 MB."),
        side: int = SIDE,
        cut: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, render_kw={"accept": ",".join(TAKEN)}, **kwargs)
        self.side, self.cut = side, cut
        self._prepare(required, hint)

    @property
    def again(self) -> bool:
        """Whether it has to be chosen anew when the form is shown again: a browser does not send a file twice."""
        return self.sent is not None and not self.errors

    @property
    def part(self) -> int:
        """What of the longer side is seen: 0 its beginning, 50 its middle, 100 its end."""
        wished = request.form.get(f"{self.name}_part", "")
        return min(int(wished), 100) if wished.isascii() and wished.isdecimal() and len(wished) < 4 else 50

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors, self.errors, self.raw_data, self.data = [], (), [], None
        sent = request.files.get(self.name) if formdata is not None else None
        self.sent: FileStorage | None = sent if sent and sent.filename else None

    def pre_validate(self, form: Any) -> None:
        if self.sent is None:
            if self.required:
                raise StopValidation(self.missing)
            return
        content = self.sent.stream
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        if not size:
            raise StopValidation(_("Die Datei ist leer. Bitte wählen Sie ein anderes Bild."))
        if size > LARGEST:
            raise StopValidation(_("Das Bild ist zu groß: Höchstens 5 MB sind möglich."))
        sent = content.read(LARGEST)
        if media_type(sent[:HEAD]) not in TAKEN:
            raise StopValidation(_("Das ist kein Bild, das wir annehmen. Möglich sind PNG, JPEG und WebP."))
        try:
            self.data = self.made(io.BytesIO(sent)).getvalue()
        except NoPicture:
            raise StopValidation(
                _("Dieses Bild lässt sich nicht lesen: Es ist beschädigt oder hat mehr als 25 Megapixel.")
            ) from None

    def made(self, sent: io.BytesIO) -> io.BytesIO:
        """What is kept of it. Raises NoPicture."""
        return make_picture(sent, self.side, self.part / 100 if self.cut else None)

    def _value(self) -> bool:
        return False
