"""How a comment reads in a mail about news: looked at when the mail is made, never when it was written."""

from __future__ import annotations

from flask_babel import gettext as _

from app.contacts.models import Contact
from app.notifications.excerpts import plain
from app.notifications.models import Notice
from app.notifications.registry import Item, Reader, register_thing
from app.staff.roles import Permission
from tenants import db

from .attached import attached_to
from .models import Comment
from .places import permalink


def comment_item(notice: Notice, reader: Reader) -> Item | None:
    """What the reader is told of a comment; None when it is gone or the reader may not see it (any more)."""
    portal = isinstance(reader, Contact)
    if portal:
        comment = db.session.scalar(Comment.visible_to(reader).where(Comment.id == notice.thing_id))
    else:
        comment = Comment.find(notice.thing_id) if reader.may(Permission.PROJECTS_VIEW) else None
    if comment is None or comment.deleted_at:
        return None
    return Item(
        label=_("Interne Notiz") if comment.internal and comment.place.customer_id else _("Neuer Beitrag"),
        title=comment.place.name,
        excerpt=plain(comment.body) or ", ".join(file.name for file in attached_to([comment.id]).get(comment.id, [])),
        author=comment.author_name,
        url=permalink(comment, portal=portal),
    )


register_thing(Comment.__tablename__, comment_item)
