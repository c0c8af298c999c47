"""What may be typed and chosen where the wording of a mail is edited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.widgets import HiddenInput

from app.web.forms import Choice, CreateForm, Form, HiddenUuid, Radio, Switch, Text, TextArea, Tick

from .liquid import SOURCE_LIMIT
from .wording import SUBJECT_LIMIT, Wording

if TYPE_CHECKING:
    from .checking import Problem

NEVER = UUID(int=0)
"""Stands for the version of a wording that was never changed."""

NAME_LIMIT = 60
"""Characters of a name that is offered in place of another."""

_LIQUID = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
"""As findings.py reads it: braces that never end must not be looked for again from each of them."""


class View(Radio):
    """How something is shown; what is not sent, or not offered, is shown as at first."""

    def process_formdata(self, valuelist: list) -> None:
        super().process_formdata(valuelist)
        if self.data not in self.values:
            self.data = self.default


class Shown(Text):
    """How the switch stood on the page, "y" for on; whatever else is sent is off."""

    kind = "hidden"
    widget = HiddenInput()

    def pre_validate(self, form: Form) -> None:
        """Nothing that is sent is an error."""


class WordingForm(CreateForm):
    """Subject and text of one mail in one variant, and how the preview shows them.

    `id` names the test mail that a button of this form sends, so that sending it twice sends one. `wording_seen` is the
    version that was the newest when the page was opened, `wording_active_seen` how the switch stood there.
    """

    many_contacts = False
    """Whether there are more contacts than the choice shows, so that one may search."""

    wording_seen = HiddenUuid(default=NEVER)
    wording_subject = Text(_l("Betreff"), max=SUBJECT_LIMIT, required=True)
    wording_body = TextArea(_l("Text"), max=SOURCE_LIMIT, required=True)
    wording_note = Text(
        _l("Was haben Sie geändert?"), max=200, hint=_l("Steht später bei der Fassung, etwa „Grußzeile geändert“.")
    )
    wording_active = Switch(_l("Aktiv"))
    wording_active_seen = Shown()
    confirm_missing = Tick(_l("Trotzdem speichern"))
    preview_query = Text(_l("Kontakt suchen"), max=200)
    preview_contact = Choice(_l("Gezeigt für"))
    preview_kind = View(_l("Art der Vorschau"), [("html", _l("HTML")), ("text", _l("Nur Text"))], default="html")
    preview_width = View(_l("Breite der Vorschau"), [("wide", _l("Breit")), ("narrow", _l("Schmal"))], default="wide")
    preview_light = View(_l("Vorschau bei Tag oder Nacht"), [("day", _l("Tag")), ("night", _l("Nacht"))], default="day")

    @property
    def wording(self) -> Wording:
        """What stands in the form."""
        return Wording.typed(self.wording_subject.data, self.wording_body.data)

    @property
    def switched(self) -> bool:
        """Whether the mail was switched on or off here; not when somebody else has done so meanwhile."""
        return self.wording_active.data != (self.wording_active_seen.data == "y")

    def replace(self, wrong: str, meant: str) -> None:
        """Write one name in place of another wherever Liquid stands, unless that makes endless text of a long one."""
        name = re.compile(rf"\b{re.escape(wrong)}\b")
        for field in (self.wording_subject, self.wording_body):
            if wrong and len(meant) <= NAME_LIMIT and len(field.data) <= SOURCE_LIMIT:
                field.data = _LIQUID.sub(lambda piece: name.sub(lambda _found: meant, piece[0]), field.data)

    def blame(self, problems: Sequence[Problem]) -> None:
        """Mark the fields that keep this wording from being sent; what is wrong stands below the text, item by item."""
        for where in dict.fromkeys(problem.where for problem in problems if problem.grave):
            self.add_error(
                f"wording_{where}", _("So lässt sich das nicht verschicken. Woran es liegt, steht unter dem Text.")
            )
        if any(problem.kind == "missing" for problem in problems) and not self.confirm_missing.data:
            self.add_error("confirm_missing", _("Hier fehlt etwas, das zu dieser E-Mail gehört. Ist das Absicht?"))
