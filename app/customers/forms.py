"""What may be typed about a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from app.availability.fields import WithHours, WithZone
from app.web.forms import Choice, Choices, Email, Form, Phone, Radio, Text

from .agreement import WithAgreement
from .choices import countries, languages, salutations
from .fields import ADDRESS_FORMS, LANGUAGE_HINT, Website, WithNumbers
from .internal import WithInternal, YesNo
from .models import FIRM, PRIVATE
from .numbering import LONGEST

NUMBERS = ("phone", "mobile", "fax")
COMMON = ("kind", "street", "postcode", "city", "country", "language", "address_form", "website")
NAMES = ("salutation", "title", "first_name", "last_name")
ORDER = (
    "kind", "company", *NAMES, "street", "postcode", "city", "country", "groups", "", *NUMBERS, "language",
    "address_form", "in_lists", "agreed_again", "email", "website", "responsible_id", "number", "note",
)  # fmt: skip
"""The fields as they stand on the page; "" for those of other features."""


class Company(Text):
    """Must be filled for a firm; for a private person it is out of sight and ignored."""

    def pre_validate(self, form: Any) -> None:
        self.required = form.firm
        try:
            super().pre_validate(form)
        finally:
            self.required = True


class CustomerForm(WithHours, WithNumbers, WithInternal, Form):
    """Name, address and communication of a customer."""

    kind = Radio(_l("Art des Kunden"), choices=[(FIRM, _l("Firma")), (PRIVATE, _l("Privatperson"))], default=FIRM)
    company = Company(_l("Firma"), required=_l("Bitte geben Sie den Namen der Firma an."))
    salutation = Choice(_l("Anrede"))
    title = Text(_l("Titel"), max=60)
    first_name = Text(_l("Vorname"), max=100)
    last_name = Text(_l("Nachname"), max=100)
    street = Text(_l("Straße und Hausnummer"))
    postcode = Text(_l("PLZ"), max=20)
    city = Text(_l("Ort"), max=100)
    country = Choice(_l("Land"), default="DE")
    groups = Choices(_l("Gruppen"))
    phone = Phone(_l("Telefon"))
    mobile = Phone(_l("Mobil"))
    fax = Phone(_l("Fax"))
    language = Choice(_l("Sprache"), default="de", hint=LANGUAGE_HINT)
    address_form = Radio(_l("Anredeform"), choices=ADDRESS_FORMS, default="sie")
    email = Email(_l("Allgemeine E-Mail-Adresse"), hint=_l("Nicht für die Anmeldung im Portal."))
    in_lists = YesNo(_l("In Mitgliederlisten auf der Website zeigen"))
    website = Website()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company.flags.required = False
        self.salutation.choices = salutations()
        self.country.choices = countries()
        self.language.choices = languages()

    def offer_groups(self, rubrics: Iterable[Any]) -> None:
        """Let the groups of these Rubriken be chosen."""
        self.groups.choices = [(str(group.id), group.name) for rubric in rubrics for group in rubric.groups]

    def chosen_of(self, rubrics: Iterable[Any]) -> list[Any]:
        return [group for rubric in rubrics for group in rubric.groups if str(group.id) in self.groups.data]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        self.numbers = self.read_numbers(self.country.data or "DE", NUMBERS)
        if not self.firm and not (self.first_name.data or self.last_name.data) and not self.last_name.errors:
            self.add_error("last_name", _("Bitte geben Sie den Namen an."))
        return not self.has_errors

    @property
    def faulty(self) -> list[Field]:
        """As they stand on the page, whichever class declares them."""
        return sorted(super().faulty, key=lambda field: ORDER.index(field.name if field.name in ORDER else ""))

    @property
    def firm(self) -> bool:
        return self.kind.data != PRIVATE

    @property
    def reach(self) -> dict[str, str]:
        """When the customer can be reached, and by which clocks."""
        form: Any = self
        return {"hours": form.hours.data.code, "time_zone": form.zone_in(form.country.data)}

    @property
    def compared(self) -> dict[str, str]:
        """What was typed, to look for customers that are like this one."""
        return {field.name: field.data for field in self if isinstance(field.data, str)}

    @property
    def customer_values(self) -> dict[str, Any]:
        """What the customer keeps. The names belong to it only when it is a private person."""
        own = ("company",) if self.firm else NAMES
        blank = dict.fromkeys(("company", *NAMES), "")
        typed = {name: self[name].data for name in (*COMMON, *own)}
        return blank | typed | self.numbers | self.internal_values | self.reach | {"in_lists": self.in_lists.said}


class EditCustomerForm(WithAgreement, WithZone, CustomerForm):
    """What is changed at the customer; the names and the address of its people are changed at the contacts."""

    number = Text(_l("Kundennummer"), max=LONGEST, required=_l("Bitte geben Sie eine Kundennummer an."))

    @property
    def customer_values(self) -> dict[str, Any]:
        return super().customer_values | {"email": self.email.data}
