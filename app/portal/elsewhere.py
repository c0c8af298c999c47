"""A thing by its address: shown, or belonging to another customer at which the same person is contact."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.orm.interfaces import ORMOption
from werkzeug.exceptions import NotFound

from app.contacts.models import Contact
from app.web.pages import page
from tenants import db

from .guard import other_contacts, portal_contact


class Elsewhere(Exception):
    """What is asked for is seen by this other contact of the person."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(contact.id)
        self.contact = contact


def look_up(kind: Any, id: uuid.UUID | None, *options: ORMOption) -> Any:
    """The thing of this kind, if the contact at work sees it; 404 otherwise.

    Who only looks, at something that another contact of theirs sees (a link from a mail), is asked whether to change
    over: nothing is changed by looking.
    """
    contact = portal_contact()
    if contact and (thing := _seen(kind, id, contact, *options)):
        return thing
    if request.method in ("GET", "HEAD"):
        for other in other_contacts():
            if _seen(kind, id, other):
                raise Elsewhere(other)
    raise NotFound


def ask_to_switch(elsewhere: Elsewhere) -> Response:
    """The page that asks."""
    return page("portal/elsewhere.html", contact=elsewhere.contact, wanted=request.full_path.rstrip("?"))


def init_app(app: Flask) -> None:
    app.register_error_handler(Elsewhere, ask_to_switch)


def _seen(kind: Any, id: uuid.UUID | None, contact: Contact, *options: ORMOption) -> Any:
    return db.session.scalar(kind.visible_to(contact).where(kind.id == id).options(*options))
