"""The job that makes one mail of everything that waits for one reader.

Everything is looked at again: who lost access, the permission, the tick or the sight of a thing in the meantime is not
told. The notices go and the mail is queued in one transaction, so a worker that dies in between loses and doubles
nothing. Where the agency has switched the mail off the notices go all the same.
"""

from __future__ import annotations

from dataclasses import replace

from flask_babel import force_locale

from app.access import heard_by
from app.contacts.models import Contact
from app.jobs import Later, job
from app.mail.wording import Variant, variant_for
from app.staff.models import StaffMember
from tenants import db, now

from . import mails
from .models import Notice, StaffSilence
from .things import Item, Reader, item_of, staff_occasions


@job("notifications.digest")
def digest(reader_kind: str, reader_id: str) -> None:
    """Mail to one reader what waits for it, or raise Later while nothing is due."""
    waiting = Notice.hold(reader_kind, reader_id)
    if not waiting:
        return
    early = (min(notice.due_at for notice in waiting) - now()).total_seconds()
    if early > 0:
        raise Later(early)
    if reader_kind == "contact":
        _tell_contact(Contact.find(reader_id), waiting)
    else:
        _tell_colleague(StaffMember.find(reader_id), waiting)
    for notice in waiting:
        db.session.delete(notice)


def _tell_contact(contact: Contact | None, waiting: list[Notice]) -> None:
    if contact and (heard := heard_by(contact)):
        variant = variant_for(contact.person.spoken, contact.person.address_form)
        if items := _items(contact, [notice for notice in waiting if notice.occasion in heard], variant):
            mails.news(contact, items)


def _tell_colleague(member: StaffMember | None, waiting: list[Notice]) -> None:
    if member is None or not member.may_sign_in:
        return
    silenced = StaffSilence.keys(member)
    heard = {one.key for one in staff_occasions() if member.may(one.permission)} - silenced
    variant = variant_for(member.language, None)
    if items := _items(member, [notice for notice in waiting if notice.occasion in heard], variant):
        mails.staff_news(member, items)


def _items(reader: Reader, notices: list[Notice], variant: Variant) -> list[Item]:
    """What there is to tell now, in the reader's language and form of address, in the order in which it happened."""
    language, _blank, form = variant.folder.partition("_")
    with force_locale(f"{language}@du" if form == "du" else language):
        found = [item for notice in notices if (item := item_of(notice, reader))]
        return [replace(item, label=str(item.label)) for item in found]
