"""How a new file reads in a mail about news: looked at when the mail is made, never when it was uploaded."""

from __future__ import annotations

from flask_babel import gettext as _

from app.contacts.models import Contact
from app.notifications.models import Notice
from app.notifications.registry import Item, Reader, register_thing
from tenants import db

from .models import File


def file_item(notice: Notice, reader: Reader) -> Item | None:
    """What the reader is told of a file; None when it is gone or the reader may not see it (any more)."""
    portal = isinstance(reader, Contact)
    if portal:
        file = db.session.scalar(File.visible_to(reader).where(File.id == notice.thing_id))
    else:
        file = File.find(notice.thing_id)
        file = file if file and reader.may(file.viewing) else None
    if file is None:
        return None
    where = "" if portal and file.customer_id else file.home.name
    return Item(_("Neue Datei"), file.name, where, file.author_name, _page_of(file, portal))


def _page_of(file: File, portal: bool) -> str:
    """Where the file is found."""
    if file.customer_id:
        return "/kunden/dateien" if portal else f"/verwaltung/dateien/kunde/{file.customer_id}"
    kind = "aufgaben" if (file.task or (file.comment and file.comment.task)) else "projekte"
    return f"/{'kunden' if portal else 'verwaltung'}/{kind}/{file.home.id}"


register_thing(File.__tablename__, file_item)
