"""How the audit log tells what happened to Rubriken and groups."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "rubric.created": _l("{actor} hat die Rubrik {object} angelegt."),
        "rubric.renamed": _l("{actor} hat die Rubrik „{before}“ in {object} umbenannt."),
        "rubric.reordered": _l("{actor} hat die Rubrik {object} verschoben."),
        "rubric.removed": _l("{actor} hat die Rubrik {object} gelöscht."),
        "group.created": _l("{actor} hat die Gruppe {object} in der Rubrik „{rubric}“ angelegt."),
        "group.changed": _l("{actor} hat die Angaben zur Gruppe {object} geändert."),
        "group.moved": _l("{actor} hat die Gruppe {object} in die Rubrik „{rubric}“ verschoben."),
        "group.reordered": _l("{actor} hat die Gruppe {object} in ihrer Rubrik verschoben."),
        "group.opened": _l("{actor} hat der Gruppe {object} Funktionen geöffnet."),
        "group.closed": _l("{actor} hat der Gruppe {object} Funktionen entzogen."),
        "group.opened_all": _l("{actor} hat der Gruppe {object} alle Funktionen geöffnet, auch künftige."),
        "group.limited": _l("{actor} hat die Gruppe {object} auf einzelne Funktionen beschränkt."),
        "group.removed": _l("{actor} hat die Gruppe {object} gelöscht, in der {customers} Kunden waren."),
        "customer.groups_given": _l("{actor} hat {object} in Gruppen aufgenommen."),
        "customer.groups_changed": _l("{actor} hat die Gruppen von {object} geändert."),
    }
)
