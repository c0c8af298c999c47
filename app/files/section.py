"""Dateien in the registry of sections: what a group opens, what a contact is permitted and gets mail about."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.access import Occasion, Section, sections

from .models import SECTION

sections.add(
    Section(
        SECTION,
        _l("Dateien"),
        "portal_files.index",
        "files",
        occasions=(Occasion("file_new", _l("Neue Datei")),),
        order=40,
    )
)
