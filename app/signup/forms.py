"""What is typed on the apex, and on the page behind the link that confirms an agency."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.passwords import check_new_password
from app.web.forms import Email, Form, Password, Text, ValidationError
from tenants import agency_host

from . import names


class SignupForm(Form):
    agency_name = Text(_l("Name der Agentur"), max=80, required=True, render_kw={"autocomplete": "organization"})
    slug = Text(
        _l("Subdomain"),
        max=30,
        required=True,
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"},
    )
    first_name = Text(_l("Vorname"), max=80, required=True, render_kw={"autocomplete": "given-name"})
    last_name = Text(_l("Nachname"), max=80, required=True, render_kw={"autocomplete": "family-name"})
    email = Email(_l("E-Mail-Adresse"), required=True, render_kw={"autocomplete": "username"})
    password = Password(
        _l("Passwort"),
        new=True,
        required=True,
        hint=_l("Mindestens 12 Zeichen. Am besten mehrere Wörter, die nichts miteinander zu tun haben."),
    )

    def __init__(self) -> None:
        super().__init__()
        address = agency_host(_("subdomain"))
        self.slug.hint = _(
            "Ihre Adresse wird %(address)s. Dort arbeiten Sie, und dort melden sich Ihre Kunden an."
            " Sie lässt sich später nicht ändern.",
            address=address,
        )

    def validate_slug(self, field: Text) -> None:
        field.data = names.slug_from(field.data)
        if problem := names.problem_with(field.data):
            raise ValidationError(problem)
        if not names.is_free(field.data):
            raise ValidationError(names.taken())

    def validate_password(self, field: Password) -> None:
        words = (self.agency_name.data, self.slug.data, self.first_name.data, self.last_name.data, self.email.data)
        if problem := check_new_password(field.data, words):
            raise ValidationError(problem)


class LookupForm(Form):
    email = Email(_l("E-Mail-Adresse"), required=True, render_kw={"autocomplete": "username"})


class ConfirmForm(Form):
    password = Password(_l("Passwort"), required=True, hint=_l("Das Passwort, das Sie beim Anlegen gewählt haben."))
