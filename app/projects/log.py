"""How the audit log tells what happened to projects."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "project.created": _l("{actor} hat das Projekt „{object}“ angelegt."),
        "project.changed": _l("{actor} hat die Angaben zum Projekt „{object}“ geändert."),
        "project.planned": _l("{actor} hat das Projekt „{object}“ auf „geplant“ gesetzt."),
        "project.active": _l("{actor} hat das Projekt „{object}“ auf „läuft“ gesetzt."),
        "project.paused": _l("{actor} hat das Projekt „{object}“ pausiert."),
        "project.done": _l("{actor} hat das Projekt „{object}“ abgeschlossen."),
        "project.members_changed": _l("{actor} hat das Team des Projekts „{object}“ geändert."),
        "project.shown": _l("{actor} hat das Projekt „{object}“ für den Kunden sichtbar gemacht."),
        "project.hidden": _l("{actor} hat das Projekt „{object}“ vor dem Kunden verborgen."),
        "project.removed": _l("{actor} hat das Projekt „{object}“ gelöscht."),
    }
)
