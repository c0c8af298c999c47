"""How somebody is addressed at the head of a mail and on the start page: the one place for it."""

from __future__ import annotations

ENGLISH = {"Frau": "Ms", "Herr": "Mr"}
ARABIC = {"Frau": ("السيدة", "المحترمة"), "Herr": ("السيد", "المحترم")}
"""What stands before a name, and in a letter behind it."""

ARABIC_TITLES = {"Dr.": "د.", "Prof.": "بروفيسور", "Prof. Dr.": "أ. د."}
"""Titles that are the same for women and men; any other stays as it was typed."""


def greeting_for(
    *,
    first_name: str = "",
    last_name: str = "",
    salutation: str = "",
    title: str = "",
    language: str = "de",
    address_form: str = "sie",
) -> str:
    """The greeting without comma: „Guten Tag Frau Dr. Muster“, „Hallo Anna“, "Dear Ms Muster", «مرحبًا Anna Muster».

    Du needs a first name, „Frau“ and „Herr“ a last name. Without a salutation the whole name stands, for nobody may be
    guessed to be a man or a woman; without a name, and for a bare last name, the bare greeting.
    """
    name = formal_name(
        first_name=first_name, last_name=last_name, salutation=salutation, title=title, language=language
    )
    if is_german(language):
        if address_form == "du" and first_name:
            return f"Hallo {first_name}"
        return f"Guten Tag {name}".strip()
    if spoken(language) == "ar":
        if name and last_name and salutation in ARABIC:
            return f"{name} {ARABIC[salutation][1]}"
        return f"مرحبًا {name}" if name else "تحية طيبة"
    return f"Dear {name}" if name else "Hello"


def spoken(language: str) -> str:
    """The language of whatever country (BCP 47): `de` for `de-AT`."""
    return language.replace("_", "-").partition("-")[0].lower()


def is_german(language: str) -> bool:
    """German, the one language here that tells Sie and Du apart."""
    return spoken(language) == "de"


def formal_name(*, first_name: str, last_name: str, salutation: str, title: str, language: str) -> str:
    """„Frau Dr. Muster“, „Dr. Anna Muster“, "Ms Muster", or nothing when nobody can be called by what is known."""
    if not last_name:
        return first_name
    arabic = spoken(language) == "ar"
    if arabic:
        title = ARABIC_TITLES.get(title, title)
    if salutation not in ENGLISH:
        return " ".join(part for part in (title, first_name, last_name) if part) if title or first_name else ""
    if arabic:
        # there a name is called in full, first name first
        return " ".join(part for part in (ARABIC[salutation][0], title, first_name, last_name) if part)
    if not is_german(language):
        # one title before a name: a doctorate takes the place of Ms and Mr
        salutation = "" if title else ENGLISH[salutation]
    return " ".join(part for part in (salutation, title, last_name) if part)
