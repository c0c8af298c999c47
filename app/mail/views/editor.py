"""Where the wording of one mail is edited, in one language and form of address."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from app.contacts.persons import Person
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.forms import STEP
from app.web.pages import flash_ok, page, see_other

from ..checking import Problem, check
from ..forms import NEVER, WordingForm
from ..models import MailSwitch
from ..registry import AREAS, Mail, find_mail
from ..wording import Variant, default_wording, find_variant, in_order, variants
from ..wordings import MailWording
from .blueprint import bp
from .chips import tools
from .frame import with_frame
from .readers import offer_readers
from .templates import switch

PATH = f"/einstellungen/e-mail-templates/<key>/<any({', '.join(one.folder for one in variants())}):variant>"
NEWEST = 5
"""So many versions stand in sight, earlier ones behind a line to unfold."""


def load(key: str, folder: str) -> tuple[Mail, Variant]:
    """The mail and the variant that an address names; 404 for what no agency has."""
    mail, variant = find_mail(key), find_variant(folder)
    if mail is None or mail.audience == "apex" or variant is None:
        abort(404)
    return mail, variant


def opened(mail: Mail, variant: Variant, newest: MailWording | None) -> tuple[WordingForm, Person | None]:
    """The form with what is sent now, or with what was typed; and for whom the preview shows it."""
    wording = newest.wording if newest else default_wording(mail.key, variant)
    active = mail.key not in MailSwitch.off()
    form = WordingForm(
        wording_seen=newest.id if newest else NEVER,
        wording_subject=wording.subject,
        wording_body=wording.body,
        wording_active=active,
        wording_active_seen="y" if active else "",
    )
    return form, offer_readers(form, mail)


@bp.route(PATH, methods=["GET", "POST"])
@staff_required(Permission.TEMPLATES_EDIT)
def editor(key: str, variant: str) -> Any:
    mail, chosen = load(key, variant)
    if request.method == "POST":
        MailWording.take_turns()
    newest = MailWording.newest(mail.key, chosen)
    form, _person = opened(mail, chosen, newest)
    if step := request.form.get(STEP, ""):
        wrong, _blank, meant = step.partition(" ")
        if meant:
            form.replace(wrong, meant)
        return show(form, mail, chosen, 422)
    if form.submitted_ok() and _fits(form, mail, chosen, newest):
        _save(form, mail, chosen)
        return see_other(".editor", key=key, variant=variant)
    return show(form, mail, chosen)


@bp.post(PATH + "/pruefung", endpoint="check")
@staff_required(Permission.TEMPLATES_EDIT)
def check_draft(key: str, variant: str) -> Any:
    """What is to be said of a draft, as a part of the page; asked for while it is typed."""
    mail, chosen = load(key, variant)
    form, _person = opened(mail, chosen, None)
    return render_template("mailbox/_problems.html", form=form, problems=problems_in(form, mail, chosen))


def problems_in(form: WordingForm, mail: Mail, variant: Variant) -> list[Problem]:
    """What the check says of the form's subject and text."""
    return check(mail, variant, form.wording_subject.data, form.wording_body.data)


def show(form: WordingForm, mail: Mail, variant: Variant, status: int | None = None, **more: Any) -> Any:
    """The page of the editor."""
    versions = MailWording.history(mail.key, variant)
    own = {folder for (key, folder), row in MailWording.own().items() if key == mail.key and not row.is_default}
    answer = page(
        "mailbox/editor.html", form, status, mail=mail, variant=variant, variants=in_order(), own=own,
        area=AREAS[mail.area], active=mail.key not in MailSwitch.off(), problems=problems_in(form, mail, variant),
        versions=versions[:NEWEST], earlier=versions[NEWEST:], **tools(mail, variant), **more,
    )  # fmt: skip
    return with_frame(answer)


def _fits(form: WordingForm, mail: Mail, variant: Variant, newest: MailWording | None) -> bool:
    """Whether the wording may be sent like this; what is sent already may, whatever it is."""
    if form.wording == (newest.wording if newest else default_wording(mail.key, variant)):
        return True
    if newest and form.wording_seen.data != newest.id:
        form.wording_seen.data = newest.id
        form.add_error(None, _overtaken(newest))
    form.blame(problems_in(form, mail, variant))
    return not form.has_errors


def _save(form: WordingForm, mail: Mail, variant: Variant) -> None:
    subject, body = form.wording_subject.data, form.wording_body.data
    saved = MailWording.save(mail, variant, subject, body, form.wording_note.data)
    switched = mail.can_switch_off and form.switched
    if switched:
        switch(mail, form.wording_active.data)
    if saved:
        flash_ok(said(_("Fassung %(number)d ist gespeichert.", number=saved.number), mail))
    if not saved and not switched:
        flash_ok(_("Es war nichts zu ändern."))


def said(what: str, mail: Mail) -> str:
    """What was done to a wording, and that it goes out like this now, if the mail goes out at all."""
    if mail.can_switch_off and mail.key in MailSwitch.off():
        return what
    return what + " " + _("Ab jetzt geht die E-Mail so hinaus.")


def _overtaken(newest: MailWording) -> str:
    return _(
        "Inzwischen hat %(name)s Fassung %(number)d gespeichert. Ihr Text steht noch hier; wenn Sie jetzt speichern, "
        "gilt Ihrer.",
        name=newest.staff_name,
        number=newest.number,
    )
