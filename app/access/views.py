"""„Vorgaben anwenden“: what new contacts get, given to contacts that are there, after a look at who gains and loses."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select

from app.accounts import tokens
from app.contacts.models import Contact
from app.groups.filtering import group_choices
from app.groups.models import Group
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.forms import Form
from app.web.pages import flash_ok, flash_warn, page, page_url, paged
from tenants import db

from .applying import apply
from .targets import Target, contacts_in

bp = Blueprint("access", __name__, url_prefix="/verwaltung/einstellungen/kunden")

WHO = {"": _l("alle Kontakte"), "haupt": _l("nur Haupt-Ansprechpartner")}
WHAT = {
    "": (_l("Berechtigungen und Benachrichtigungen"), ("permission", "notification")),
    "berechtigungen": (_l("nur Berechtigungen"), ("permission",)),
    "benachrichtigungen": (_l("nur Benachrichtigungen"), ("notification",)),
}
HOW = {"": _l("genau die Vorgaben"), "ergaenzen": _l("nur Fehlendes ergänzen")}
"""What the selects offer, by the value in the address."""


@bp.route("/anwenden", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def apply_defaults():
    """The address says which contacts and what; the page who gains and loses; the button does it."""
    group = Group.get(request.args["gruppe"]) if request.args.get("gruppe") else None
    target = Target.defaults(WHAT[_asked("was", WHAT)][1], exact=_asked("wie", HOW) == "")
    contacts = contacts_in(primary=_asked("wer", WHO) == "haupt", group=group)
    form = Form()
    if form.submitted_ok():
        if request.form.get("stand") != _mark(target):
            flash_warn(
                _("Nichts geändert: Die Vorgaben sind inzwischen andere. Bitte sehen Sie sich an, was jetzt gilt.")
            )
        else:
            _tell(*apply(target, contacts))
        return redirect(page_url(seite=None), 303)
    changing = paged(target.changing(contacts), 20)
    return page(
        "settings/apply_defaults.html",
        form,
        who=list(WHO.items()),
        what=[(key, label) for key, (label, _kinds) in WHAT.items()],
        how=list(HOW.items()),
        groups=group_choices(),
        total=db.session.scalar(select(func.count()).where(Contact.id.in_(contacts))),
        counts=target.counts(contacts),
        changing=changing,
        changes=target.changes(changing.items),
        mark=_mark(target),
        action=page_url(seite=None),
    )


def _asked(name: str, offered: Collection[str]) -> str:
    """What was chosen; 404 for what is not offered, so that no mistake in an address means everybody."""
    value = request.args.get(name, "")
    return value if value in offered else abort(404)


def _mark(target: Target) -> str:
    """Travels with the form: what the preview was made of."""
    return tokens.seal(target.exact, *(f"{kind} {key}" for kind, keys in target.wanted.items() for key in sorted(keys)))


def _tell(number: int, later: bool) -> None:
    if later:
        flash_ok(
            _("Die Vorgaben werden auf %(num)d Kontakte angewandt. Diese Seite zeigt, wer noch fehlt.", num=number)
        )
    elif number:
        flash_ok(ngettext("%(num)d Kontakt ist angepasst.", "%(num)d Kontakte sind angepasst.", number))
    else:
        flash_ok(_("Es gab nichts zu ändern."))
