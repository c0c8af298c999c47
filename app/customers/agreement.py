"""For the form of a customer who took itself out of the member lists: shown again only when it agreed anew."""

from __future__ import annotations

from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.forms import Tick

from .models import Customer


class WithAgreement:
    """`tell_withdrawal()` comes before the form is checked: without a withdrawal nothing more is asked."""

    agreed_again = Tick(_l("Der Kunde hat neu zugestimmt"))

    def tell_withdrawal(self, customer: Customer) -> None:
        """Say beside the question whether it stands in member lists that somebody of the customer took it out."""
        form: Any = self
        if customer.withdrawn_at:
            day = format_date(customer.withdrawn_at, "medium")
            form.in_lists.hint = _(
                "Im Portal zurückgezogen am %(day)s von %(name)s.", day=day, name=customer.withdrawn_by
            )
        else:
            del form.agreed_again

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        form: Any = self
        super().validate(*args, **kwargs)  # type: ignore[misc]
        if form.agreed_again and form.in_lists.said and not form.agreed_again.data:
            form.add_error("agreed_again", _("Bitte kreuzen Sie das an, oder lassen Sie „Nein“ stehen."))
        return not form.has_errors

    @property
    def agrees_again(self) -> bool:
        """Whether the staff note that the customer agreed anew."""
        form: Any = self
        return bool(form.agreed_again and form.in_lists.said and form.agreed_again.data)
