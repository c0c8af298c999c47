"""What staff are told who look at the portal in a person's place: on every page, and where something stays shut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.accounts import sessions
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.staff.models import StaffMember
from app.web.errors import SECRET
from app.web.locale import STAFF_LANGUAGES
from app.web.looking import look_without_trace
from app.web.pages import asked_by_script, flash_warn
from tenants import now

from .current import current_impersonation
from .models import Impersonation

END = "impersonation.end"
"""The one form that staff may send while they look."""


@dataclass(frozen=True)
class Mark:
    """What the mark on the pages says; plain values, so that also a page of last resort can show it."""

    name: str
    ends_at: datetime
    language: str

    @property
    def minutes(self) -> int:
        """Whole minutes that are left, the one that has begun included."""
        return max(1, -(-int((self.ends_at - now()).total_seconds()) // 60))


def look_as_staff(impersonation: Impersonation) -> None:
    """From here on the pages of this request are marked, and leave no trace that anything was read."""
    look_without_trace()
    person, staff = Person.find(impersonation.person_id), StaffMember.find(impersonation.staff_id)
    g.impersonation_mark = Mark(person.name, impersonation.ends_at, _language_of(staff))


def impersonated() -> bool:
    """For templates: whether the page is looked at by staff in the person's place."""
    return "impersonation_mark" in g


def mark() -> Markup:
    """The mark at the head of every page, in the words of the staff; nothing for everybody else."""
    if not impersonated():
        return Markup("")
    with _as_staff_reads():
        template = current_app.jinja_env.get_template("impersonation/_mark.html")
        return Markup(template.render(mark=g.impersonation_mark, end=url_for(END)))  # noqa: S704 - a page's own part


def refuse_to_change() -> Response:
    """403 to every form but END, with what was typed, so that nothing is lost."""
    with _as_staff_reads():
        sentence = _("Sie sehen das Portal nur an: Hier lässt sich nichts ändern, absenden oder hochladen.")
        if asked_by_script():
            return make_response(jsonify(errors={"": [sentence]}), 422)
        return _page(sentence)


def refuse_to_show() -> Response:
    """403 for pages that are the person's alone."""
    with _as_staff_reads():
        return _page(_("Diese Seite öffnet sich nur %(name)s selbst.", name=g.impersonation_mark.name))


def over() -> Response:
    """Back to the contact: the time is up, or whoever looked is not signed in or not allowed any more."""
    found = Impersonation.find(sessions.current().impersonation_id)
    contact = Contact.find(found.contact_id) if found else None
    staff = StaffMember.find(found.staff_id) if found else None
    sessions.forget()
    with force_locale(_language_of(staff)):
        flash_warn(_("Die Ansicht als Kunde ist zu Ende."))
    back = url_for("contacts.show", contact_id=contact.id) if contact else url_for("customers.index")
    return redirect(back, 303)


def watched() -> Impersonation | None:
    """The impersonation of this request, already marked; None for who is there in person."""
    impersonation = current_impersonation()
    if impersonation is not None and not impersonated():
        look_as_staff(impersonation)
    return impersonation


def _page(sentence: str) -> Response:
    return make_response(render_template("impersonation/refused.html", sentence=sentence, typed=list(_typed())), 403)


def _typed() -> Iterator[str]:
    """What a human being wrote into the form, as far as it can be told from ids and choices."""
    for name, value in request.form.items(multi=True):
        if re.search(r"\S\s+\S", value) and not any(word in name.lower() for word in SECRET):
            yield value


def _language_of(staff: StaffMember | None) -> str:
    return staff.language if staff and staff.language in STAFF_LANGUAGES else "de"


@contextmanager
def _as_staff_reads() -> Iterator[None]:
    """In the language of the staff, from left to right, however the person's pages run."""
    persons = g.pop("direction", None)
    try:
        with force_locale(g.impersonation_mark.language):
            yield
    finally:
        g.direction = persons
