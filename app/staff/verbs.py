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
        "staff.language_changed": _l("{actor} hat die Sprache von {object} geändert."),
        "staff.role_changed": _l("{actor} hat {object} eine andere Rolle gegeben ({before} → {after})."),
        "staff.deactivated": _l("{actor} hat {object} deaktiviert."),
        "staff.reactivated": _l("{actor} hat {object} wieder zugelassen."),
        "staff.code_refused": _l("{object} hat bei der Anmeldung einen falschen Code eingegeben."),
        "staff.second_factor_on": _l("{object} hat die Zwei-Faktor-Anmeldung eingeschaltet."),
        "staff.second_factor_off": _l("{object} hat die Zwei-Faktor-Anmeldung ausgeschaltet."),
        "staff.second_factor_reset": _l("{actor} hat die Zwei-Faktor-Anmeldung von {object} zurückgesetzt."),
        "staff.second_factor_codes_renewed": _l("{object} hat neue Wiederherstellungscodes erstellt."),
        "staff.passkey_added": _l("{object} hat den Passkey „{label}“ angelegt."),
        "staff.passkey_removed": _l("{object} hat den Passkey „{label}“ entfernt."),
        "staff.passkey_refused": _l("Eine Anmeldung mit einem Passkey ist misslungen."),
        "agency.second_factor_obliged": _l(
            "{actor} hat die Zwei-Faktor-Anmeldung für Inhaber und Administratoren vorgeschrieben."
        ),
        "agency.second_factor_freed": _l(
            "{actor} schreibt die Zwei-Faktor-Anmeldung für Inhaber und Administratoren nicht mehr vor."
        ),
        "staff.refused": _l("{actor} wollte etwas tun, was die Rolle nicht erlaubt ({endpoint})."),
    }
)
