"""„Absender und Mailserver“: what the agency's mails come from, and the server they leave by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.accounts import throttle
from app.audit import register_verbs
from app.settings.entries import add
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, flash_warn, page, see_other
from tenants import current_tenant, current_tenant_id

from ..connection import Declined, Unanswered, Unreachable
from ..diagnosis import explain
from ..server_forms import NumberForm, ServerForm
from ..servers import MailServer, PasswordNeeded
from ..settings import sender_address
from ..verification import Busy, Changed, send_number, try_out
from .blueprint import bp

TRIES = 10
"""Conversations with a server that an agency may ask for within a quarter of an hour."""

NUMBERS = 3
"""The same for numbers sent."""

add(_l("Absender und Mailserver"), _l("Von welcher Adresse E-Mails an Kunden kommen"), "mail.server", "at-sign",
    Permission.SETTINGS_EDIT)  # fmt: skip
register_verbs(
    {
        "mail_server.changed": _l("{actor} hat den eigenen Mailserver der Agentur eingestellt ({host}, {address})."),
        "mail_server.asked": _l("{actor} hat einen Bestätigungscode an {address} geschickt."),
        "mail_server.verified": _l(
            "{actor} hat {address} als Absender bestätigt. E-Mails an Kunden gehen jetzt über {host}."
        ),
        "mail_server.removed": _l("{actor} hat den eigenen Mailserver der Agentur entfernt ({host}, {address})."),
    }
)


@bp.route("/einstellungen/mailserver", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def server() -> Any:
    own = MailServer.find()
    form = ServerForm.of(own)
    if form.submitted_ok():
        try:
            own = MailServer.set(**form.values)
        except PasswordNeeded:
            form.add_error("smtp_password", _("Für diesen Server und Benutzer geben Sie bitte das Passwort ein."))
        else:
            if own.verified:
                flash_ok(_("Der Mailserver ist gespeichert."))
            else:
                flash_ok(_("Der Mailserver ist gespeichert. Jetzt fehlt noch die Bestätigung der Absenderadresse."))
            return see_other(".server")
    return _page(own, form)


@bp.post("/einstellungen/mailserver/pruefung")
@staff_required(Permission.SETTINGS_EDIT)
def check_server() -> Any:
    """Talk to the server without sending anything, and say how it went."""
    own = _get()
    if _tried(own, try_out):
        flash_ok(
            _("Die Verbindung steht: %(host)s nimmt E-Mails von %(address)s an.", host=own.host, address=own.address)
        )
    return see_other(".server")


@bp.post("/einstellungen/mailserver/code")
@staff_required(Permission.SETTINGS_EDIT)
def send_server_number() -> Any:
    """Send the number to the sender's address, through that server."""
    own = _get()
    if own.verified:
        return see_other(".server")
    throttle.pace("mail-server-number", str(current_tenant_id()), NUMBERS)
    if _tried(own, lambda server: send_number(server, current_user)):
        flash_ok(_("Der Bestätigungscode ist unterwegs an %(address)s.", address=own.address))
    return see_other(".server")


@bp.post("/einstellungen/mailserver/bestaetigung")
@staff_required(Permission.SETTINGS_EDIT)
def verify_server() -> Any:
    """Take the number; if it is right, mails leave by that server from now on."""
    own, form = _get(), NumberForm()
    if own.verified:
        return see_other(".server")
    if form.validate():
        if own.confirm(form.number):
            flash_ok(_("Bestätigt. E-Mails an Ihre Kunden kommen ab jetzt von %(address)s.", address=own.address))
            return see_other(".server")
        wrong = _("Dieser Code stimmt nicht.") if own.code_waits else _("Dieser Code gilt nicht mehr. Bitte lassen Sie "
                                                                      "sich einen neuen schicken.")  # fmt: skip
        form.add_error("mail_number", wrong)
    return _page(own, number=form)


@bp.route("/einstellungen/mailserver/entfernung", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def remove_server() -> Any:
    """Send by our server again."""
    if request.method == "POST":
        MailServer.remove()
        flash_ok(_("Der eigene Mailserver ist entfernt. E-Mails kommen wieder von uns."))
        return see_other(".server")
    return page("mailbox/server_remove.html", own=_get(), ours=sender_address(current_app.config))


def _page(own: MailServer | None, form: ServerForm | None = None, number: NumberForm | None = None) -> Any:
    return page(
        "mailbox/server.html",
        form or ServerForm.of(own, formdata=None),  # what was posted is another form
        422 if number and number.has_errors else None,
        own=own,
        number=number or NumberForm(),
        reply_to=current_tenant().reply_to,
        ours=sender_address(current_app.config),
    )


def _get() -> MailServer:
    return MailServer.find() or abort(404)


def _tried(own: MailServer, attempt: Callable[[MailServer], Any]) -> bool:
    """Whether it went well; else the next page says what did not."""
    throttle.pace("mail-server", str(current_tenant_id()), TRIES)
    try:
        attempt(own)
    except Busy:
        flash_warn(
            _("Gerade werden andere Mailserver geprüft. Bitte versuchen Sie es in einer halben Minute noch einmal.")
        )
    except Changed:
        flash_warn(_("Die Angaben wurden inzwischen geändert. Bitte versuchen Sie es noch einmal."))
    except (Unreachable, Declined, Unanswered) as error:
        flash_warn(explain(error, own.account))
    else:
        return True
    return False
