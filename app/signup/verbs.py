"""What the audit log says about founding an agency."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "agency.signed_up": _l("{object} hat die Agentur angelegt."),
        "agency.confirmation_sent": _l("{object} wurde ein Link zum Bestätigen geschickt."),
        "agency.confirmed": _l("{object} hat die Agentur bestätigt."),
    }
)
