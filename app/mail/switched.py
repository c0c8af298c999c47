"""Mails that the agency has switched off, for the places where one would have gone."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from .models import MailSwitch
from .registry import Mail, get_mail


def switched_off(*keys: str) -> dict[str, Mail]:
    """Those of these mails that do not go, by key; `mailbox/_unsent.html` says so. Raises KeyError for no such mail."""
    off = MailSwitch.off()
    mails = {key: get_mail(key) for key in keys}
    return {key: mail for key, mail in mails.items() if mail.can_switch_off and key in off}


def way_to_switch_on(key: str) -> Markup:
    """The link to the template for who may switch it on; who may not is told who can. For staff pages."""
    return Markup(render_template("mailbox/_switch_on.html", mail=get_mail(key)).strip())  # noqa: S704 (a template)
