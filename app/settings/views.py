"""„Einstellungen“: where everything is set, and the agency's own data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import sections
from app.access.defaults import change_defaults
from app.access.models import ContactDefault
from app.customers.models import Customer
from app.customers.numbering import change_number_format, next_count
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.staff.steps import add_step
from app.web.navigation import nav
from app.web.pages import flash_ok, page, see_other
from tenants import current_tenant

from .agency import change_agency
from .entries import add, entries
from .forms import AgencyForm, CustomersForm

bp = Blueprint("settings", __name__, url_prefix="/verwaltung/einstellungen")

nav.add("Agentur", _l("Einstellungen"), "settings.index", "settings", Permission.OFFICE_ENTER)
add(_l("Agentur"), _l("Name, Adresse für Antworten, Impressum und Datenschutz"), "settings.agency", "building-2",
    Permission.SETTINGS_EDIT)  # fmt: skip
add(_l("Kunden"), _l("Kundennummern, und was neue Kontakte bekommen und sehen"), "settings.customers",
    "contact-round", Permission.SETTINGS_EDIT)  # fmt: skip
add(_l("Mitarbeiter"), _l("Wer hier arbeitet und in welcher Rolle"), "colleagues.index", "users-round",
    Permission.STAFF_MANAGE)  # fmt: skip
add(_l("Rollen"), _l("Was jede Rolle darf"), "colleagues.roles", "shield-check", Permission.OFFICE_ENTER)
add(_l("E-Mail-Templates"), _l("Welche E-Mails verschickt werden"), "mail.templates", "mail", Permission.TEMPLATES_EDIT)


@bp.get("")
@staff_required(Permission.OFFICE_ENTER)
def index() -> Any:
    return page("settings/index.html", entries=entries())


@bp.route("/agentur", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def agency() -> Any:
    """Name, address for answers, Impressum and Datenschutz."""
    form = AgencyForm(obj=current_tenant())
    if form.submitted_ok():
        change_agency(
            name=form.name.data,
            reply_to=form.reply_to.data or None,
            imprint_url=form.imprint_url.data or None,
            privacy_url=form.privacy_url.data or None,
        )
        flash_ok(_("Die Daten der Agentur sind gespeichert."))
        return see_other(".index")
    return page("settings/agency.html", form)


@bp.route("/kunden", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def customers() -> Any:
    """How customers are numbered, what new contacts are given, and whether customers see new tasks."""
    form = CustomersForm(
        permissions=sorted(ContactDefault.keys("permission")),
        notifications=sorted(ContactDefault.keys("notification")),
        tasks_visible=current_tenant().tasks_visible,
        number_prefix=current_tenant().number_prefix,
        number_digits=str(current_tenant().number_digits),
        number_next=next_count(),
    )
    form.offer_sections(sections)
    if form.submitted_ok():
        change_defaults(
            permissions=form.permissions.data,
            notifications=form.notifications.data,
            tasks_visible=form.tasks_visible.data,
        )
        change_number_format(**form.number_format)
        flash_ok(_("Die Vorgaben sind gespeichert. Sie gelten für alles, was ab jetzt angelegt wird."))
        return see_other(".index")
    return page("settings/customers.html", form, suggested=Customer.suggested_number())


add_step(
    10,
    _l("Impressum und Datenschutz angeben"),
    _l("Beides steht dann unter jeder Seite Ihres Portals und jeder E-Mail."),
    "settings.agency",
    "scale",
    Permission.SETTINGS_EDIT,
    done=lambda: bool(current_tenant().imprint_url and current_tenant().privacy_url),
)
