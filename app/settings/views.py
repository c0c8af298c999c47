"""„Einstellungen“: where everything is set, the agency's own data, and how it looks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.access import sections
from app.access.defaults import change_defaults
from app.access.models import ContactDefault
from app.availability.zones import place_of, zones_by_continent
from app.customers.models import Customer
from app.customers.numbering import change_number_format, next_count
from app.files.admission import takes_files
from app.mail.switched import switched_off
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.staff.steps import add_step
from app.web.branding import palette_of
from app.web.colors import find_hex
from app.web.forms import STEP
from app.web.navigation import nav
from app.web.pages import flash_ok, page, see_other
from tenants import current_tenant

from .agency import change_agency, change_color
from .agency_forms import AgencyForm, LookForm
from .entries import add, entries
from .forms import CustomersForm
from .models import AgencyLogo

bp = Blueprint("settings", __name__, url_prefix="/verwaltung/einstellungen")

nav.add("Agentur", _l("Einstellungen"), "settings.index", "settings", Permission.OFFICE_ENTER)
add(_l("Agentur"), _l("Name, Signatur, Impressum und Datenschutz, Zeitzone, Sprachen des Portals"), "settings.agency",
    "building-2", Permission.SETTINGS_EDIT)  # fmt: skip
add(_l("Logo und Farbe"), _l("Wie Portal, öffentliche Seiten und E-Mails aussehen"), "settings.look", "palette",
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
    """What the agency says about itself, when its clocks strike, and what its portal speaks."""
    tenant = current_tenant()
    form = AgencyForm.of(tenant)
    form.time_zone.offer(zones_by_continent(), tenant.time_zone, place_of(tenant.time_zone))
    if form.submitted_ok():
        change_agency(**form.values)
        flash_ok(_("Die Daten der Agentur sind gespeichert."))
        return see_other(".index")
    return page("settings/agency.html", form)


@bp.route("/auftritt", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
@takes_files
def look() -> Any:
    """Logo and colour, with a picture of what becomes of the colour."""
    tenant = current_tenant()
    form = LookForm(brand_color=tenant.brand_color)
    if form.is_submitted() and STEP not in request.form and form.validate():
        if form.logo.data:
            AgencyLogo.set(form.logo.data)
        elif form.without_logo.data:
            AgencyLogo.remove()
        change_color(form.brand_color.data)
        flash_ok(_("Logo und Farbe sind gespeichert."))
        return see_other(".look")
    return page("settings/look.html", form)


@bp.get("/auftritt/farben.css")
@staff_required(Permission.SETTINGS_EDIT)
def colors() -> Response:
    """A style sheet that shows a part of the page in the colour of `?farbe=`."""
    shown = palette_of(find_hex(request.args.get("farbe", "")), current_tenant().slug)
    answer = make_response(f".hued {{--hue: {shown.hue}; --chroma: {shown.chroma}}}\n")
    answer.mimetype = "text/css"
    return answer


@bp.route("/kunden", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def customers() -> Any:
    """How customers are numbered, what new contacts are given, what customers see of new tasks and do themselves."""
    form = CustomersForm(
        permissions=sorted(ContactDefault.keys("permission")),
        notifications=sorted(ContactDefault.keys("notification")),
        tasks_visible=current_tenant().tasks_visible,
        customers_manage_contacts=current_tenant().customers_manage_contacts,
        number_prefix=current_tenant().number_prefix,
        number_digits=str(current_tenant().number_digits),
        number_next=next_count(),
    )
    form.offer_sections(sections)
    if form.submitted_ok():
        change_defaults(permissions=form.permissions.data, notifications=form.notifications.data, **form.switches)
        change_number_format(**form.number_format)
        said = _("Die Vorgaben sind gespeichert. Sie gelten für alles, was ab jetzt angelegt wird.")
        way = Markup('<a href="{}">{}</a>').format(url_for("access.apply_defaults"), _("Auf bestehende anwenden"))
        flash_ok(Markup("{} {}").format(said, way))
        return see_other(".index")
    about = {"suggested": Customer.suggested_number(), "unsent": switched_off("news")}
    return page("settings/customers.html", form, **about)


add_step(
    10,
    _l("Impressum und Datenschutz angeben"),
    _l("Beides steht dann unter jeder Seite Ihres Portals und jeder E-Mail."),
    "settings.agency",
    "scale",
    Permission.SETTINGS_EDIT,
    done=lambda: bool(current_tenant().imprint_url and current_tenant().privacy_url),
)
add_step(
    5,
    _l("Logo und Farbe wählen"),
    _l("So erkennen Ihre Kunden Sie im Portal und in jeder E-Mail."),
    "settings.look",
    "palette",
    Permission.SETTINGS_EDIT,
    done=lambda: bool(current_tenant().logo_at or current_tenant().brand_color),
)
