"""How the audit log tells what left the agency as a file."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "customers.exported": _l("{actor} hat {count} Kunden exportiert."),
        "customer.exported": _l("{actor} hat die Daten von {object} exportiert."),
        "contact.exported": _l("{actor} hat die Daten von {object} exportiert."),
    }
)
