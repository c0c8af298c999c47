"""Which mail goes when: the one table of what is written to a person about its access (PRODUCT, "Contacts").

The verbs of a person ask it and carry out the answer; `tests/contacts/test_which_mail.py` holds every combination
against the sentences of the design. No mail of these ever carries a password.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import StrEnum

WELCOME, LINK, FORGOTTEN, REPLACED = "welcome", "set_password", "forgot_password", "password_changed"
"""The mails it is about, by their keys."""


class Occasion(StrEnum):
    """What happened to a person."""

    CUSTOMER_SAVED = "customer_saved"
    """It is the first contact of a customer that was just made."""
    IMPORTED = "imported"
    CONTACT_SAVED = "contact_saved"
    """It was made a contact in the contact form, and access is not given, or was given earlier."""
    CONTACT_WITH_LINK = "contact_with_link"
    """The same with „Kennwort per E-Mail versenden“."""
    CONTACT_WITH_PASSWORD = "contact_with_password"  # noqa: S105 - the same with a password that staff typed
    ADMITTED = "admitted"
    """Somebody known was made a contact because its firm's primary contact asked for it."""
    ADMITTED_ANEW = "admitted_anew"
    """The same for somebody who was never given access."""
    INVITED = "invited"
    """Staff gave access by a link, to one or to many, or sent the link again."""
    PASSWORD_GIVEN = "password_given"  # noqa: S105
    """Staff gave access by a password of theirs or of the program's."""
    PASSWORD_REPLACED = "password_replaced"  # noqa: S105
    """Another password took the place of one, whoever chose it."""
    PASSWORD_FORGOTTEN = "password_forgotten"  # noqa: S105
    """The person asked for a link and has a password."""
    LINK_WANTED = "link_wanted"
    """The person asked for a link and was invited, but has no password yet."""


class Greets(StrEnum):
    """Whether the welcome mail goes, if nothing is against it."""

    NEVER = "never"
    WISHED = "wished"
    """Unless „Keine Willkommens-E-Mail senden“ is ticked."""
    FIRST = "first"
    """To who was neither greeted nor given access before."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `also`: the mail that goes besides the greeting, or with it.

    `needs_link`: while the mail with the link is switched off nothing happens at all. `needs_access`: nor to who was
    never given access, or had it taken away. `safety`: it tells that somebody else may have been at work, so it goes to
    who is locked too.
    """

    greets: Greets = Greets.NEVER
    also: str = ""
    needs_link: bool = False
    needs_access: bool = False
    safety: bool = False


TABLE = {
    Occasion.CUSTOMER_SAVED: Rule(),
    Occasion.IMPORTED: Rule(),
    Occasion.CONTACT_SAVED: Rule(Greets.WISHED),
    Occasion.CONTACT_WITH_LINK: Rule(Greets.WISHED, LINK, needs_link=True),
    Occasion.CONTACT_WITH_PASSWORD: Rule(Greets.WISHED),
    Occasion.ADMITTED: Rule(Greets.ALWAYS),
    Occasion.ADMITTED_ANEW: Rule(Greets.ALWAYS, LINK),
    Occasion.INVITED: Rule(Greets.FIRST, LINK, needs_link=True),
    Occasion.PASSWORD_GIVEN: Rule(Greets.FIRST),
    Occasion.PASSWORD_REPLACED: Rule(also=REPLACED, safety=True),
    Occasion.PASSWORD_FORGOTTEN: Rule(also=FORGOTTEN, needs_access=True),
    Occasion.LINK_WANTED: Rule(also=LINK, needs_link=True, needs_access=True),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table is read with: the person as it was before, what staff ticked, what is switched off.

    `barred`: locked, or contact of none but locked customers. `wished`: the tick „Keine Willkommens-E-Mail senden“ is
    not set.
    """

    address: bool = True
    barred: bool = False
    has_access: bool = False
    greeted: bool = False
    wished: bool = True
    off: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that goes, with or without the personal link."""

    key: str
    link: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The mails in the order in which they go.

    `against` says why what was asked for is not done at all: "no_address", "barred", "no_access" or "links_off".
    """

    letters: tuple[Letter, ...] = ()
    against: str = ""


def answer(occasion: Occasion, facts: Facts, carries_link: Callable[[], bool]) -> Answer:
    """What goes. `carries_link()` tells whether the welcome mail in the reader's wording prints the link."""
    rule = TABLE[occasion]
    if not facts.address:
        return Answer(against="no_address")
    if facts.barred and not rule.safety:
        return Answer(against="barred")
    if rule.needs_access and not facts.has_access:
        return Answer(against="no_access")
    if rule.needs_link and LINK in facts.off:
        return Answer(against="links_off")
    greets = WELCOME not in facts.off and _greets(rule.greets, facts)
    also = rule.also if rule.also not in facts.off else ""
    if greets and also == LINK and carries_link():
        return Answer((Letter(WELCOME, link=True),))
    greeting = (Letter(WELCOME),) if greets else ()
    return Answer((*greeting, Letter(also, link=also in (LINK, FORGOTTEN))) if also else greeting)


def _greets(rule: Greets, facts: Facts) -> bool:
    return {
        Greets.NEVER: False,
        Greets.WISHED: facts.wished,
        Greets.FIRST: facts.wished and not (facts.greeted or facts.has_access),
        Greets.ALWAYS: True,
    }[rule]
