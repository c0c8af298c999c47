"""How the audit log tells that staff looked at the portal in somebody's place."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "contact.entered": _l("{actor} hat das Portal als {object} angesehen. Grund: {reason}"),
        "contact.left": _l("{actor} hat die Ansicht als {object} beendet."),
    }
)
