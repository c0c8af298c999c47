"""What the staff type about themselves and their colleagues."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.widgets import HiddenInput

from app.accounts.factor_forms import SureForm
from app.accounts.passwords import check_new_password
from app.web.forms import Choice, CreateForm, Email, Form, Password, Radio, Text, Tick, ValidationError
from app.web.locale import LANGUAGES, STAFF_LANGUAGES

from .models import StaffMember
from .roles import Role

IN_LANGUAGES = [(code, LANGUAGES[code]) for code in STAFF_LANGUAGES]


class SignInForm(Form):
    email = Email(_l("E-Mail-Adresse"), required=True, render_kw={"autocomplete": "username"})
    password = Password(_l("Passwort"), required=True)


class ForgotForm(Form):
    email = Email(_l("E-Mail-Adresse"), required=True, render_kw={"autocomplete": "username"})


class NewPasswordForm(Form):
    """A new password for `member`; what may not be chosen is said beside the field."""

    password = Password(
        _l("Neues Passwort"),
        new=True,
        required=True,
        hint=_l("Mindestens 12 Zeichen. Am besten mehrere Wörter, die nichts miteinander zu tun haben."),
    )

    def __init__(self, member: StaffMember) -> None:
        super().__init__()
        self.member = member

    def validate_password(self, field: Password) -> None:
        if problem := check_new_password(field.data, self.member.words):
            raise ValidationError(problem)


class ChangePasswordForm(NewPasswordForm):
    old_password = Password(_l("Bisheriges Passwort"), required=True)


class NameForm(Form):
    first_name = Text(_l("Vorname"), max=80, required=True, render_kw={"autocomplete": "given-name"})
    last_name = Text(_l("Nachname"), max=80, required=True, render_kw={"autocomplete": "family-name"})


class LanguageForm(Form):
    language = Radio(_l("Sprache"), IN_LANGUAGES, hint=_l("Gilt für die Verwaltung und für E-Mails an Sie."))


class InviteForm(CreateForm):
    first_name = Text(_l("Vorname"), max=80, required=True)
    last_name = Text(_l("Nachname"), max=80, required=True)
    email = Email(
        _l("E-Mail-Adresse"),
        required=True,
        hint=_l("Dorthin schicken wir einen Link, mit dem sich Ihr Kollege ein Passwort gibt. Er gilt 48 Stunden."),
        render_kw={"autocomplete": "off"},
    )
    language = Radio(
        _l("Sprache"), IN_LANGUAGES, hint=_l("Für die Einladung und die Verwaltung. Ihr Kollege kann sie ändern.")
    )
    role = Choice(_l("Rolle"), required=True, default=Role.MEMBER)

    def __init__(self, inviter: StaffMember) -> None:
        super().__init__(language=inviter.language)
        self.role.choices = role_choices(inviter)


class RoleForm(Form):
    role = Choice(_l("Rolle"), required=True)

    def __init__(self, member: StaffMember, by: StaffMember) -> None:
        super().__init__(role=member.role)
        self.role.choices = role_choices(by)


class Answer(Text):
    """What the browser says of a passkey; the script puts it in."""

    kind = "hidden"
    widget = HiddenInput()

    def pre_validate(self, form: Form) -> None:
        """Whether it is any good is proved where it is read."""


class PasskeyAnswerForm(Form):
    answer = Answer()


class PasskeyLabelForm(Form):
    label = Text(
        _l("Bezeichnung"),
        max=60,
        required=True,
        hint=_l("Woran Sie ihn wiedererkennen, zum Beispiel „Laptop im Büro“."),
        render_kw={"autocomplete": "off"},
    )


class PasskeyForm(PasskeyLabelForm, SureForm, PasskeyAnswerForm):
    """A new passkey: how it is called, the password once more, and the answer."""


class SecurityForm(Form):
    factor_obliged = Tick(
        _l("Für Inhaber und Administratoren vorgeschrieben"),
        hint=_l("Wem sie noch fehlt, der richtet sie nach der Anmeldung ein, bevor es weitergeht."),
    )


def role_choices(by: StaffMember) -> list[tuple[str, str]]:
    """The roles that `by` may give."""
    return [(role.value, role.label) for role in Role if by.may_give(role)]


WRONG_SIGN_IN = _l("E-Mail-Adresse oder Passwort stimmt nicht.")
"""One sentence for every reason, so that it tells nobody which addresses exist."""


def wrong_old_password() -> str:
    return _("Das ist nicht Ihr bisheriges Passwort.")
