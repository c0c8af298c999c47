"""How the log tells of the member list and of pictures."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "member_list.changed": _l("{actor} hat die Mitgliederliste geändert ({fields})."),
        "customer.picture_changed": _l("{actor} hat das Bild von {object} geändert."),
        "customer.picture_removed": _l("{actor} hat das Bild von {object} entfernt."),
    }
)
