"""What all pages of customers share."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.audit import describe
from app.availability.now import state_of
from app.availability.words import in_words
from app.mail.wording import variant_for
from app.staff.roles import Permission
from app.staff.steps import add_step
from app.web.navigation import nav
from tenants import db

from ..choices import country_name, language_name
from ..models import Customer

bp = Blueprint("customers", __name__, url_prefix="/verwaltung/kunden")
nav.add("", _l("Kunden"), "customers.index", "users", Permission.CUSTOMERS_VIEW)
add_step(
    20,
    _l("Den ersten Kunden anlegen"),
    _l("Dabei entsteht auch sein Kontakt, den Sie ins Portal einladen können."),
    "customers.create",
    "user-round-plus",
    Permission.CUSTOMERS_EDIT,
    done=lambda: db.session.scalar(select(Customer.id).limit(1)) is not None,
)

bp.add_app_template_filter(state_of, "reach")
bp.add_app_template_filter(in_words, "hours_in_words")
bp.add_app_template_filter(country_name, "country")
bp.add_app_template_filter(language_name, "language_name")
bp.add_app_template_filter(lambda code: variant_for(code, None).language, "language_of_mails")
bp.add_app_template_filter(describe, "sentence")
bp.add_app_template_filter(lambda url: urlsplit(url).hostname or url, "host")
