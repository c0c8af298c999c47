"""Earlier versions of a wording: what was different in them, and how one of them is sent again."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other

from ..difference import rows
from ..models import MailSwitch
from ..registry import AREAS
from ..wording import default_wording
from ..wordings import MailWording
from .blueprint import bp
from .editor import PATH, load, said

NUMBER = "<int(max=2147483647):number>"


@bp.get(f"{PATH}/fassungen/{NUMBER}")
@staff_required(Permission.TEMPLATES_EDIT)
def compare(key: str, variant: str, number: int) -> Any:
    """One version against the one that is sent now; number 0 is our own wording."""
    mail, chosen = load(key, variant)
    version = MailWording.numbered(mail.key, chosen, number) if number else None
    newest, ours = MailWording.newest(mail.key, chosen), default_wording(mail.key, chosen)
    then, present = version.wording if version else ours, newest.wording if newest else ours
    return page(
        "mailbox/compare.html", mail=mail, variant=chosen, area=AREAS[mail.area], version=version, number=number,
        newest=newest, active=mail.key not in MailSwitch.off(), same=then == present,
        subject=rows(then.subject, present.subject), body=rows(then.body, present.body),
    )  # fmt: skip


@bp.post(f"{PATH}/fassungen/{NUMBER}/wiederherstellung")
@staff_required(Permission.TEMPLATES_EDIT)
def restore(key: str, variant: str, number: int) -> Any:
    """Send an earlier version again, as a new one."""
    mail, chosen = load(key, variant)
    MailWording.restore(mail, chosen, number)
    flash_ok(said(_("Fassung %(number)d gilt wieder.", number=number), mail))
    return see_other(".editor", key=key, variant=variant)


@bp.post(PATH + "/ruecksetzung")
@staff_required(Permission.TEMPLATES_EDIT)
def reset(key: str, variant: str) -> Any:
    """Send our own wording again; the agency's versions stay."""
    mail, chosen = load(key, variant)
    MailWording.reset(mail, chosen)
    flash_ok(_("Auf Standard zurückgesetzt. Frühere Fassungen bleiben hier stehen."))
    return see_other(".editor", key=key, variant=variant)
