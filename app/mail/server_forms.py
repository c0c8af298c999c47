"""What may be typed about the agency's own mail server."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.outbound import may_use, server_name
from app.web.forms import Email, Form, Password, Radio, Text, ValidationError

from .message import UnusableAddress, ascii_address
from .servers import MailServer
from .settings import sender_address

PLAIN = {"dir": "ltr", "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"}


class ServerForm(Form):
    """Where the server is, who signs in there, and what mails come from."""

    smtp_host = Text(
        _l("Mailserver"),
        max=253,
        required=True,
        hint=_l("Wie ihn Ihr Anbieter nennt, etwa smtp.example.org."),
        render_kw=PLAIN,
    )
    smtp_port = Text(
        _l("Port"),
        max=5,
        required=True,
        hint=_l("587 oder 465; auch 25 und 2525 sind möglich."),
        render_kw=PLAIN | {"inputmode": "numeric"},
    )
    smtp_security = Radio(
        _l("Verschlüsselung"),
        choices=[("starttls", _l("STARTTLS (meist 587)")), ("tls", _l("TLS (meist 465)"))],
        hint=_l("Unverschlüsselt senden wir nicht, und das Zertifikat muss zum Namen passen."),
    )
    smtp_user = Text(_l("Benutzername"), max=254, required=True, render_kw=PLAIN)
    smtp_password = Password(_l("Passwort"), new=True, max=256)
    smtp_address = Email(
        _l("Absenderadresse"),
        required=True,
        hint=_l("Von ihr kommen dann die E-Mails an Ihre Kunden. An sie schicken wir den Bestätigungscode."),
        render_kw={"autocomplete": "off"},
    )

    @classmethod
    def of(cls, server: MailServer | None, **options: Any) -> ServerForm:
        """The form with what is set now; never with the password."""
        if server is None:
            form = cls(smtp_port="587", smtp_security="starttls", **options)
            form.smtp_password.required = True
            return form
        form = cls(
            smtp_host=server.host,
            smtp_port=str(server.port),
            smtp_security=server.security,
            smtp_user=server.username,
            smtp_address=server.address,
            **options,
        )
        form.smtp_password.hint = _("Leer lassen, um das jetzige zu behalten. Es wird nie wieder angezeigt.")
        return form

    @property
    def values(self) -> dict[str, Any]:
        """What MailServer.set() takes."""
        return {
            "host": self.smtp_host.data,
            "port": int(self.smtp_port.data),
            "security": self.smtp_security.data,
            "username": self.smtp_user.data,
            "password": self.smtp_password.data or None,
            "address": self.smtp_address.data,
        }

    def validate_smtp_host(self, field: Text) -> None:
        try:
            field.data = server_name(field.data)
        except ValueError:
            raise ValidationError(
                _("Das ist kein Name eines Servers im Internet. Richtig wäre etwa smtp.example.org.")
            ) from None
        if _is_ours(field.data):
            raise ValidationError(_("Das ist unser eigener Server. Über ihn senden wir ohnehin."))

    def validate_smtp_port(self, field: Text) -> None:
        if not (field.data.isascii() and field.data.isdigit() and may_use(int(field.data))):
            raise ValidationError(_("Mailserver sind über die Ports 25, 465, 587 und 2525 zu erreichen."))

    def validate_smtp_user(self, field: Text) -> None:
        if not field.data.isascii():
            raise ValidationError(_("Umlaute und andere Sonderzeichen lassen sich bei dieser Anmeldung nicht senden."))

    def validate_smtp_password(self, field: Password) -> None:
        self.validate_smtp_user(field)

    def validate_smtp_address(self, field: Email) -> None:
        try:
            field.data = ascii_address(field.data)
        except UnusableAddress:
            raise ValidationError(_("Diese Adresse lässt sich nicht als Absender verwenden.")) from None
        domain = field.data.rpartition("@")[2]
        if _is_ours(domain) or _is_within(domain, sender_address(current_app.config).rpartition("@")[2]):
            raise ValidationError(_("Diese Adresse gehört zu uns. Bitte nehmen Sie eine Ihrer Agentur."))


class NumberForm(Form):
    """The number that came to the sender's address."""

    mail_number = Text(
        _l("Code aus der E-Mail"),
        max=20,
        required=True,
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"},
    )

    @property
    def number(self) -> str:
        """The figures alone, however they were set apart."""
        return re.sub(r"[\s-]", "", self.mail_number.data)


def _is_ours(name: str) -> bool:
    """Whether the name is that of this installation or one of its agencies."""
    return _is_within(name, current_app.config["BASE_DOMAIN"])


def _is_within(name: str, domain: str) -> bool:
    """Whether a name in lower case is this domain, however that is written, or lies in it."""
    return name == domain.lower() or name.endswith(f".{domain.lower()}")
