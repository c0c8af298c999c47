"""Where the wording of one mail is edited, in one language and form of address."""

from __future__ import annotations

from typing import Any

from flask import abort

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import page

from ..forms import WordingForm
from ..models import MailSwitch
from ..registry import AREAS, Mail, find_mail
from ..wording import Variant, default_wording, variants
from .blueprint import bp
from .chips import tools

PATH = "/einstellungen/e-mail-templates/<key>/<variant>"
NAMES = {"de_sie": "Deutsch, Sie", "de_du": "Deutsch, Du", "en": "English", "ar": "العربية"}
"""The variants, each in its own language."""


def load(key: str, folder: str) -> tuple[Mail, Variant]:
    """The mail and the variant that an address names; 404 for what the agency has not."""
    mail, variant = find_mail(key), Variant(folder)
    if mail is None or mail.audience == "apex" or variant not in variants():
        abort(404)
    return mail, variant


@bp.route(PATH, methods=["GET", "POST"])
@staff_required(Permission.TEMPLATES_EDIT)
def editor(key: str, variant: str) -> Any:
    mail, chosen = load(key, variant)
    wording = default_wording(mail.key, chosen)
    active = mail.key not in MailSwitch.off()
    form = WordingForm(wording_subject=wording.subject, wording_body=wording.body, wording_active=active)
    return page(
        "mailbox/editor.html", form, mail=mail, variant=chosen, variants=NAMES, own=set(), area=AREAS[mail.area],
        problems=[], versions=[], **tools(mail, chosen),
    )  # fmt: skip
