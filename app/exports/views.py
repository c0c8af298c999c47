"""Customers as files to take along."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.settings.day import today
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import page

from .answers import answer, layout
from .forms import CARDS, CONTACTS, ExportForm
from .selection import Selection

bp = Blueprint("exports", __name__, url_prefix="/verwaltung/kunden/export")


@bp.route("", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EXPORT)
def customers():
    """What the file shall be, and the file: sent, not fetched, for the log keeps that somebody took it."""
    selection, form = Selection.asked(), ExportForm()
    if selection.contact:
        form.narrow_to_contact()
    if form.submitted_ok():
        packed = selection.take(form.what.data)
        return answer(packed, layout(form, selection.contact and selection.contact.id), _name(selection, form))
    return page("exports/customers.html", form, selection=selection, address=_address())


def _address() -> str:
    """This page with all that was asked for, also what is named several times."""
    asked = list(request.args.items(multi=True))
    return url_for(".customers") + ("?" + urlencode(asked) if asked else "")


def _name(selection: Selection, form: ExportForm) -> str:
    """„Kunden 2026-11-22“, or the name of the one customer or contact."""
    if selection.one:
        return selection.one.name
    whole = {CARDS: _("Adressbuch"), CONTACTS: _("Kontakte")}
    return f"{whole.get(form.what.data, _('Kunden'))} {today().isoformat()}"
