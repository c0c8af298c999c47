"""What arrives: its name, its bytes, and whether it is taken."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from flask import current_app
from flask_babel import gettext as _

from app.pictures.kinds import HEAD

from .kinds import is_program
from .names import clean_name
from .sizes import size_text


class Refused(ValueError):
    """A file that is not taken; the text is the sentence to show beside the field."""


class TooLarge(Refused):
    """One file, or all together, beyond what one sending may hold."""


class QuotaExceeded(Refused):
    """The agency's storage does not hold it."""


@dataclass(frozen=True)
class Upload:
    """One file that arrived, its stream at the beginning."""

    name: str
    stream: IO[bytes]

    @classmethod
    def of(cls, sent: Any) -> Upload:
        """From what a form brought (a FileStorage)."""
        return cls(clean_name(sent.filename), sent.stream)

    @property
    def size(self) -> int:
        self.stream.seek(0, os.SEEK_END)
        size = self.stream.tell()
        self.stream.seek(0)
        return size

    @property
    def head(self) -> bytes:
        self.stream.seek(0)
        head = self.stream.read(HEAD)
        self.stream.seek(0)
        return head

    def check(self) -> None:
        """Raise Refused for what is empty, too large, or a program."""
        most = current_app.config["FILE_SIZE"]
        words = size_text(most)
        if not self.size:
            raise Refused(_("„%(name)s“ ist leer.", name=self.name))
        if self.size > most:
            raise TooLarge(
                _("„%(name)s“ ist zu groß: Eine Datei darf höchstens %(most)s haben.", name=self.name, most=words)
            )
        if is_program(self.name, self.head):
            raise Refused(
                _("„%(name)s“ ist ein Programm. Programme nehmen wir nicht an, auch nicht umbenannt.", name=self.name)
            )


def check_all(uploads: Sequence[Upload]) -> list[str]:
    """The sentences about what is not taken of one sending; empty when all is well."""
    most, whole = current_app.config["UPLOAD_FILES"], current_app.config["UPLOAD_SIZE"]
    if len(uploads) > most:
        return [_("Bitte höchstens %(most)d Dateien auf einmal.", most=most)]
    words, faults = size_text(whole), []
    for upload in uploads:
        try:
            upload.check()
        except Refused as refused:
            faults.append(str(refused))
    if not faults and sum(upload.size for upload in uploads) > whole:
        faults.append(_("Zusammen sind die Dateien zu groß: Auf einmal gehen höchstens %(most)s.", most=words))
    return faults
