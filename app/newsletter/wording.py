"""The words of consent. What was agreed to is kept word for word with every consent; this is how it reads today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.accounts.keys import digest
from app.web.locale import show_email
from tenants import current_tenant

if TYPE_CHECKING:
    from app.contacts.persons import Person

VERSION = "2026-2"
"""Changes whenever the words do, in whatever language."""


def consent_words(person: Person) -> str:
    """The exact sentence that a person agrees to, in the language of the page it stands on.

    It names sender, purpose and address, and that agreeing can be undone (GDPR, article 7; UWG, § 7).
    """
    return _(
        "Ich möchte den Newsletter von %(agency)s per E-Mail an %(email)s bekommen. "
        "Das kann ich jederzeit widerrufen, zum Beispiel mit einer Nachricht an %(agency)s.",
        agency=current_tenant().name,
        email=show_email(person.email),
    )


def fingerprint(words: str) -> str:
    """Travels with the form, so that nobody agrees to other words than those that were shown."""
    return digest("newsletter", VERSION, words)[:32]
