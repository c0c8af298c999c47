"""What may be typed about a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.forms import Choice, Choices, CreateForm, Email, Form, Phone, Radio, Text

from .choices import countries, languages, salutations
from .fields import ADDRESS_FORMS, LANGUAGE_HINT, OffersPerson, Website, WithNumbers
from .models import FIRM, PRIVATE

NUMBERS = ("phone", "mobile", "fax")
COMMON = ("kind", "street", "postcode", "city", "country", "language", "address_form", "website")
NAMES = ("salutation", "title", "first_name", "last_name")


class Company(Text):
    """Must be filled for a firm; for a private person it is out of sight and ignored."""

    def pre_validate(self, form: Any) -> None:
        self.required = form.firm
        try:
            super().pre_validate(form)
        finally:
            self.required = True


class CustomerForm(WithNumbers, Form):
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
    def firm(self) -> bool:
        return self.kind.data != PRIVATE

    @property
    def customer_values(self) -> dict[str, str]:
        """What the customer keeps. The names belong to it only when it is a private person."""
        own = ("company",) if self.firm else NAMES
        blank = dict.fromkeys(("company", *NAMES), "")
        return blank | {name: self[name].data for name in (*COMMON, *own)} | self.numbers


class NewCustomerForm(OffersPerson, CustomerForm, CreateForm):
    """The customer, and the person who is its first contact."""

    email = Email(hint=_l("Dient mit dem Passwort zur Anmeldung im Portal."))
    website = Website()

    @property
    def person_values(self) -> dict[str, str] | None:
        """What the first contact's person is made of.

        A private person is its own contact; a firm has one as soon as a name or an address is given, else None.
        """
        if self.firm and not (self.first_name.data or self.last_name.data or self.email.data):
            return None
        return self.greeted | {"email": self.email.data}

    @property
    def greeted(self) -> dict[str, str]:
        """What the greeting of a mail is made of."""
        return {name: self[name].data or "" for name in (*NAMES, "language", "address_form")}


class EditCustomerForm(CustomerForm):
    """What is changed at the customer; the names and the address of its people are changed at the contacts."""

    @property
    def customer_values(self) -> dict[str, str]:
        return super().customer_values | {"email": self.email.data}
