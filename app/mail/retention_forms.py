"""How long mails are kept."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import Form, Radio


class RetentionForm(Form):
    """The choice among the spans that there are."""

    mail_kept_days = Radio(
        _l("E-Mails aufbewahren"),
        choices=[
            (30, _l("30 Tage")),
            (90, _l("90 Tage")),
            (180, _l("ein halbes Jahr")),
            (365, _l("ein Jahr")),
            (730, _l("zwei Jahre")),
        ],
        cards=True,
    )
