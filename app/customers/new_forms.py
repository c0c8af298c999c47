"""What may be typed about a customer that is new, and about the person who is its first contact."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.widgets import HiddenInput

from app.availability.fields import WithNewZone
from app.web.forms import CreateForm, Email, Text

from .fields import OffersPerson, Website
from .forms import NAMES, CustomerForm
from .numbering import LONGEST, tidy

WAYS = ("email", "phone", "mobile", "fax", "street", "website")
"""How a customer can be reached. One of them is needed."""

ANOTHER = "weiter"
"""Name of the button „Speichern und nächster“."""


class Suggested(Text):
    """The number that was proposed; it travels with the form, so that a form left as it was takes the next free one."""

    kind = "hidden"
    widget = HiddenInput()

    def pre_validate(self, form: Any) -> None:
        self.data = self.data[:LONGEST]


class NewCustomerForm(OffersPerson, WithNewZone, CustomerForm, CreateForm):
    """The customer, and the person who is its first contact."""

    email = Email(hint=_l("Dient mit dem Passwort zur Anmeldung im Portal."))
    website = Website()
    number = Text(_l("Kundennummer"), max=LONGEST, hint=_l("Vorschlag: die nächste freie Nummer."))
    suggested = Suggested()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if not any(self[name].data for name in WAYS):
            self.add_error("email", _(
                "Bitte geben Sie mindestens einen Weg zum Kunden an: E-Mail-Adresse, Telefon, Mobil, Fax, Straße oder"
                " Internetadresse."
            ))  # fmt: skip
        return not self.has_errors

    @property
    def another(self) -> bool:
        """Whether the next customer is to be typed in at once."""
        return ANOTHER in request.form

    @property
    def compared(self) -> dict[str, str]:
        """Who was recognised by the address is no news."""
        return super().compared | ({"email": ""} if self.same_person.data else {})

    @property
    def customer_values(self) -> dict[str, Any]:
        """Without a number, or with the proposed one, the customer takes the next that is free."""
        values = super().customer_values
        return values | {"number": "" if values["number"] == tidy(self.suggested.data) else values["number"]}

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
