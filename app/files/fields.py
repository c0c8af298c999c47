"""The field that files are chosen with."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from app.web.fields import Labelled

from .sizes import size_text
from .uploads import Upload, check_all


class Files(Labelled, Field):
    """Several files. `data` is the list of Upload, [] when none was chosen; the form must be multipart.

    Only views marked with `takes_files` get more than a megabyte.
    """

    kind = "files"
    widget = FileInput(multiple=True)

    def __init__(
        self, label: Any = _l("Dateien"), required: bool | str = False, hint: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self._prepare(required, hint)
        self.flags.multiple = True

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """What came; a browser that had nothing to send sends one part without name and bytes."""
        self.process_errors, self.errors, self.raw_data = [], (), []
        sent = request.files.getlist(self.name) if formdata is not None else []
        self.data = [Upload.of(one) for one in sent if one.filename]

    def pre_validate(self, form: Any) -> None:
        if self.required and not self.data:
            raise StopValidation(self.missing)
        if faults := check_all(self.data):
            raise StopValidation(" ".join(faults))

    @property
    def limits(self) -> dict[str, Any]:
        """What the page tells whoever chooses: how many, how large each (bytes and words) and all together."""
        config = current_app.config
        return {
            "count": config["UPLOAD_FILES"], "size": config["FILE_SIZE"], "whole": config["UPLOAD_SIZE"],
            "words": _("Bis zu %(count)d Dateien, je %(size)s.",
                       count=config["UPLOAD_FILES"], size=size_text(config["FILE_SIZE"])),
        }  # fmt: skip

    def _value(self) -> bool:
        return False
