"""What the audit log says about the staff."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "staff.invited": _l("{actor} hat {object} eingeladen."),
        "staff.forgot_password": _l("{object} hat einen Link für ein neues Passwort angefordert."),
        "staff.password_set": _l("{object} hat ein neues Passwort gewählt."),
        "staff.signed_in": _l("{object} hat sich angemeldet."),
        "staff.sign_in_failed": _l("Eine Anmeldung mit der Adresse {address} ist misslungen."),
        "staff.signed_out_everywhere": _l("{actor} hat {object} überall abgemeldet."),
        "staff.renamed": _l("{actor} hat den Namen in „{object}“ geändert."),
        "staff.role_changed": _l("{actor} hat {object} eine andere Rolle gegeben ({before} → {after})."),
        "staff.deactivated": _l("{actor} hat {object} deaktiviert."),
        "staff.reactivated": _l("{actor} hat {object} wieder zugelassen."),
        "staff.refused": _l("{actor} wollte etwas tun, was die Rolle nicht erlaubt ({endpoint})."),
    }
)
