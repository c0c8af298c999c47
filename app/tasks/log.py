"""How the audit log tells what happened to tasks."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "task.created": _l("{actor} hat die Aufgabe „{object}“ angelegt."),
        "task.changed": _l("{actor} hat die Aufgabe „{object}“ geändert."),
        "task.status_changed": _l("{actor} hat den Status der Aufgabe „{object}“ geändert."),
        "task.assigned": _l("{actor} hat geändert, wer für die Aufgabe „{object}“ zuständig ist."),
        "task.shown": _l("{actor} hat die Aufgabe „{object}“ für den Kunden sichtbar gemacht."),
        "task.hidden": _l("{actor} hat die Aufgabe „{object}“ vor dem Kunden verborgen."),
        "task.removed": _l("{actor} hat die Aufgabe „{object}“ gelöscht."),
        "task.item_added": _l("{actor} hat in der Checkliste von „{object}“ den Punkt „{item}“ ergänzt."),
        "task.item_renamed": _l(
            "{actor} hat in der Checkliste von „{object}“ den Punkt „{before}“ in „{item}“ geändert."
        ),
        "task.item_ticked": _l("{actor} hat in der Checkliste von „{object}“ den Punkt „{item}“ abgehakt."),
        "task.item_unticked": _l("{actor} hat in der Checkliste von „{object}“ den Haken bei „{item}“ entfernt."),
        "task.item_removed": _l("{actor} hat aus der Checkliste von „{object}“ den Punkt „{item}“ gelöscht."),
    }
)
