"""How the audit log tells what happened to the consent of persons."""

from flask_babel import lazy_gettext as _l

from app.audit import register_verbs

register_verbs(
    {
        "person.newsletter_asked": _l("{actor} hat {object} um die Einwilligung in den Newsletter gebeten."),
        "person.newsletter_ordered": _l("{object} hat den Newsletter bestellt und muss das noch bestätigen."),
        "person.newsletter_given": _l("{object} hat in den Newsletter eingewilligt."),
        "person.newsletter_withdrawn": _l("{actor} hat {object} vom Newsletter abgemeldet."),
        "person.newsletter_cancelled": _l("{object} hat den Newsletter abbestellt."),
    }
)
