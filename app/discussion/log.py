"""How the audit log tells what was written; the lines are about the task or project."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "comment.posted": _l("{actor} hat zu „{object}“ einen Beitrag geschrieben."),
        "comment.noted": _l("{actor} hat zu „{object}“ eine interne Notiz geschrieben."),
        "comment.edited": _l("{actor} hat einen eigenen Beitrag zu „{object}“ bearbeitet."),
        "comment.deleted": _l("{actor} hat einen eigenen Beitrag zu „{object}“ gelöscht."),
        "comment.kept_internal": _l("{actor} hat frühere Beiträge zu „{object}“ intern gelassen ({count})."),
    }
)
