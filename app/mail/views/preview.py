"""A mail as it would arrive: in a frame beside the editor, and in one's own mailbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, render_template
from flask_babel import gettext as _
from flask_login import current_user

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import asked_by_script
from tenants import uuid7

from ..forms import WordingForm
from ..liquid import WordingError
from ..outbox import compose, logo
from ..parts import Parts
from ..registry import Mail
from ..sender import sender_for
from ..trial import MOST, TooManyTrials, send_trial
from ..wording import Variant, variant_for
from ..wordings import MailWording
from .blueprint import bp
from .editor import PATH, load, opened, problems_in, show
from .frame import framed
from .readers import shown_values

BODY = re.compile(r"<body\b[^>]*>")
NIGHT = "(prefers-color-scheme: dark)"
"""What the layout of our mails asks for. A frame would follow the reader's system, not what is chosen beside it."""


@bp.route(PATH + "/vorschau", methods=["GET", "POST"])
@staff_required(Permission.TEMPLATES_EDIT)
def preview(key: str, variant: str) -> Response:
    """The finished mail as a page for a frame: the draft that was sent, else the wording that is sent now."""
    mail, chosen = load(key, variant)
    form, person = opened(mail, chosen, MailWording.newest(mail.key, chosen))
    form.is_submitted() and form.validate()
    about = {"form": form, "variant": chosen, "person": person, "sender": sender_for(mail)[0]}
    try:
        rendered = compose(mail, chosen, shown_values(mail, chosen, person), form.wording)
    except WordingError:
        problems = problems_in(form, mail, chosen)
        return framed(render_template("mail/frame/fault.html", problems=problems, **about))
    about["stored"] = not form.is_submitted()
    if person and (own := variant_for(person.spoken, person.address_form)) != chosen:
        about["reads"] = own
    if form.preview_kind.data == "text":
        return framed(render_template("mail/frame/text.html", mail=rendered, **about))
    envelope = render_template("mail/frame/_envelope.html", mail=rendered, **about)
    html = Parts(rendered.text, rendered.html, logo()).page
    html = BODY.sub(lambda body: body[0] + envelope, html, count=1)
    return framed(_in_light(html, form.preview_light.data == "night"))


@bp.post(PATH + "/testmail")
@staff_required(Permission.TEMPLATES_EDIT)
def test_mail(key: str, variant: str) -> Any:
    """Send the draft to one's own address; the page comes back with what was typed."""
    mail, chosen = load(key, variant)
    form, person = opened(mail, chosen, MailWording.newest(mail.key, chosen))
    if form.submitted_ok() and _sent(form, mail, chosen, shown_values(mail, chosen, person)):
        said = _("Die Testmail ist unterwegs an %(address)s.", address=current_user.email)
        return (
            jsonify(said=said, id=str(form.id.data)) if asked_by_script() else show(form, mail, chosen, 200, said=said)
        )
    return show(form, mail, chosen, 422)


def _sent(form: WordingForm, mail: Mail, variant: Variant, values: Mapping[str, object]) -> bool:
    try:
        send_trial(form.id.data, mail, variant, form.wording, values, current_user)
    except WordingError:
        form.blame([problem for problem in problems_in(form, mail, variant) if problem.grave])
    except TooManyTrials:
        form.add_error(
            None, _("In einer Stunde gehen höchstens %(most)d Testmails hinaus. Bitte warten Sie etwas.", most=MOST)
        )
    else:
        form.id.data = uuid7()
        return True
    return False


def _in_light(html: str, night: bool) -> str:
    head, end, body = html.partition("</head>")
    head = head.replace(NIGHT, "all" if night else "not all").replace("light dark", "dark" if night else "light")
    return head + end + body
