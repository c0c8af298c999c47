"""„Aufbewahrung“: how long the Postausgang keeps what is over."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.settings.entries import add
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other
from tenants import current_tenant

from ..retention import keep_for
from ..retention_forms import RetentionForm
from .blueprint import bp

add(_l("Aufbewahrung"), _l("Wie lange der Postausgang E-Mails behält"), "mail.retention", "archive",
    Permission.SETTINGS_EDIT)  # fmt: skip


@bp.route("/einstellungen/aufbewahrung", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def retention() -> Any:
    form = RetentionForm(mail_kept_days=str(current_tenant().mail_kept_days))
    if form.submitted_ok():
        keep_for(int(form.mail_kept_days.data))
        flash_ok(_("Gespeichert. Was älter ist, wird in der nächsten Nacht gelöscht."))
        return see_other("settings.index")
    return page("mailbox/retention.html", form)
