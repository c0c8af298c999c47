"""What may be typed and chosen where the wording of a mail is edited."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import CreateForm, Radio, Switch, Text, TextArea, Tick

from .liquid import SOURCE_LIMIT

SUBJECT_LIMIT = 300  # characters of a subject as it is written, placeholders and all


class WordingForm(CreateForm):
    """Subject and text of one mail in one variant, and how the preview shows them.

    `id` names the test mail that a button of this form sends, so that sending it twice sends one.
    """

    wording_subject = Text(_l("Betreff"), max=SUBJECT_LIMIT)
    wording_body = TextArea(_l("Text"), max=SOURCE_LIMIT)
    wording_note = Text(_l("Was haben Sie geändert?"), max=200)
    wording_active = Switch(_l("Aktiv"))
    confirm_missing = Tick(_l("Trotzdem speichern"))
    preview_contact = Text(_l("Gezeigt für"), max=254)
    preview_kind = Radio(_l("Art der Vorschau"), [("html", _l("HTML")), ("text", _l("Text"))], default="html")
    preview_width = Radio(_l("Breite der Vorschau"), [("wide", _l("Breit")), ("narrow", _l("Schmal"))], default="wide")
    preview_light = Radio(_l("Licht der Vorschau"), [("day", _l("Tag")), ("night", _l("Nacht"))], default="day")
