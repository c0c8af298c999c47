"""Language and form of address follow the person, on every page below /kunden/, error pages included."""

from __future__ import annotations

from flask import Flask, request, session

from app.accounts.cookies import kind_of_path
from app.contacts.persons import Person
from app.impersonation import current_impersonation
from app.web.locale import COOKIE, keep_language, language, use_locale

from .guard import current_person

KEPT = "portal_speech"


def speak_to(person: Person) -> None:
    """Speak to this person for the rest of the request."""
    direction = None if person.direction == "system" else person.direction
    use_locale(person.language, person.address_form, direction)


def keep_speaking_to(person: Person) -> None:
    """Speak to this person on the sign-in page that comes next, where nobody is signed in."""
    session[KEPT] = [person.language, person.address_form, person.direction]


def speak() -> None:
    """Before every portal request, also one that is refused before its view is asked."""
    if kind_of_path(request.path) != "person":
        return
    if person := current_person():
        speak_to(person)
        if request.cookies.get(COOKIE) != language() and current_impersonation() is None:
            keep_language(language())  # what is linked at the foot of the page knows nobody
    elif KEPT in session and "sprache" not in request.args:
        use_locale(*session[KEPT])


def init_app(app: Flask) -> None:
    app.before_request(speak)
