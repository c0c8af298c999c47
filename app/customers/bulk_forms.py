"""What is chosen when the same happens to many customers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import Choice, Form


class GroupForm(Form):
    """Into which group, or out of which."""

    group = Choice(_l("Gruppe"))
