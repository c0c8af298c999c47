"""What may be typed about Rubriken and groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.web.forms import Choice, Choices, CreateForm, Form, Radio, Text, Tick

from .models import Group, Rubric

ALL, SOME = "all", "some"
EVERYTHING = "*"
LONGEST = 80
"""Characters of a name."""


class RubricForm(Form):
    name = Text(_l("Name"), max=LONGEST, required=_l("Bitte geben Sie der Rubrik einen Namen."))


class NewRubricForm(RubricForm, CreateForm):
    """A Rubrik that is made."""


class HeirForm(Form):
    """Where the groups of a Rubrik go that is deleted."""

    rubric = Choice(_l("Gruppen verschieben nach"))

    def offer(self, rubrics: Iterable[Rubric]) -> None:
        self.rubric.choices = [(rubric.id, rubric.name) for rubric in rubrics]


class GroupForm(Form):
    """Name, Rubrik, description, what it opens, and whether new customers are in it."""

    name = Text(_l("Name"), max=LONGEST, required=_l("Bitte geben Sie der Gruppe einen Namen."))
    rubric = Choice(_l("Rubrik"))
    description = Text(_l("Beschreibung"), hint=_l("Steht im Formular des Kunden unter dem Namen der Gruppe."))
    opens = Radio(
        _l("Was die Gruppe öffnet"),
        choices=[(ALL, _l("Alle Funktionen, auch künftige")), (SOME, _l("Nur diese Funktionen"))],
        default=SOME,
        cards=True,
    )
    sections = Choices(_l("Funktionen"))
    preselected = Tick(
        _l("Bei neuen Kunden vorausgewählt"), hint=_l("Wer schon Kunde ist, bleibt in den Gruppen, in denen er ist.")
    )

    def offer(self, rubrics: Iterable[Rubric], sections: Iterable[Any]) -> None:
        """Let one of these Rubriken be chosen, and these sections of the portal be ticked."""
        self.rubric.choices = [(rubric.id, rubric.name) for rubric in rubrics]
        self.sections.choices = [(section.key, section.label) for section in sections]

    def open_what_is_ticked(self, group: Group, known: str | None = None) -> None:
        """Let the group open what is ticked.

        `known` is opened_words() of when the page was made: what a colleague has opened or closed since then stays so,
        unless it was ticked or unticked here.
        """
        group.hold()
        present = {*opened_words(group).split()}
        shown = present if known is None else {*known.split()}
        ticked = {*self.sections.data} | ({EVERYTHING} if self.opens.data == ALL else set())
        wanted = (present - (shown - ticked)) | (ticked - shown)
        if EVERYTHING in wanted:
            group.open_everything()
        else:
            group.open_exactly(wanted & ({*group.keys} | self.sections.values))

    @property
    def values(self) -> dict[str, Any]:
        """What the group keeps besides its Rubrik and what it opens."""
        return {name: self[name].data for name in ("name", "description", "preselected")}


def opened_words(group: Group) -> str:
    """What a group opens, in one line that travels with the form."""
    return " ".join(sorted(group.keys | ({EVERYTHING} if group.opens_all else set())))


class NewGroupForm(GroupForm, CreateForm):
    """A group that is made."""
