"""In which language the pages of the staff speak: as whoever is signed in has it, else as chosen on the way in."""

from __future__ import annotations

from flask import Flask, request, session

from app.web.locale import GATE, keep_language, suggest_language, use_locale, wished_language

from .models import StaffMember, acting_colleague

INSIDE = ("/verwaltung", "/abmelden")
WISHED = "staff_language"
"""Key in Flask's session: the language that was chosen on the way in."""


def speak() -> None:
    """Before every request of a page of the staff, also one that is refused before its view is asked."""
    if request.path.startswith(INSIDE):
        if member := acting_colleague():
            use_locale(member.language)
    elif request.path.startswith(GATE) and (code := wished_language()):
        session[WISHED] = code


def expect(member: StaffMember) -> None:
    """Speak as this one likes it on a page behind a link, where nobody is signed in."""
    suggest_language(session.get(WISHED) or member.language)


def arrive(member: StaffMember) -> None:
    """Somebody has signed in: the language chosen on the way in is theirs from now on, also in this browser."""
    if code := session.pop(WISHED, None):
        member.speak(code)
    keep_language(member.language)


def init_app(app: Flask) -> None:
    app.before_request(speak)
