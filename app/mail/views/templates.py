"""„E-Mail-Templates“: which mails there are, and which are sent at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.audit import register_verbs
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.staff.steps import add_step
from app.web.pages import flash_ok, page, see_other

from ..checking import usable
from ..models import MailSwitch
from ..registry import AREAS, Mail, all_mails, find_mail
from ..wording import Variant, in_order
from ..wordings import MailWording
from .blueprint import bp

add_step(
    40,
    _l("Die E-Mails ansehen, die Ihre Kunden bekommen"),
    _l("Was Sie nicht verschicken wollen, schalten Sie ab."),
    "mail.templates",
    "mail",
    Permission.TEMPLATES_EDIT,
)

register_verbs(
    {
        "mail.switched_off": _l("{actor} hat die E-Mail „{mail}“ abgeschaltet."),
        "mail.switched_on": _l("{actor} hat die E-Mail „{mail}“ wieder eingeschaltet."),
        "mail.wording_saved": _l("{actor} hat den Wortlaut der E-Mail „{mail}“ geändert ({variant})."),
        "mail.wording_restored": _l(
            "{actor} hat bei der E-Mail „{mail}“ die Fassung {earlier} wiederhergestellt ({variant})."
        ),
        "mail.wording_reset": _l("{actor} hat die E-Mail „{mail}“ auf unseren Wortlaut zurückgesetzt ({variant})."),
    }
)


@dataclass(frozen=True)
class Entry:
    """One line of the list: a mail, the variants with the agency's own words for them, and its latest change."""

    mail: Mail
    wordings: list[tuple[Variant, str]]
    """Every variant, and how it stands: "ours", "own", or "failing", where ours is sent instead."""
    changed: MailWording | None

    @classmethod
    def of(cls, mail: Mail, own: Mapping[tuple[str, str], MailWording]) -> Entry:
        rows = {variant: own.get((mail.key, variant.folder)) for variant in in_order()}
        changed = max(filter(None, rows.values()), key=lambda row: row.created_at, default=None)
        return cls(mail, [(variant, _standing(mail, row)) for variant, row in rows.items()], changed)

    @property
    def failing(self) -> bool:
        return any(standing == "failing" for _variant, standing in self.wordings)


def _standing(mail: Mail, row: MailWording | None) -> str:
    if row is None or row.is_default:
        return "ours"
    return "own" if row.failed_at is None and usable(mail, Variant(row.variant), row.wording) else "failing"


@bp.get("/einstellungen/e-mail-templates")
@staff_required(Permission.TEMPLATES_EDIT)
def templates() -> Any:
    """The agency's mails by area: what occasions each, in whose words it goes, and its switch."""
    own = MailWording.own()
    entries = [Entry.of(mail, own) for mail in all_mails() if mail.audience != "apex"]
    areas = [(key, label, [entry for entry in entries if entry.mail.area == key]) for key, label in AREAS.items()]
    return page(
        "mailbox/templates.html",
        areas=[area for area in areas if area[2]],
        off=MailSwitch.off(),
        failing=any(entry.failing for entry in entries),
    )


@bp.post("/einstellungen/e-mail-templates/<key>/abschaltung")
@staff_required(Permission.TEMPLATES_EDIT)
def switch_off(key: str) -> Any:
    """From now on this mail is not sent."""
    switch(_switchable(key), False)
    return see_other(".templates")


@bp.post("/einstellungen/e-mail-templates/<key>/einschaltung")
@staff_required(Permission.TEMPLATES_EDIT)
def switch_on(key: str) -> Any:
    """From now on this mail is sent again."""
    switch(_switchable(key), True)
    return see_other(".templates")


def switch(mail: Mail, active: bool) -> None:
    """Send this mail from now on, or no more, and say so."""
    if active:
        MailSwitch.switch_on(mail)
        flash_ok(_("„%(mail)s“ ist eingeschaltet.", mail=mail.label))
    else:
        MailSwitch.switch_off(mail)
        flash_ok(_("„%(mail)s“ ist abgeschaltet und wird nicht mehr verschickt.", mail=mail.label))


def _switchable(key: str) -> Mail:
    mail = find_mail(key)
    if mail is None or not mail.can_switch_off:
        abort(404)
    return mail
