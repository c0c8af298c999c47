"""How the audit log tells what happened to persons and contacts."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "person.invited": _l("{actor} hat {object} einen Link für das erste Passwort geschickt."),
        "person.password_set": _l("{actor} hat ein Passwort für {object} festgelegt."),
        "person.link_requested": _l("Für {object} wurde ein Link für ein neues Passwort angefordert."),
        "person.revoked": _l("{actor} hat {object} den Zugang entzogen."),
        "person.locked": _l("{actor} hat {object} gesperrt."),
        "person.unlocked": _l("{actor} hat {object} entsperrt."),
        "person.signed_in": _l("{object} hat sich im Kundenportal angemeldet."),
        "person.sign_in_failed": _l("Anmeldung am Kundenportal mit {address} abgelehnt."),
        "person.signed_out_everywhere": _l("{actor} hat sich auf allen Geräten abgemeldet."),
        "person.code_refused": _l("{object} hat bei der Anmeldung einen falschen Code eingegeben."),
        "person.second_factor_on": _l("{object} hat die Zwei-Faktor-Anmeldung eingeschaltet."),
        "person.second_factor_off": _l("{object} hat die Zwei-Faktor-Anmeldung ausgeschaltet."),
        "person.second_factor_reset": _l("{actor} hat die Zwei-Faktor-Anmeldung von {object} zurückgesetzt."),
        "person.second_factor_codes_renewed": _l("{object} hat neue Wiederherstellungscodes erstellt."),
        "person.changed": _l("{actor} hat die Angaben zu {object} geändert."),
        "person.address_wanted": _l("{actor} möchte eine andere E-Mail-Adresse verwenden."),
        "person.address_changed": _l("{actor} hat die E-Mail-Adresse von {object} geändert."),
        "person.picture_changed": _l("{actor} hat das Bild von {object} geändert."),
        "person.picture_removed": _l("{actor} hat das Bild von {object} entfernt."),
        "person.confirmation_sent": _l("{actor} hat {object} gebeten, die E-Mail-Adresse {address} zu bestätigen."),
        "person.address_confirmed": _l("{object} hat die E-Mail-Adresse {address} bestätigt."),
        "contact.added": _l("{actor} hat {object} als Kontakt angelegt."),
        "contact.changed": _l("{actor} hat Position oder Telefonnummern von {object} geändert."),
        "contact.made_primary": _l("{actor} hat {object} zum Haupt-Ansprechpartner gemacht."),
        "customer.contact_removed": _l("{actor} hat den Kontakt {contact} bei {object} entfernt."),
    }
)
